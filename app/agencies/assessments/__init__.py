"""Vetting an agency: criteria, red flags, verdict, and first of all whether one is needed."""
