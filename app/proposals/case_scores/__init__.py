"""Scores and counter-offers on the case's own budget, debts and evidence."""
