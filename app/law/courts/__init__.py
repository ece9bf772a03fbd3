"""Which court may hear a claim, and whether it is a small claim."""
