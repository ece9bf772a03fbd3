"""Grants: who else may see which parts of a case, until when."""
