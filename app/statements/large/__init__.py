"""Statements too long for a request: taken on, read by a worker, stored piece by piece."""
