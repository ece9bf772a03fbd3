"""What can be paid each month, plain and stressed, and what the months ahead look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.calc.frontier import affordable_level_payment
from app.cash_flow.budget_lines import Budget, Stress, lasting
from app.cash_flow.findings import Finding, find
from app.cash_flow.forecast import MonthRow, cumulative_free_cash, forecast
from app.cash_flow.reserves import ReserveKinds


@dataclass(frozen=True, slots=True)
class LowestBalance:
    """Where the forecast's balance is lowest; the first such month."""

    month: int
    amount: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an analysis; amounts in fen, months as month numbers.

    `monthly_*` are sums of all lines, planned costs excluded, end dates ignored.
    `debt_service_to_income` is a ratio to four places, None without income.
    `runway_months`: whole months of essential spending that balance and liquid assets cover
    without any income; None when nothing essential is spent.
    """

    monthly_income: int
    monthly_fixed_expenses: int
    monthly_flexible_expenses: int
    monthly_surplus_before_debts: int
    debt_service_to_income: Decimal | None
    affordable_payment: int
    stressed_affordable_payment: int
    lowest_balance: LowestBalance
    first_negative_month: int | None
    runway_months: int | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A forecast, its stressed course, the figures drawn from them and what was found."""

    months: tuple[MonthRow, ...]
    stressed_months: tuple[MonthRow, ...]
    summary: Summary
    findings: tuple[Finding, ...]


def affordable_payment(
    budget: Budget, rows: Sequence[MonthRow], start_month: int, safety_buffer: int
) -> int | None:
    """The largest level payment that keeps every month at or above the buffer.

    None if even 0 does not. All debt service is left out: it is what this payment would serve.
    """
    cumulative = cumulative_free_cash(budget, rows, start_month)
    return affordable_level_payment(cumulative, safety_buffer)


def binding_month(cumulative: Sequence[int], start_month: int, safety_buffer: int) -> int:
    """The first month that sets the affordable payment: where (C[m] − buffer) / m is least."""
    quotients = [(cash - safety_buffer) // paid for paid, cash in enumerate(cumulative, start=1)]
    return start_month + quotients.index(min(quotients))


def analyse(
    budget: Budget,
    start_month: int,
    months: int,
    stress: Stress,
    safety_buffer: int,
    kinds: ReserveKinds,
) -> Analysis:
    """The analysis of a budget over 1–60 months from `start_month` on.

    `kinds` says which reserves bridge a month and which are borrowed.
    """
    base = forecast(budget, start_month, months)
    stressed = forecast(budget, start_month, months, stress)
    plain, hard = (
        affordable_payment(budget, rows, start_month, safety_buffer) for rows in (base, stressed)
    )
    lowest = min(base, key=lambda row: row.closing_balance)
    income = sum(line.monthly for line in lasting(budget.incomes))
    fixed, flexible = (
        sum(line.monthly for line in lasting(budget.expenses) if line.kind == kind)
        for kind in ("fixed", "flexible")
    )
    summary = Summary(
        monthly_income=income,
        monthly_fixed_expenses=fixed,
        monthly_flexible_expenses=flexible,
        monthly_surplus_before_debts=income - fixed - flexible,
        debt_service_to_income=_ratio(base[0].debt_service, income),
        affordable_payment=plain or 0,
        stressed_affordable_payment=hard or 0,
        lowest_balance=LowestBalance(lowest.month, lowest.closing_balance),
        first_negative_month=next((row.month for row in base if row.closing_balance < 0), None),
        runway_months=_runway(budget, kinds.bridging),
    )
    impossible = [name for name, found in (("base", plain), ("stressed", hard)) if found is None]
    return Analysis(base, stressed, summary, find(budget, base, impossible, kinds))


def _ratio(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else None


def _runway(budget: Budget, bridging: frozenset[str]) -> int | None:
    essential = sum(line.monthly for line in lasting(budget.expenses) if line.essential)
    if not essential:
        return None
    liquid = sum(
        asset.value
        for asset in budget.assets
        if asset.liquidity in bridging and not asset.essential and not asset.encumbered
    )
    return max(0, budget.opening_balance + liquid) // essential
