"""What every subject needs and no subject owns: settings, sessions, errors, texts, keys."""
