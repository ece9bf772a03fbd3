"""Every enum of the contract with its names in both languages."""
