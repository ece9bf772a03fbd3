"""The whole case at once (案卷): verification of its ledger over all rows, and erasure."""
