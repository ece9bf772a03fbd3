"""The evidence vault (证据保管): files kept bit by bit under the case's key, and checklists."""
