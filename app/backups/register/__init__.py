"""Erases again what an old copy of the database brought back."""
