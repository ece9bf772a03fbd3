"""What ends a bundle: its papers, the excerpt of the ledger, the manifest and the seal."""
