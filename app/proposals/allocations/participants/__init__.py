"""Which debts of a case one amount is split over, for every answer that splits one."""
