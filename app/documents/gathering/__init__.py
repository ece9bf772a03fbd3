"""Gathers what the subjects of a case know into facts that templates may name."""
