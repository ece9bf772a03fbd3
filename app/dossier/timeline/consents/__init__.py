"""What the timeline tells of consents: grants, referrals and holds, by their ledger entries."""
