"""Alembic scripts of both engines."""
