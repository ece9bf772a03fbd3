"""Proceedings in words."""
