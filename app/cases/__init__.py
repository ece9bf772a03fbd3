"""The case: person, household, hardship, legal holds; the spine of the four steps."""
