"""What a referral shows: how it stands, the consents, and what is wrong with the agreement."""
