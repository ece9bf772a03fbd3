"""How an import and its rows are shown."""
