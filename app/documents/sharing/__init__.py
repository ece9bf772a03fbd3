"""Giving issued documents to a creditor: which may go, and what must be known first."""
