"""Court fees (诉讼费): acceptance, execution and preservation, by the brackets of the law data.

Source: 诉讼费用交纳办法 (State Council Order 481), articles 13-16. The Measures say nothing on
fractions of a fen: the exact sum is rounded once, half to even.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.calc.money import divide_half_even
from app.core.rules import RuleBook

TABLE = "court_fees"

_FEN = 100


@dataclass(frozen=True, slots=True)
class FeeBracket:
    """One step of the tariff that the claim reaches; bounds and `amount` in fen.

    `to` is None in the top bracket; `percent` is None where the bracket is a fixed sum.
    `amount` is the bracket's part before halving or cap, rounded half-even.
    """

    over: int
    to: int | None
    percent: Decimal | None
    amount: int


@dataclass(frozen=True, slots=True)
class CourtFee:
    """A fee in fen, how it came about, and the articles.

    `tariff_fee` is the sum of the brackets; `factor` the share of it that is due (1/2 on summary
    procedure, 1/3 for a payment order); `capped` says that the legal maximum was reached;
    `prepaid` that the applicant pays first.
    """

    fee: int
    tariff_fee: int
    factor: Fraction
    capped: bool
    prepaid: bool
    brackets: tuple[FeeBracket, ...]
    rule_ids: tuple[str, ...]


def court_fee(book: RuleBook, claim_amount: int, procedure: str) -> CourtFee:
    """The fee for an amount in dispute (fen ≥ 0) in a procedure of the law data.

    Halvings never stack. Raises ValueError for a negative amount, KeyError for a procedure that
    the data do not know.
    """
    if claim_amount < 0:
        raise ValueError("an amount in dispute is not negative")
    table = book.table(TABLE)
    row = _coded(table["procedures"], procedure)
    tariff = _coded(table["tariffs"], row["tariff"])
    reached = [
        step
        for step in tariff["brackets"]
        if not step["over"] or claim_amount > step["over"] * _FEN
    ]
    parts = [_part(step, claim_amount) for step in reached]
    full = sum(parts, Fraction(0))
    factor = Fraction(*row["factor"])
    capped = "cap" in tariff and full > tariff["cap"] * _FEN
    due = (Fraction(tariff["cap"] * _FEN) if capped else full) * factor
    return CourtFee(
        fee=_rounded(due),
        tariff_fee=_rounded(full),
        factor=factor,
        capped=capped,
        prepaid=row["prepaid"],
        brackets=tuple(_bracket(step, part) for step, part in zip(reached, parts, strict=True)),
        rule_ids=tuple(row["rule_ids"]),
    )


def _coded(rows: list[Mapping[str, Any]], code: str) -> Mapping[str, Any]:
    return {row["code"]: row for row in rows}[code]


def _part(step: Mapping[str, Any], claim_amount: int) -> Fraction:
    if "fixed" in step:
        return Fraction(step["fixed"] * _FEN)
    within = claim_amount if "to" not in step else min(claim_amount, step["to"] * _FEN)
    return Fraction(within - step["over"] * _FEN) * Fraction(step["percent"]) / 100


def _bracket(step: Mapping[str, Any], part: Fraction) -> FeeBracket:
    return FeeBracket(
        over=step["over"] * _FEN,
        to=step["to"] * _FEN if "to" in step else None,
        percent=Decimal(step["percent"]) if "percent" in step else None,
        amount=_rounded(part),
    )


def _rounded(amount: Fraction) -> int:
    return divide_half_even(amount.numerator, amount.denominator)
