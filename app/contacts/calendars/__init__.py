"""Calendar feeds: what is due, for one's own calendar, by a secret and revocable address."""
