"""The work of a worker on a large statement."""
