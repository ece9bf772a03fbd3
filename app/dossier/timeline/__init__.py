"""The timeline of a case (时间线): everything in one order, as far as the caller may read it."""
