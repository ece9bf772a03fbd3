"""Keeping the rows of a statement: sealed, each known by its token."""
