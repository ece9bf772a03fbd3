"""One page before the next call: everything said with one creditor so far."""
