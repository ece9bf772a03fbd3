"""Claims of a case in words."""
