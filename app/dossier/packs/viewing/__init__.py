"""What the holder of a pack's link sees, without any key."""
