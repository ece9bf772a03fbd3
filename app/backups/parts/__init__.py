"""The folders a backup consists of: written whole, checked before they are read."""
