"""What a debt of a case really costs a year (真实年化利率), from what was received and paid."""
