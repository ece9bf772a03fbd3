"""Facts (事实) that follow from a debt's own figures and days; each says what it rests on.

Amounts go in as fen and come out as decimal strings, for texts.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.calc.money import format_fen
from app.claims.elements import Fact, Weight
from app.debts.overcharges.measures import PAPERS, Band


def contract_facts(debt_id: str, contract_date: date | None) -> Iterator[Fact]:
    """That a contract of a known day stands behind the debt."""
    if contract_date is not None:
        on = contract_date.isoformat()
        yield Fact("contract_known", "stated", "debt", (debt_id,), {"on": on})


def payment_facts(debt_id: str, amounts: list[int], sources: list[str]) -> Iterator[Fact]:
    """What was paid; on record only where papers show every payment."""
    if amounts:
        weight: Weight = "recorded" if all(source in PAPERS for source in sources) else "stated"
        params = {"count": str(len(amounts)), "total": format_fen(sum(amounts))}
        yield Fact("payments_made", weight, "debt", (debt_id,), params)


def ceiling_facts(
    debt_id: str, rule_id: str, percent: Decimal, above: Band, certainty: str
) -> Iterator[Fact]:
    """Whether the charges lie above one ceiling; below it only where the facts are certain enough.

    `certainty` is one of established, partly, uncertain.
    """
    weight: Weight = "recorded" if certainty == "established" else "stated"
    params = {
        "percent": format(percent.normalize(), "f"),
        **{name: format_fen(getattr(above, name)) for name in ("amount", "low", "high")},
    }
    if above.high > 0:
        yield Fact("above_ceiling", weight, "debt", (debt_id,), params, rule_id)
    elif certainty != "uncertain":
        yield Fact("within_ceiling", weight, "debt", (debt_id,), params, rule_id)


def receipt_facts(debt_id: str, named: int | None, received: int | None) -> Iterator[Fact]:
    """Whether less arrived than the contract names; nothing while either is unknown."""
    if named is None or received is None:
        return
    params = {"named": format_fen(named), "received": format_fen(received)}
    if received < named:
        params["missing"] = format_fen(named - received)
        yield Fact("advance_deduction", "stated", "debt", (debt_id,), params, "CC-670")
    else:
        yield Fact("received_in_full", "stated", "debt", (debt_id,), params)


def rate_facts(
    debt_id: str, stated: Decimal | None, true: Decimal | None, tolerance: Decimal
) -> Iterator[Fact]:
    """Whether the true annual rate is above the stated one by more than the tolerance (percent)."""
    if stated is None or true is None:
        return
    params = {"stated": format(stated, "f"), "true": format(true, "f")}
    code = "rate_differs" if true > stated + tolerance else "rate_as_stated"
    yield Fact(code, "stated", "debt", (debt_id,), params)


def hardship_facts(since: date | None, contract_date: date | None, debt_id: str) -> Iterator[Fact]:
    """Whether the hardship was there on the day of the contract, or came later."""
    if since is None or contract_date is None:
        return
    code = "hardship_at_signing" if since <= contract_date else "hardship_after_signing"
    params = {"since": since.isoformat(), "on": contract_date.isoformat()}
    yield Fact(code, "stated", "debt", (debt_id,), params)
