"""Last days of claims in words."""
