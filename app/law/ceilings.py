"""Interest ceilings (利率上限): which apply to this creditor, since when, by which article.

Never four times LPR for a licensed or local financial institution: that is said as a ceiling
that does not apply, with its article. Nothing follows automatically from a ceiling.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.rules import RuleBook

TABLE = "interest_ceilings"
LPR = "lpr_1y"
FORMER_RULE, TRANSITION_RULE, PRESENT_RULE = "MJ15-26", "MJ-31", "MJ-25"
"""Private lending before 2020-08-20, what became of those contracts, and since."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One rule looked at for one creditor.

    `ceiling_percent` is per year, None where the rule names none; `exceeded` is None where no
    rate was given or the rule does not apply. `reason` is the code of its explanation; `force`
    and `effect` say what kind of rule it is and what exceeding it does. `provisional` says that
    the rate it rests on was last checked for an earlier day.
    """

    rule_id: str
    ceiling_percent: Decimal | None
    applies: bool
    exceeded: bool | None
    force: str
    effect: str
    reason: str
    since: date
    provisional: bool


def ceilings_for(
    book: RuleBook,
    *,
    creditor_type: str,
    contract_date: date | None,
    as_of: date,
    platform_assisted: bool = False,
    annual_rate_percent: Decimal | None = None,
) -> tuple[Ceiling, ...]:
    """Every ceiling that speaks about this type of creditor on these dates, in data order.

    An unknown type or contract date gives what can be said without guessing: possibly nothing.
    """
    found: list[Ceiling] = []
    for row in book.table(TABLE)["ceilings"]:
        if creditor_type not in row["creditor_types"]:
            continue
        if row.get("platform_assisted") and not platform_assisted:
            continue
        judged_on = as_of if row["basis"] == "day" else contract_date
        if judged_on is None or not _in_force(row, judged_on):
            continue
        found.append(_ceiling(book, row, judged_on, annual_rate_percent))
    return tuple(found)


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    begins: date = row["from"]
    ends: date | None = row.get("to")
    return begins <= day and (ends is None or day <= ends)


def _ceiling(
    book: RuleBook, row: Mapping[str, Any], judged_on: date, rate: Decimal | None
) -> Ceiling:
    percent = _percent(book, row, judged_on)
    applies = row["kind"] != "none"
    exceeded = None if rate is None or percent is None or not applies else rate > percent
    return Ceiling(
        rule_id=row["rule_id"],
        ceiling_percent=percent,
        applies=applies,
        exceeded=exceeded,
        force=row["force"],
        effect=row["effect"],
        reason=row["reason"],
        since=row["from"],
        provisional=row["kind"] == "lpr_multiple"
        and judged_on > book.table(LPR)["checked_through"],
    )


def _percent(book: RuleBook, row: Mapping[str, Any], judged_on: date) -> Decimal | None:
    if row["kind"] == "fixed":
        return Decimal(row["percent"])
    if row["kind"] == "lpr_multiple":
        lpr = book.series(LPR).on(judged_on)
        return None if lpr is None else lpr * row["multiple"]
    return None


def changes_of(book: RuleBook, rule_id: str, as_of: date) -> tuple[tuple[date, Decimal], ...]:
    """Days from which another percentage than the ceiling's measures the same contract.

    Private loans made before the rules of 2020 are measured by the old ones until the day they
    changed, and from then on by four times the LPR of the day of the suit (民间借贷规定 31);
    `as_of` stands for that day. Empty for every other ceiling.
    """
    if rule_id != FORMER_RULE:
        return ()
    switched = date.fromisoformat(book.rule(TRANSITION_RULE).numbers["switch_date"])
    lpr = book.series(LPR).on(as_of)
    if lpr is None or as_of < switched:
        return ()
    return ((switched, lpr * book.rule(PRESENT_RULE).numbers["multiple"]),)
