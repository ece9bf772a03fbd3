"""What makes an archive prove itself: its manifest noted in the ledger, the seal, the originals."""
