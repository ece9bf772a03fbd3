"""Proofs of the ledger: newest checkpoint, inclusion, consistency."""
