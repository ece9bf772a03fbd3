"""What refunds of an account still weigh, over all its files."""
