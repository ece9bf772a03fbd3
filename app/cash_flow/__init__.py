"""Step 1: the budget, the months ahead, and what can be paid from it."""
