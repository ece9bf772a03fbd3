"""What a person should notice in their months: codes and figures, put into words elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.cash_flow.budget_lines import Budget
from app.cash_flow.forecast import MonthRow
from app.cash_flow.reserves import ReserveKinds

Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation; amounts in `params` are decimal strings, months `YYYY-MM`."""

    code: str
    severity: Severity
    params: Mapping[str, str] = field(default_factory=dict)


def find(
    budget: Budget,
    months: Sequence[MonthRow],
    impossible: Sequence[str],
    kinds: ReserveKinds,
) -> tuple[Finding, ...]:
    """Findings of an analysis, the most urgent first.

    `impossible` names the scenarios (base, stressed) in which nothing can be paid at all.
    """
    found = [
        Finding("nothing_affordable", "critical", {"scenario": scenario}) for scenario in impossible
    ]
    negative = next((row for row in months if row.closing_balance < 0), None)
    if negative is not None:
        found.append(
            Finding(
                "balance_turns_negative",
                "critical",
                {
                    "month": format_month(negative.month),
                    "amount": format_fen(negative.closing_balance),
                },
            )
        )
    found += _arrears(budget)
    found += [
        Finding("borrowing_to_repay", "warning", {"name": buffer.name})
        for buffer in budget.buffers
        if buffer.type in kinds.borrowed or buffer.annual_rate_percent > 0
    ]
    found += [
        Finding("fact_missing", "info", {"debt_ref": debt.debt_ref})
        for debt in budget.debts
        if debt.instalment_amount is None or debt.remaining_instalments is None
    ]
    return tuple(found)


def _arrears(budget: Budget) -> list[Finding]:
    return [
        Finding(
            "arrears",
            "warning",
            {
                "debt_ref": debt.debt_ref,
                "days": str(debt.days_past_due),
                "amount": format_fen(
                    debt.interest_outstanding + debt.fees_outstanding + debt.penalty_outstanding
                ),
            },
        )
        for debt in budget.debts
        if debt.days_past_due > 0
    ]
