"""Old records brought in as one batch (批量补记), each marked as recorded later."""
