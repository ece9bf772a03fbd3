"""How much a claim is about (争议金额): as the person says, or as the case measures it; fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.debts.overcharges.measures import Band

Basis = Literal["stated", "measured"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was charged above one ceiling on one debt."""

    rule_id: str
    above: Band


@dataclass(frozen=True, slots=True)
class Disputed:
    """An amount at least and at most; `rule_id` where one rule alone measured it."""

    low: int
    high: int
    basis: Basis
    rule_id: str | None = None


def disputed_amount(
    stated: int | None, measured: Sequence[Sequence[Measured]], deducted: Sequence[int]
) -> Disputed | None:
    """What is in dispute; None where nobody said and nothing was measured.

    `measured` holds the measures of each debt: of several ceilings the one that leaves least in
    dispute counts, so that nothing is promised twice. `deducted` are sums that never arrived.
    """
    if stated is not None:
        return Disputed(stated, stated, "stated")
    least = [min(each, key=lambda one: one.above.high) for each in measured if each]
    low = sum(one.above.low for one in least) + sum(deducted)
    high = sum(one.above.high for one in least) + sum(deducted)
    if high == 0:
        return None
    rules = {one.rule_id for one in least if one.above.high > 0}
    alone = next(iter(rules)) if len(rules) == 1 and not deducted else None
    return Disputed(low, high, "measured", alone)
