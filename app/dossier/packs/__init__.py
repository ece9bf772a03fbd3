"""Packs for creditors (材料包): chosen papers behind a secret, expiring, revocable link."""
