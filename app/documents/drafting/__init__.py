"""Drafts a document and says what stands in the way of issuing it."""
