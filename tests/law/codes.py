"""Codes of the law data, for tests that walk all of them."""

from app.core.rules import rule_book
from app.law import court_fees, limitation

OBLIGATIONS: tuple[str, ...] = tuple(
    row["code"] for row in rule_book().table(limitation.TABLE)["obligations"]
)
PROCEDURES: tuple[str, ...] = tuple(
    row["code"] for row in rule_book().table(court_fees.TABLE)["procedures"]
)
