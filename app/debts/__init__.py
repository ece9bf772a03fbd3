"""Step 1: who is owed what, on which terms; exact schedules and true annual rates."""
