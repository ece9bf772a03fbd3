"""Bundles that were made, for whoever gives one away."""
