"""Access tokens: what a browser or mini-program holds in place of a key."""
