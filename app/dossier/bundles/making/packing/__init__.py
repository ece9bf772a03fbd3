"""A bundle on its way out: what has been packed so far, and in which words."""
