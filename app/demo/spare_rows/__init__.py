"""Agencies, grants and referrals of the demo."""
