"""Scenarios (情景) a person keeps: named sets of changes over the one budget of a case."""
