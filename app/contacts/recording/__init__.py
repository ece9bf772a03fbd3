"""Records contacts, corrections and withdrawals, each as an entry of its own, for good."""
