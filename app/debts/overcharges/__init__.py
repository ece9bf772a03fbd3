"""What was charged above a ceiling, what would be owed at it, and how sure that is (超额息费)."""
