"""What a loan really costs: exact repayment schedules and true annual rates."""
