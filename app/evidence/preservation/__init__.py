"""How to preserve a piece of evidence (证据保全): original, transcript, time stamp, notary."""
