"""Simulated months ahead: the same courses drawn path by path in Python, and by arrays."""

from collections.abc import Callable
from datetime import date

from app.calc.frontier import affordable_level_payment
from app.calc.money import divide_half_even
from app.calc.periods import month_of
from app.calc.simulation import between, draws, happens
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income
from app.cash_flow.courses import Courses, simulate
from app.cash_flow.forecast import forecast
from app.cash_flow.parameters import current_parameters

START = month_of(date(2026, 12, 1))
MONTHS = 36
BUDGET = Budget(
    350_000,
    (Income("工资", "wage", 780_000), Income("兼职", "wage", 260_000, stability="variable")),
    (
        Expense("房租", "housing", "fixed", True, 320_000),
        Expense("饭", "food", "flexible", True, 53_011, "weekly"),
    ),
    debts=(DebtLine("卡", instalment_amount=240_000, remaining_instalments=24),),
)
ROWS = forecast(BUDGET, START, MONTHS)
MODEL = current_parameters().model.simulation


def arrays() -> Courses:
    """As the service computes them."""
    return simulate(BUDGET, ROWS, 0, MODEL)


def path_by_path() -> tuple[list[list[int]], list[int | None]]:
    """The same draws, each path walked month by month in whole fen."""
    shape = (MONTHS, MODEL.paths)
    spells = []
    for line in BUDGET.incomes:
        loss = MODEL.incomes[line.stability]
        starts, lengths, kept = draws(MODEL.seed, f"income {line.name}", (3, *shape))
        spells.append(
            (
                line.monthly,
                happens(starts, loss.loss_per_month).T.tolist(),
                between(lengths, *loss.months).T.tolist(),
                between(kept, *loss.kept_percent).T.tolist(),
            )
        )
    drifts = draws(MODEL.seed, "expenses drift", (MODEL.paths,))
    drifted = between(drifts, *MODEL.drift_percent).tolist()
    falls, sizes = draws(MODEL.seed, "expenses shock", (2, *shape))
    hits = happens(falls, MODEL.shock_per_month).T.tolist()
    shocks = between(sizes, *MODEL.shock_percent).T.tolist()
    balances, payments = [], []
    for path in range(MODEL.paths):
        free = [
            -_percent(row.fixed_expenses + row.flexible_expenses, 100 + drifted[path])
            - (
                _percent(row.fixed_expenses + row.flexible_expenses, shocks[path][month])
                if hits[path][month]
                else 0
            )
            for month, row in enumerate(ROWS)
        ]
        for monthly, begins, lasting, shares in spells:
            _receive(free, monthly, begins[path], lasting[path], shares[path])
        cash = spent = BUDGET.opening_balance
        cumulative, balance = [], []
        for month, row in enumerate(ROWS):
            cash += free[month]
            spent += free[month] - row.debt_service
            cumulative.append(cash)
            balance.append(spent)
        balances.append(balance)
        payments.append(affordable_level_payment(cumulative, 0))
    return balances, payments


def _receive(
    free: list[int], monthly: int, begins: list[bool], lasting: list[int], shares: list[int]
) -> None:
    left, share = 0, 100
    for month in range(MONTHS):
        if begins[month] and left == 0:
            left, share = lasting[month], shares[month]
        free[month] += _percent(monthly, share if left else 100)
        left = max(0, left - 1)


def _percent(amount: int, percent: int) -> int:
    return divide_half_even(amount * percent, 100)


def comparisons() -> tuple[tuple[str, Callable[[], object], Callable[[], object]], ...]:
    """Rows for `make bench`."""
    return ((f"{MODEL.paths} courses over {MONTHS} months", path_by_path, arrays),)
