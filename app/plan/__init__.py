"""What to do next, and why: the four steps as one road."""
