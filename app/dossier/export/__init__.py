"""The export of a case: everything of it in one archive that verifies itself."""
