"""Dated rules, the claims catalogue, and what is computed from them alone."""
