"""What a statement says about itself around its rows: summary, period, holder.

Where the rows do not bear the summary out there is a warning, never an error: wallets net
refunds in their own way (`明细金额直接累加后可能不一致`) and leave out deleted rows.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.statements.cells import fold
from app.statements.layouts import Vocabulary
from app.statements.transactions import (
    DeclaredSum,
    DeclaredTotals,
    Direction,
    Notice,
)

_RECORDS = re.compile(r"共:?(\d{1,9})笔记录")
_SUM = re.compile(
    r"(?<!待)(收入|支出|不计收支|中性交易):?(\d{1,9})笔(?:\([^)]{0,60}\))?,?([\d,]{1,16}\.?\d{0,2})元"
)
_DAY = r"(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})"
_PERIOD = re.compile(rf"(?:起始|区间|时间段|周期|期间|起止)\D{{0,12}}{_DAY}")
_LAST = re.compile(rf"{_DAY}日?\D{{0,12}}(?:\d{{2}}:\d{{2}}:\d{{2}})?\D{{0,12}}$")
_MONTH = re.compile(r"(20\d{2})[-/.年](\d{1,2})(?!\d)")
_KINDS: dict[str, Direction] = {
    "收入": "income",
    "支出": "expense",
    "不计收支": "neutral",
    "中性交易": "neutral",
}


def declared_totals(lines: Iterable[str]) -> DeclaredTotals | None:
    """The summary in the lines around the rows; None if there is none."""
    found: dict[str, Any] = {}
    for line in lines:
        text = fold(line)
        records = _RECORDS.search(text)
        if records:
            found["records"] = int(records[1])
        for kind, count, amount in _SUM.findall(text):
            whole, _, fraction = amount.replace(",", "").partition(".")
            fen = int(whole or "0") * 100 + int(fraction.ljust(2, "0"))
            found[_KINDS[kind]] = DeclaredSum(int(count), fen)
    return DeclaredTotals(**found) if found else None


def _day(parts: Sequence[str]) -> date | None:
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def declared_period(lines: Iterable[str]) -> tuple[date, date] | None:
    """The period the file was exported for, from a line like `起始时间：[…] 终止时间：[…]`."""
    for line in lines:
        start, end = _PERIOD.search(fold(line)), _LAST.search(fold(line))
        if start and end:
            first, last = _day(start.groups()), _day(end.groups())
            if first and last and first < last:
                return first, last
    return None


def bill_day(lines: Iterable[str]) -> date | None:
    """The first day of the latest month named around a card's bill (`2024年01月`)."""
    months = (month for line in lines for month in _MONTH.findall(fold(line)))
    days = (_day((year, month, "1")) for year, month in months)
    return max((day for day in days if day), default=None)


def holder(lines: Iterable[str], words: Vocabulary) -> str:
    """The account holder's name, if the file states it in full (`姓名：张三`)."""
    for line in lines:
        name, _, value = fold(line).strip(",").partition(":")
        if name in words.title_marks and "*" not in value:
            return value
    return ""


@dataclass(frozen=True, slots=True)
class FoundSum:
    """Rows found in one direction: how many, their fen, and what they say was given back."""

    count: int = 0
    gross: int = 0
    refunded: int = 0

    def __add__(self, other: "FoundSum") -> "FoundSum":
        return FoundSum(
            self.count + other.count, self.gross + other.gross, self.refunded + other.refunded
        )


def _check(direction: Direction, declared: DeclaredSum | None, found: FoundSum) -> Iterable[Notice]:
    if declared is None:
        return
    net = found.gross - found.refunded
    if declared.count != found.count:
        params = {
            "direction": direction,
            "declared": str(declared.count),
            "found": str(found.count),
        }
        yield Notice("declared_count_mismatch", params)
    if direction != "neutral" and declared.amount not in (found.gross, net):
        params = {"direction": direction, "declared": _yuan(declared.amount), "found": _yuan(net)}
        yield Notice("declared_amount_mismatch", params)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def reconcile(
    declared: DeclaredTotals | None, sums: Mapping[Direction, FoundSum]
) -> tuple[Notice, ...]:
    """Where the rows differ from the file's own summary.

    Neutral sums are not compared: wallets leave out full refunds and pay-later holds.
    """
    if declared is None:
        return ()
    notices = []
    count = sum(found.count for found in sums.values())
    if declared.records not in (None, count):
        params = {"declared": str(declared.records), "found": str(count)}
        notices.append(Notice("declared_records_mismatch", params))
    none = FoundSum()
    notices += _check("income", declared.income, sums.get("income", none))
    notices += _check("expense", declared.expense, sums.get("expense", none))
    notices += _check("neutral", declared.neutral, sums.get("neutral", none))
    return tuple(notices)
