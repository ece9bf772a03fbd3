"""Applying imports: from the rows of a case to lines of its budget."""
