"""How far agreements are kept: their payments, and what the months ahead still carry."""
