"""The desk of an adviser: all cases by urgency."""
