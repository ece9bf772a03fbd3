"""Legal holds: why a case must not be erased yet."""
