"""What people look at (图): charts of an analysis, and the same series as figures."""
