"""Conduct findings: contacts that fall below a rule, which rule, how strong, and what to do."""
