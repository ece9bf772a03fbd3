"""Who may see the case and what holds it, compared with what the ledger says of that."""
