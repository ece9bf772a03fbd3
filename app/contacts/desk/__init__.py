"""What a desk over many cases needs of their contacts: what is due, who was spoken to last."""
