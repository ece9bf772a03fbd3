"""Follow-ups of agreements: what falls due, what was missed, and when to ask for a change."""
