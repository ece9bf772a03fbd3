"""Step 1: bank and wallet statements (流水, 账单): read, explain, match, turn into a budget."""
