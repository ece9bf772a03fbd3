"""Puts a backup into an empty database, without what was erased since."""
