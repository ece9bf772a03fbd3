"""Every table of the service as lines, and back."""
