"""Agreements (协议): checked against what they must hold, and followed until they are settled."""
