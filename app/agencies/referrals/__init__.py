"""Referrals: a case handed to an agency, by parts, with consent, until revoked."""
