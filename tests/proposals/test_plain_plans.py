from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.schedules import Step
from app.proposals.flows import monthly_payments
from app.proposals.plain_plans import payments_of
from app.proposals.terms import ProposalTerms, TermsNotPossible, Waiver, outstanding, plan_of
from tests.proposals.households import CARD, START, WORKED_EXAMPLE

TERMS = st.builds(
    ProposalTerms,
    instalments=st.integers(1, 72),
    first_due_date=st.dates(date(2026, 9, 1), date(2028, 3, 31)),
    annual_rate_percent=st.decimals(0, 40, places=2),
    upfront_payment=st.sampled_from([0, 1, 250_000]),
    waive=st.sampled_from([Waiver(), Waiver(interest=165_000), Waiver(3, 1_000, 0, 32_000)]),
    capitalise_arrears=st.booleans(),
)


@given(TERMS, st.integers(1, 8_000_000))
@settings(max_examples=200)
def test_equals_the_schedule_month_by_month(terms: ProposalTerms, principal: int) -> None:
    debt = replace(CARD, principal_outstanding=principal)
    if terms.upfront_payment > outstanding(debt).total - terms.waive.total:
        return
    if terms.waive.principal > principal:
        return
    plan = plan_of(debt, terms)
    found = payments_of(debt, terms, START)
    assert found.by_month == monthly_payments(plan, START)
    assert found.largest == max((row.payment for row in plan.schedule.rows), default=0)


@pytest.mark.parametrize(
    "terms",
    [
        replace(WORKED_EXAMPLE, balloon=500_000),
        replace(WORKED_EXAMPLE, grace_principal=3),
        replace(WORKED_EXAMPLE, grace_interest=2, annual_rate_percent=Decimal(6)),
        replace(WORKED_EXAMPLE, instalment_amount=120_000),
        replace(WORKED_EXAMPLE, steps=(Step(7, 130_000),)),
        replace(WORKED_EXAMPLE, first_due_date=date(2026, 10, 10)),
    ],
)
def test_schedules_with_turns_of_their_own_are_worked_out_row_by_row(terms: ProposalTerms) -> None:
    assert payments_of(CARD, terms, START).by_month == monthly_payments(plan_of(CARD, terms), START)


@pytest.mark.parametrize(
    "terms",
    [
        replace(WORKED_EXAMPLE, waive=Waiver(penalty=32_001)),
        replace(WORKED_EXAMPLE, upfront_payment=10**9),
    ],
)
def test_what_contradicts_the_debt_is_refused_all_the_same(terms: ProposalTerms) -> None:
    with pytest.raises(TermsNotPossible):
        payments_of(CARD, terms, START)
