"""Makes both parts of a backup from one moment of the database."""
