"""Evidence bundles (证据包): chosen evidence and contacts as pages, files and proofs in one ZIP."""
