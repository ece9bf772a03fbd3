"""Follow-ups for days that another subject keeps: opened, moved and ended as they change there."""
