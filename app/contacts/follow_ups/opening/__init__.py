"""What a contact leaves to be followed up, and what an answer settles."""
