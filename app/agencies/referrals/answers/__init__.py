"""What becomes of a referral: accepted, rejected, completed, taken back, suspended."""
