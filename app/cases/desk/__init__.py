"""What a desk over many cases needs of each: whether it is open, whose it is, its reference."""
