"""The last days that papers of a court set, as they stand today, and the follow-ups they open."""
