"""Backups: rows and files in one part, the keys that open them in another, erasures applied."""
