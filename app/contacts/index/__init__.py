"""The search index of the contact log: keyed tokens, newest contact first."""
