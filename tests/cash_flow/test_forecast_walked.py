"""The forecast beside a second one, written apart: calendar days and decimals, no month numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, PlannedCost, Stress
from app.cash_flow.forecast import MonthRow, forecast
from app.cash_flow.shares import OtherShare
from tests.cash_flow.analysing import analyse

PER_YEAR = {
    "weekly": 52,
    "fortnightly": 26,
    "every_four_weeks": 13,
    "monthly": 12,
    "quarterly": 4,
    "half_yearly": 2,
    "yearly": 1,
}
HALVES = Decimal("0.01")
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
FEN = st.integers(0, 3_000_000)
PERCENT = st.decimals(0, 60, places=2)


@dataclass(frozen=True)
class Walked:
    """A month in yuan."""

    income: Decimal
    fixed: Decimal
    flexible: Decimal
    essential: Decimal
    planned: Decimal
    service: Decimal
    balance: Decimal


def yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(HALVES, ROUND_HALF_EVEN)


def own(amount: Decimal, line: Income | Expense | PlannedCost) -> Decimal:
    """The person's part of one shared with a single other: the larger remainder has the fen."""
    if not line.shared_with:
        return amount
    (other,) = line.shared_with
    whole = line.own_parts + other.parts
    fen = int(amount * 100)
    mine, left = divmod(fen * line.own_parts, whole)
    theirs = fen * other.parts % whole
    return yuan(mine + (1 if left and left >= theirs else 0))


def amount_of(line: Income | Expense, factor: Decimal) -> Decimal:
    month = rounded(yuan(line.amount) * PER_YEAR[line.frequency] / 12)
    return rounded(own(month, line) * factor)


def runs(line: Income | Expense, year: int, month: int) -> bool:
    first, last = line.starts_on, line.ends_on
    begun = first is None or (first.year, first.month) <= (year, month)
    return begun and (last is None or (year, month) <= (last.year, last.month))


def walked(
    budget: Budget, year: int, month: int, count: int, stress: Stress | None
) -> list[Walked]:
    """Month after month on the calendar."""
    less = more = Decimal(1)
    if stress is not None:
        less = 1 - stress.income_drop_percent / 100
        more = 1 + stress.cost_rise_percent / 100
    balance, found = yuan(budget.opening_balance), []
    left = {debt.debt_ref: debt.remaining_instalments or 0 for debt in budget.debts}
    for _ in range(count):
        income = sum(
            (amount_of(line, less) for line in budget.incomes if runs(line, year, month)),
            Decimal(0),
        )
        spent = {"fixed": Decimal(0), "flexible": Decimal(0), "essential": Decimal(0)}
        for line in budget.expenses:
            if runs(line, year, month):
                cost = amount_of(line, more)
                spent[line.kind] += cost
                spent["essential"] += cost if line.essential else 0
        planned = Decimal(0)
        for one in budget.planned_costs:
            if one.month == parse_month(f"{year}-{month:02d}"):
                share = own(yuan(one.amount), one)
                planned += share if stress is not None else rounded(share * one.likelihood)
        service = Decimal(0)
        for debt in budget.debts:
            due = debt.next_due_date
            is_due = due is None or (due.year, due.month) <= (year, month)
            if debt.instalment_amount is not None and is_due and left[debt.debt_ref] > 0:
                service += yuan(debt.instalment_amount)
                left[debt.debt_ref] -= 1
        balance += income - spent["fixed"] - spent["flexible"] - planned - service
        fixed, flexible, essential = spent.values()
        found.append(Walked(income, fixed, flexible, essential, planned, service, balance))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def in_yuan(row: MonthRow) -> Walked:
    return Walked(
        yuan(row.income),
        yuan(row.fixed_expenses),
        yuan(row.flexible_expenses),
        yuan(row.essential_expenses),
        yuan(row.planned_costs),
        yuan(row.debt_service),
        yuan(row.closing_balance),
    )


@st.composite
def periods(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first is not None and last is not None and last < first:
        first, last = last, first
    return {"starts_on": first, "ends_on": last}


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {}
    other = OtherShare("室友", draw(st.integers(1, 9)))
    return {"own_parts": draw(st.integers(0, 9)), "shared_with": (other,)}


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    often = st.sampled_from(sorted(PER_YEAR))
    incomes = tuple(
        Income(f"i{n}", "wage", draw(FEN), draw(often), **draw(periods()), **draw(shares()))
        for n in range(draw(st.integers(0, 3)))
    )
    expenses = tuple(
        Expense(
            f"e{n}",
            "food",
            draw(st.sampled_from(["fixed", "flexible"])),
            draw(st.booleans()),
            draw(FEN),
            draw(often),
            **draw(periods()),
            **draw(shares()),
        )
        for n in range(draw(st.integers(0, 4)))
    )
    planned = tuple(
        PlannedCost(
            f"p{n}",
            "health",
            draw(FEN),
            parse_month(f"{draw(st.integers(2026, 2029))}-{draw(st.integers(1, 12)):02d}"),
            draw(st.decimals(0, 1, places=2)),
            **draw(shares()),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    debts = tuple(
        DebtLine(
            f"d{n}",
            instalment_amount=draw(st.none() | FEN),
            remaining_instalments=draw(st.integers(0, 40)),
            next_due_date=draw(st.none() | DAYS),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    return Budget(draw(st.integers(-(10**6), 10**7)), incomes, expenses, planned, debts=debts)


@settings(max_examples=150, deadline=None)
@given(
    budget=budgets(),
    start=DAYS,
    count=st.integers(1, 60),
    stress=st.none() | st.builds(Stress, PERCENT, PERCENT),
)
def test_every_month_is_the_one_walked_on_the_calendar(
    budget: Budget, start: date, count: int, stress: Stress | None
) -> None:
    rows = forecast(budget, parse_month(f"{start:%Y-%m}"), count, stress)
    assert [in_yuan(row) for row in rows] == walked(budget, start.year, start.month, count, stress)


@settings(max_examples=100, deadline=None)
@given(budget=budgets(), start=DAYS, count=st.integers(1, 60))
def test_the_summary_is_read_off_the_months(budget: Budget, start: date, count: int) -> None:
    stress = Stress(Decimal("12.50"), Decimal("7.25"))
    first = parse_month(f"{start:%Y-%m}")
    found = analyse(budget, first, count, stress)
    months = walked(budget, start.year, start.month, count, None)
    balances = [month.balance for month in months]
    lowest = min(balances)
    summary = found.summary
    assert yuan(summary.lowest_balance.amount) == lowest
    assert summary.lowest_balance.month == first + balances.index(lowest)
    below = [first + number for number, balance in enumerate(balances) if balance < 0]
    assert summary.first_negative_month == (below[0] if below else None)
    hard = walked(budget, start.year, start.month, count, stress)
    assert [in_yuan(row) for row in found.stressed_months] == hard
    before = [month.balance for month in months]
    for number in range(count):
        before[number] += sum(month.service for month in months[: number + 1])
    quotients = [int(cash * 100) // (number + 1) for number, cash in enumerate(before)]
    assert summary.affordable_payment == max(min(quotients), 0)
