"""Tenants, their API keys and scopes, and the audit trail of what was done under them."""
