"""Anchors (时间戳锚定): outside authorities vouch that checkpoints existed at a time."""
