"""What a scenario changes in the figures of an analysis; amounts in fen, months as numbers."""

from dataclasses import dataclass
from typing import Literal

from app.cash_flow.affordability import Summary

Direction = Literal["more", "less", "same"]


@dataclass(frozen=True, slots=True)
class Differences:
    """The scenario's figure less the one as things are; None where one of the two has none."""

    monthly_income: int
    monthly_expenses: int
    monthly_surplus_before_debts: int
    affordable_payment: int
    stressed_affordable_payment: int
    lowest_balance: int
    first_negative_month: int | None
    runway_months: int | None

    @property
    def direction(self) -> Direction:
        """Whether more or less can be paid each month."""
        if self.affordable_payment == 0:
            return "same"
        return "more" if self.affordable_payment > 0 else "less"


def differences(plain: Summary, changed: Summary) -> Differences:
    """What changed; a first negative month that comes later counts positive, in months."""
    return Differences(
        monthly_income=changed.monthly_income - plain.monthly_income,
        monthly_expenses=_expenses(changed) - _expenses(plain),
        monthly_surplus_before_debts=(
            changed.monthly_surplus_before_debts - plain.monthly_surplus_before_debts
        ),
        affordable_payment=changed.affordable_payment - plain.affordable_payment,
        stressed_affordable_payment=(
            changed.stressed_affordable_payment - plain.stressed_affordable_payment
        ),
        lowest_balance=changed.lowest_balance.amount - plain.lowest_balance.amount,
        first_negative_month=_moved(plain.first_negative_month, changed.first_negative_month),
        runway_months=_moved(plain.runway_months, changed.runway_months),
    )


def _expenses(summary: Summary) -> int:
    return summary.monthly_fixed_expenses + summary.monthly_flexible_expenses


def _moved(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
