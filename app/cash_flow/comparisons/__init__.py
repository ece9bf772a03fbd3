"""Scenarios side by side (情景对比): what each set of changes does to the months ahead."""
