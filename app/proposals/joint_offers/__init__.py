"""Offers to all creditors at once, each within its share (统筹方案)."""
