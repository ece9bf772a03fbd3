"""The keys of the ledger: which signed, and from when to when."""
