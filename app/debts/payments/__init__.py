"""What was really received and paid on a debt (还款流水)."""
