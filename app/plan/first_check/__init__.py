"""The first ten minutes: two numbers and one tick."""
