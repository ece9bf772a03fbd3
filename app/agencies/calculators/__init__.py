"""The calculator of what an agency costs and brings."""
