"""Follow-ups: what is due by which day, and whether it was done."""
