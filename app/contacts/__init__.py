"""Contacts with creditors (沟通记录): an append-only log that can stand as evidence, follow-ups."""
