"""Spending that stands out against the person's own months, with the payments behind it."""
