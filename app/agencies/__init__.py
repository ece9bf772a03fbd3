"""Agencies: who they are, whether they can be trusted, what they cost, what they may see."""
