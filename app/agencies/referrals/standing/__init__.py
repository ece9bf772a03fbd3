"""How the referrals of a case stand, for whoever compares that with the ledger."""
