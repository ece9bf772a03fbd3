"""Copies of an exhibit as pages: counted once, made again with their labels."""
