"""Data files shipped with the package; no code."""
