"""Counter-offers for one debt, and the split of one amount over several."""
