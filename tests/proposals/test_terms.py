import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.money import parse_fen
from app.calc.schedules import ScheduleNotComputable, Step
from app.cash_flow.budget_lines import DebtLine
from app.proposals.terms import (
    ProposalTerms,
    TermsNotPossible,
    Waiver,
    computed_terms,
    outstanding,
    plan_of,
)
from tests.proposals.households import CARD, WORKED_EXAMPLE

FIRST = date(2027, 1, 10)
CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "proposals_annuities.toml").read_text(encoding="utf-8")
)["annuity"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["source"]))
def test_published_modifications(case: dict[str, Any]) -> None:
    debt = DebtLine("loan", principal_outstanding=parse_fen(case["financed"]))
    terms = ProposalTerms(case["instalments"], FIRST, Decimal(case["rate"]))
    found = computed_terms(debt, plan_of(debt, terms))
    assert found.instalment_amount == parse_fen(case["payment"])


def test_waives_first_and_capitalises_after() -> None:
    plan = plan_of(CARD, WORKED_EXAMPLE)
    assert plan.owed == 4_997_000
    assert plan.waived == 32_000
    assert plan.financed == 4_800_000 + 165_000
    assert plan.financed_on == date(2026, 12, 10)
    found = computed_terms(CARD, plan)
    assert found.instalment_amount == 103_438
    assert found.term_months == 48
    assert found.total_paid == 4_965_000
    assert found.total_cost == 165_000
    assert found.effective_annual_percent == 0


def test_up_front_money_lowers_what_is_financed() -> None:
    plan = plan_of(CARD, replace(WORKED_EXAMPLE, upfront_payment=465_000))
    assert plan.financed == 4_500_000
    assert plan.total_paid == 4_965_000


def test_arrears_carried_forward_bear_no_interest_and_come_last() -> None:
    terms = replace(WORKED_EXAMPLE, capitalise_arrears=False, annual_rate_percent=Decimal(12))
    plan = plan_of(CARD, terms)
    alone = plan_of(replace(CARD, interest_outstanding=0), terms)
    *earlier, last = plan.schedule.rows
    assert earlier == list(alone.schedule.rows[:-1])
    assert last.fee == 165_000
    assert plan.total_paid == alone.total_paid + 165_000
    assert plan.financed == 4_965_000


def test_up_front_money_pays_carried_arrears_before_principal() -> None:
    terms = replace(WORKED_EXAMPLE, capitalise_arrears=False, upfront_payment=200_000)
    plan = plan_of(CARD, terms)
    assert plan.schedule.total_fee == 0
    assert plan.schedule.total_principal == 4_765_000


def test_a_lump_sum_settlement_has_no_instalments() -> None:
    terms = ProposalTerms(1, FIRST, waive=outstanding(CARD))
    nothing = plan_of(CARD, replace(terms, waive=replace(terms.waive, principal=3_800_000)))
    assert [row.payment for row in nothing.schedule.rows] == [1_000_000]
    paid = plan_of(
        CARD,
        replace(terms, upfront_payment=1_000_000, waive=replace(terms.waive, principal=3_800_000)),
    )
    assert paid.schedule.rows == ()
    found = computed_terms(CARD, paid)
    assert (found.instalment_amount, found.largest_payment, found.term_months) == (0, 0, 0)
    assert found.total_paid == 1_000_000
    assert found.total_cost == -3_800_000


def test_principal_paid_at_once_leaves_the_carried_arrears_to_the_first_date() -> None:
    debt = replace(CARD, principal_outstanding=0, penalty_outstanding=0)
    terms = ProposalTerms(1, FIRST, capitalise_arrears=False)
    (row,) = plan_of(debt, terms).schedule.rows
    assert (row.number, row.due_date, row.fee, row.payment) == (1, FIRST, 165_000, 165_000)


def test_what_is_not_asked_for_is_not_in_the_plan() -> None:
    terms = ProposalTerms(12, FIRST)
    plan = plan_of(CARD, terms)
    assert (plan.upfront, plan.waived, plan.financed) == (0, 0, 4_997_000)
    assert plan.schedule.total_interest == 0
    dear = plan_of(CARD, replace(terms, annual_rate_percent=Decimal(12))).schedule.rows
    assert dear[0].principal > 0
    assert dear[0].interest == 49_970


def test_what_is_settled_at_once_costs_no_rate() -> None:
    paid = plan_of(CARD, ProposalTerms(1, FIRST, upfront_payment=4_997_000))
    assert computed_terms(CARD, paid).effective_annual_percent == 0


def test_steps_and_balloon_reach_the_schedule() -> None:
    terms = ProposalTerms(12, FIRST, steps=(Step(1, 100_000), Step(7, 300_000)))
    rows = plan_of(replace(CARD, interest_outstanding=0), terms).schedule.rows
    assert [row.payment for row in rows[5:7]] == [100_000, 300_000]
    balloon = plan_of(CARD, replace(WORKED_EXAMPLE, balloon=2_000_000))
    found = computed_terms(CARD, balloon)
    assert found.largest_payment > 2_000_000
    assert found.instalment_amount < 100_000


