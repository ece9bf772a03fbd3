"""Terms to start from: what an ask means for a debt, and the contract itself."""

from datetime import date
from decimal import Decimal

from app.calc.money import divide_half_even
from app.calc.periods import add_months, month_of
from app.cash_flow.budget_lines import DebtLine
from app.proposals.model import Ask, OfferModel, ScoringModel
from app.proposals.terms import ProposalTerms, Waiver


def terms_asking(
    debt: DebtLine, ask: Ask, start_month: int, wait: int, offers: OfferModel
) -> ProposalTerms:
    """The terms of an ask with its first payment `wait` months after the first month.

    Due on the contract's day of the month, on the model's where that is unknown.
    """
    return ProposalTerms(
        instalments=1,
        first_due_date=due_date_in(debt, start_month + wait, offers),
        annual_rate_percent=_part_of_rate(debt.annual_rate_percent, ask.rate),
        waive=Waiver(
            principal=_part(debt.principal_outstanding, ask.waive_principal),
            interest=_part(debt.interest_outstanding, ask.waive_interest),
            fees=_part(debt.fees_outstanding, ask.waive_fees),
            penalty=_part(debt.penalty_outstanding, ask.waive_penalty),
        ),
    )


def contract_terms(debt: DebtLine, start_month: int, model: ScoringModel) -> ProposalTerms:
    """Nothing asked for but the arrears within the plan: contract rate and remaining term.

    A next due date beyond what a score looks at counts as its last month.
    """
    first = debt.next_due_date
    start = start_month if first is None else max(start_month, month_of(first))
    start = min(start, start_month + model.reach.months_ahead)
    return ProposalTerms(
        instalments=debt.remaining_instalments or model.offers.longest(debt.product_type),
        first_due_date=due_date_in(debt, start, model.offers),
        annual_rate_percent=debt.annual_rate_percent or Decimal(0),
    )


def due_date_in(debt: DebtLine, month: int, offers: OfferModel) -> date:
    """The contract's due day of a month, the model's where that is unknown."""
    day = debt.next_due_date.day if debt.next_due_date is not None else offers.due_day
    first = date(month // 12, month % 12 + 1, 1)
    return add_months(first, 0, day)


def _part(amount: int, share: Decimal) -> int:
    if not amount or not share:
        return 0
    above, below = share.as_integer_ratio()
    return divide_half_even(amount * above, below)


def _part_of_rate(rate: Decimal | None, share: Decimal) -> Decimal:
    return ((rate or Decimal(0)) * share).quantize(Decimal("0.01"))
