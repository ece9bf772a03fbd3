"""Where money leaks, and what is unusual against the person's own months: codes and figures."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.calc.money import format_fen, median, percent_of
from app.cash_flow.affordability import Summary
from app.cash_flow.budget_lines import Budget
from app.cash_flow.findings import Finding
from app.cash_flow.history import MonthOfSpending
from app.cash_flow.model import FindingModel
from app.cash_flow.savings import Saving, can_be_cut

_MONTHS_PER_YEAR = 12
_HUNDRED = 100


def observe(
    budget: Budget,
    summary: Summary,
    savings: Sequence[Saving],
    history: Sequence[MonthOfSpending],
    model: FindingModel,
) -> tuple[Finding, ...]:
    """Everything worth noticing in the lines themselves, the heaviest first."""
    return (
        *_shortfall(summary),
        *_interest(budget),
        *_leaks(budget, model),
        *_savings(savings),
        *_history(summary, history, model),
        *_categories(history, model),
    )


def _shortfall(summary: Summary) -> Iterator[Finding]:
    if summary.monthly_surplus_before_debts < 0:
        missing = format_fen(-summary.monthly_surplus_before_debts)
        yield Finding("spends_more_than_comes_in", "warning", {"amount": missing})


def _interest(budget: Budget) -> Iterator[Finding]:
    """Interest of a month on the principal still owed, at the contract's rate."""
    costs = [
        (
            percent_of(
                debt.principal_outstanding,
                Fraction(debt.annual_rate_percent) / _MONTHS_PER_YEAR,
            ),
            debt.debt_ref,
        )
        for debt in budget.debts
        if debt.annual_rate_percent
    ]
    total = sum(cost for cost, _ in costs)
    if total:
        most, debt_ref = max(costs, key=lambda cost: cost[0])
        yield Finding(
            "interest_costs",
            "info",
            {"amount": format_fen(total), "debt_ref": debt_ref, "most": format_fen(most)},
        )


def _leaks(budget: Budget, model: FindingModel) -> Iterator[Finding]:
    lines = can_be_cut(budget, model)
    for line in lines[: model.leaks_named]:
        if line.monthly >= model.leak_least_monthly:
            yield Finding("money_leak", "info", {"name": line.name, **_amounts(line.monthly)})
    small = [line.monthly for line in lines if line.monthly < model.small_cost_below]
    if len(small) >= model.small_costs_least and sum(small) >= model.small_costs_least_monthly:
        yield Finding(
            "small_costs_add_up", "info", {"count": str(len(small)), **_amounts(sum(small))}
        )


def _amounts(monthly: int) -> dict[str, str]:
    yearly = monthly * _MONTHS_PER_YEAR
    return {"monthly": format_fen(monthly), "yearly": format_fen(yearly)}


def _savings(savings: Sequence[Saving]) -> Iterator[Finding]:
    """The single cut that brings most, and all of them together."""
    single = [saving for saving in savings if saving.name is not None]
    best = max(single, key=lambda saving: saving.affordable_payment_gain, default=None)
    together = next((saving for saving in savings if saving.name is None), None)
    for code, saving in (("saving_raises_payment", best), ("savings_together", together)):
        if saving is not None and saving.affordable_payment_gain > 0:
            params = {
                "saving": format_fen(saving.monthly_saving),
                "payment": format_fen(saving.affordable_payment),
                "gain": format_fen(saving.affordable_payment_gain),
            }
            if saving.name is not None:
                params["name"] = saving.name
            yield Finding(code, "info", params)


def _history(
    summary: Summary, history: Sequence[MonthOfSpending], model: FindingModel
) -> Iterator[Finding]:
    """Months of the person's own statements against each other, and the budget against them."""
    if len(history) < model.history_months_least:
        return
    for at, entry in enumerate(history):
        usual = median([each.expense for each in (*history[:at], *history[at + 1 :])])
        over = entry.expense - usual
        if over >= model.unusual_least and over * _HUNDRED >= usual * model.unusual_percent:
            yield Finding(
                "month_unusual",
                "info",
                {
                    "month": entry.month,
                    "amount": format_fen(entry.expense),
                    "usual": format_fen(usual),
                },
            )
    spends = summary.monthly_fixed_expenses + summary.monthly_flexible_expenses
    spent = median([entry.expense for entry in history])
    if (spent - spends) * _HUNDRED > spent * model.budget_below_history_percent:
        yield Finding("budget_below_history", "warning", _beside(spends, spent))
    earned = median([entry.income for entry in history])
    over = summary.monthly_income - earned
    if earned and over * _HUNDRED > earned * model.income_above_history_percent:
        yield Finding("income_above_history", "warning", _beside(summary.monthly_income, earned))


def _categories(history: Sequence[MonthOfSpending], model: FindingModel) -> Iterator[Finding]:
    """Categories that cost much more in a month than in the other months, the heaviest first."""
    months = [(entry.month, entry.categories) for entry in history if entry.categories is not None]
    if len(months) < model.category_months_least:
        return
    found = []
    for category in {name for _, spent in months for name in spent}:
        amounts = [spent.get(category, 0) for _, spent in months]
        for at, (month, _) in enumerate(months):
            usual = median([*amounts[:at], *amounts[at + 1 :]])
            over = amounts[at] - usual
            is_much = over * _HUNDRED >= usual * model.category_unusual_percent
            if is_much and over >= model.category_unusual_least:
                found.append((-over, month, category, amounts[at], usual))
    for over, month, category, amount, usual in sorted(found)[: model.categories_named]:
        figures = {"amount": amount, "usual": usual, "excess": -over}
        words = {name: format_fen(fen) for name, fen in figures.items()}
        yield Finding("category_unusual", "info", {"month": month, "category": category, **words})


def _beside(budgeted: int, usual: int) -> dict[str, str]:
    return {"budget": format_fen(budgeted), "usual": format_fen(usual)}