def test_the_rate_is_that_of_what_is_in_the_plan() -> None:
    plan = plan_of(CARD, replace(WORKED_EXAMPLE, annual_rate_percent=Decimal("12.00")))
    found = computed_terms(CARD, plan)
    assert found.effective_annual_percent is not None
    assert Decimal("12.6") < found.effective_annual_percent < Decimal("12.8")
    assert computed_terms(CARD, plan, with_rate=False).effective_annual_percent is None


def test_no_rate_is_better_than_a_guess() -> None:
    plan = plan_of(CARD, replace(WORKED_EXAMPLE, annual_rate_percent=Decimal(200_000)))
    assert computed_terms(CARD, plan).effective_annual_percent is None


@pytest.mark.parametrize("name", ["principal", "interest", "fees", "penalty"])
def test_no_more_can_be_waived_than_is_owed(name: str) -> None:
    owed = getattr(outstanding(CARD), name)
    fits = replace(WORKED_EXAMPLE, waive=Waiver(**{name: owed}))
    assert plan_of(CARD, fits).waived == owed
    with pytest.raises(TermsNotPossible) as raised:
        plan_of(CARD, replace(WORKED_EXAMPLE, waive=Waiver(**{name: owed + 1})))
    assert (raised.value.code, raised.value.pointer) == ("waiver_above_owed", f"/waive/{name}")


def test_no_more_can_be_paid_up_front_than_is_left() -> None:
    plan_of(CARD, replace(WORKED_EXAMPLE, upfront_payment=4_965_000))
    with pytest.raises(TermsNotPossible) as raised:
        plan_of(CARD, replace(WORKED_EXAMPLE, upfront_payment=4_965_001))
    assert (raised.value.code, raised.value.pointer) == ("upfront_above_owed", "/upfront_payment")


@given(
    principal=st.integers(0, 10**7),
    interest=st.integers(0, 10**6),
    waived=st.integers(0, 10**6),
    count=st.integers(1, 60),
    rate=st.decimals(0, 36, places=2),
    capitalise=st.booleans(),
)
@settings(max_examples=120)
def test_every_fen_is_accounted_for(
    *, principal: int, interest: int, waived: int, count: int, rate: Decimal, capitalise: bool
) -> None:
    waived = min(waived, interest)
    debt = DebtLine("x", principal_outstanding=principal, interest_outstanding=interest)
    terms = ProposalTerms(
        count, FIRST, rate, waive=Waiver(interest=waived), capitalise_arrears=capitalise
    )
    plan = plan_of(debt, terms)
    found = plan.schedule
    assert found.total_principal + found.total_fee == plan.financed == principal + interest - waived
    assert sum(row.payment for row in found.rows) == found.total_payment
    assert plan.total_paid == plan.financed + found.total_interest
    assert plan.owed - plan.waived == plan.financed


@given(
    st.builds(
        ProposalTerms,
        instalments=st.integers(1, 72),
        first_due_date=st.dates(date(2026, 9, 1), date(2028, 3, 31)),
        annual_rate_percent=st.decimals(0, 40, places=2),
        upfront_payment=st.sampled_from([0, 1, 250_000]),
        waive=st.sampled_from([Waiver(), Waiver(interest=165_000), Waiver(3, 1_000, 0, 32_000)]),
        capitalise_arrears=st.booleans(),
        grace_principal=st.sampled_from([0, 0, 1]),
    ),
    st.integers(250_001, 8_000_000),
)
@settings(max_examples=200)
def test_a_plan_in_short_says_what_its_rows_say(terms: ProposalTerms, principal: int) -> None:
    if terms.grace_principal >= terms.instalments:
        return
    plan = plan_of(replace(CARD, principal_outstanding=principal), terms)
    rows = plan.schedule.rows
    assert plan.payments == tuple(row.payment for row in rows)
    assert plan.due_dates == tuple(row.due_date for row in rows)
    assert plan.total_paid == plan.upfront + plan.schedule.total_payment
    assert plan.left[-1] == 0
    if terms.capitalise_arrears:
        assert plan.left == tuple(row.balance for row in rows)
    assert plan.is_level <= terms.is_plain
    assert plan.is_level == (plan.known is None)


@pytest.mark.parametrize("first", [date(1, 1, 10), date(9999, 1, 10)])
def test_what_has_no_dates_has_no_schedule(first: date) -> None:
    terms = replace(WORKED_EXAMPLE, first_due_date=first)
    with pytest.raises(ScheduleNotComputable, match="date_out_of_range"):
        plan_of(CARD, terms)


@pytest.mark.parametrize(
    ("first", "count"), [(date(1, 2, 10), 1), (date(9999, 12, 31), 1), (date(9999, 11, 30), 2)]
)
def test_the_first_and_last_dates_there_are_can_be_due(first: date, count: int) -> None:
    plan = plan_of(CARD, replace(WORKED_EXAMPLE, first_due_date=first, instalments=count))
    assert plan.due_dates[0] == first
    assert plan.due_dates == tuple(row.due_date for row in plan.schedule.rows)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"instalments": 0}, "instalments_not_positive"),
        ({"annual_rate_percent": Decimal("-0.01")}, "rate_negative"),
    ],
)
def test_terms_without_meaning_give_no_schedule(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ScheduleNotComputable, match=code):
        plan_of(CARD, replace(WORKED_EXAMPLE, **changes))
