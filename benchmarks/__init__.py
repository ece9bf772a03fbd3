"""Figures side by side in one run: ours beside the plain way, paired rounds, medians."""
