"""Pure arithmetic of money, months, loans, rates and shares: no I/O, no clock, no law."""
