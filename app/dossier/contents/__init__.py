"""Everything of a case, as its subjects show it."""
