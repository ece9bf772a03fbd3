"""Checklists: which evidence a purpose needs, and what is held of it."""
