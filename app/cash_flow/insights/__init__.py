"""What an analysis says beyond its months, in the caller's language (解读)."""
