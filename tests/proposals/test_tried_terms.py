from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cash_flow.budget_lines import Budget, DebtLine, Income, Stress
from app.proposals.flows import Outlook, is_kept
from app.proposals.plain_plans import payments_of
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver
from app.proposals.tried_terms import Tried
from tests.proposals.households import CARD, EXAMPLE, FAMILY, START, situations

TERMS = st.builds(
    ProposalTerms,
    instalments=st.integers(1, 40),
    first_due_date=st.dates(date(2026, 10, 1), date(2027, 4, 28)),
    annual_rate_percent=st.sampled_from([Decimal(0), Decimal("18.25"), Decimal(4_000)]),
    upfront_payment=st.sampled_from([0, 0, 150_000]),
    balloon=st.sampled_from([0, 0, 50_000]),
)


@given(situations(), st.integers(200_000, 6_000_000), st.lists(TERMS, min_size=1, max_size=6))
@settings(max_examples=150)
def test_what_is_plainly_too_much_cannot_be_kept(
    drawn: Situation, principal: int, asked: list[ProposalTerms]
) -> None:
    situation = replace(drawn, debt=replace(CARD, principal_outstanding=principal))
    view = situation.view(60)
    tried = Tried(situation, view)
    for terms in [*asked, *asked]:
        found = payments_of(situation.debt, terms, START)
        assert tried.payments(terms) == found
        assert tried.largest(terms) == found.largest
        assert tried.is_kept(terms) == is_kept(found.by_month, view, situation.months)


def test_a_payment_just_as_large_as_the_months_carry_is_kept_and_a_fen_more_is_not() -> None:
    view = FAMILY.view(40)
    most = min(cash // (month + 1) for month, cash in enumerate(view.stressed[:24]))
    for payment, wanted in ((most, True), (most + 1, False)):
        debt = replace(CARD, principal_outstanding=payment * 24)
        debt = replace(debt, interest_outstanding=0, fees_outstanding=0, penalty_outstanding=0)
        terms = ProposalTerms(24, date(2026, 12, 10))
        tried = Tried(replace(FAMILY, debt=debt), view)
        assert tried.is_kept(terms) == wanted


@pytest.mark.parametrize("upfront", [0, 150_000])
@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
def test_what_every_month_carries_to_the_fen_is_kept(
    upfront: int, more: int, *, kept: bool
) -> None:
    """1,000.00 comes in a month and as much goes out, after all savings up front."""
    budget = Budget(upfront, (Income("a", "salary", 100_000),))
    debt = DebtLine("x", principal_outstanding=upfront + 24 * (100_000 + more))
    calm = Stress(Decimal(0), Decimal(0))
    situation = replace(EXAMPLE, debt=debt, budget=budget, stress=calm)
    terms = ProposalTerms(24, date(2026, 12, 10), upfront_payment=upfront)
    tried = Tried(situation, situation.view(24))
    assert tried.is_kept(terms) == kept
    assert tried.payments(terms).by_month[1:] == (100_000 + more,) * 23


def test_what_ends_after_the_months_looked_at_is_not_told_in_short() -> None:
    tried = Tried(FAMILY, FAMILY.view(24))
    within = tried.in_short(ProposalTerms(21, date(2027, 3, 10)))
    assert within is not None
    assert within.wait == 3
    assert tried.verdict(within) is False
    assert tried.verdict(within._replace(instalments=22)) is None
    assert tried.verdict(within._replace(wait=4)) is None


def test_what_rounding_bends_is_not_told_in_short_unless_it_is_too_much() -> None:
    """16 fen in 30 payments of one fen are paid off before the last."""
    debt = DebtLine("x", principal_outstanding=16)
    tried = Tried(replace(FAMILY, debt=debt), FAMILY.view(40))
    bent = tried.in_short(ProposalTerms(30, date(2026, 12, 10)))
    assert bent is not None
    assert tried.verdict(bent) is None
    assert tried.is_kept(ProposalTerms(30, date(2026, 12, 10)))
    assert tried.largest(ProposalTerms(30, date(2026, 12, 10))) == 1
    assert tried.verdict(bent._replace(instalments=16)) is True
    grace = ProposalTerms(30, date(2026, 12, 10), grace_principal=1)
    assert tried.in_short(grace) is None
    assert tried.in_short(ProposalTerms(30, date(2026, 11, 10))) is None
    assert tried.in_short(ProposalTerms(30, date(2026, 12, 10), upfront_payment=16)) is None


@pytest.mark.parametrize("months", [1, 5])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_of_a_few_fen_the_same_is_told_as_month_by_month(months: int, count: int) -> None:
    """Months that dip before, during and after the payments, which are single fen or none."""
    dips = list(product([-1, 0, 1, 2, 4], repeat=5))[:: 23 + months]
    seen = set()
    for cash, wait, upfront, owed in product(dips, (0, 1, 2), (0, 1), (1, 2, 4, 6)):
        if wait + count > len(cash):
            continue
        debt = DebtLine("x", principal_outstanding=owed + upfront)
        situation = replace(EXAMPLE, debt=debt, months=months)
        view = Outlook(START, cash, cash, cash, 0)
        first = date(2026 + (11 + wait) // 12, (11 + wait) % 12 + 1, 10)
        terms = ProposalTerms(count, first, upfront_payment=upfront)
        by_month = payments_of(debt, terms, START).by_month
        kept = is_kept(by_month, view, months)
        assert Tried(situation, view).is_kept(terms) == kept
        seen.add(kept)
    assert seen == {True, False}


def test_what_is_waived_is_not_paid() -> None:
    """24 times 1,000.00 once interest and penalty are waived; a fen more of it is too much."""
    debt = DebtLine("x", principal_outstanding=2_400_000, interest_outstanding=90_000)
    debt = replace(debt, penalty_outstanding=1)
    budget = Budget(0, (Income("a", "salary", 100_000),))
    calm = Stress(Decimal(0), Decimal(0))
    situation = replace(EXAMPLE, debt=debt, budget=budget, stress=calm)
    tried = Tried(situation, situation.view(24))
    for waived, kept in ((Waiver(0, 90_000, 0, 1), True), (Waiver(0, 90_000, 0, 0), False)):
        terms = ProposalTerms(24, date(2026, 12, 10), waive=waived)
        assert tried.is_kept(terms) == kept
        assert tried.largest(terms) == 100_000 + (not kept)


def test_a_last_payment_smaller_than_the_others_needs_no_more_than_itself() -> None:
    """17, 17 and 16 fen: in the third month 50 are there, and not three times 17."""
    debt = DebtLine("x", principal_outstanding=50)
    situation = replace(EXAMPLE, debt=debt, months=1)
    terms = ProposalTerms(3, date(2026, 12, 10))
    for last, kept in ((50, True), (49, False)):
        cash = (17, 34, last)
        assert Tried(situation, Outlook(START, cash, cash, cash, 0)).is_kept(terms) is kept
