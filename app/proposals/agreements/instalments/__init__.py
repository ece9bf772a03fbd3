"""Instalments of an agreement: due, paid, missed, and when to talk again."""
