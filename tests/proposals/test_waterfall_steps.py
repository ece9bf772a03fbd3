"""Every step of the waterfall against trying its units one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.calc.periods import add_months
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, Stress
from app.proposals.model import scoring_model
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver, plan_of
from app.proposals.waterfall import WaterfallStep, waterfall
from tests.proposals.households import CARD, EXAMPLE, RENT, SALARY, START

MODEL = scoring_model()
SHORT = replace(MODEL, offers=replace(MODEL.offers, max_instalments={}, default_max_instalments=10))
LATEST, LONGEST = max(MODEL.offers.first_month_choices), 10
DEBT = DebtLine(
    "loan",
    product_type="consumer_loan",
    principal_outstanding=1_000_000,
    interest_outstanding=20_000,
    fees_outstanding=3_000,
    penalty_outstanding=1_000,
    annual_rate_percent=Decimal("0.505"),
    remaining_instalments=6,
    next_due_date=date(2027, 1, 15),
)
CALM = Stress(Decimal(0), Decimal(0))


def household(
    salary: int,
    *,
    last: int = 60,
    rent: int = 0,
    opening: int = 0,
    debt: DebtLine = DEBT,
    drop: int = 0,
) -> Situation:
    """Earning until some month from the first on, and paying rent for ever."""
    ends = add_months(date(2026, 12, 31), last)
    budget = Budget(
        opening,
        (Income("工资", "salary", salary, ends_on=ends),),
        (Expense("房租", "housing", "fixed", essential=True, amount=rent),),
    )
    stress = Stress(Decimal(drop), Decimal(0))
    return replace(EXAMPLE, debt=debt, budget=budget, stress=stress, months=3, buffer=500)


def _is_kept(situation: Situation, terms: ProposalTerms) -> bool:
    plan = plan_of(situation.debt, terms)
    by_month = [0] * (plan.first_month - START) + list(plan.payments)
    by_month[0] += plan.upfront
    by_month += [0] * (situation.months - len(by_month))
    view = situation.view(len(by_month))
    room = [min(pair) - view.buffer for pair in zip(view.base, view.stressed, strict=True)]
    return all(gone <= free for gone, free in zip(accumulate(by_month), room, strict=True))


def _one_by_one(situation: Situation) -> Iterator[tuple[str, ProposalTerms]]:
    """The terms of each step: the first of its units that can be kept, else all of them."""
    debt = situation.debt
    assert debt.annual_rate_percent is not None
    count, due = debt.remaining_instalments or 0, debt.next_due_date or date.min
    terms = ProposalTerms(count, due, debt.annual_rate_percent)

    def first_kept(tried: list[ProposalTerms]) -> ProposalTerms:
        return next((one for one in tried if _is_kept(situation, one)), tried[-1])

    later = [add_months(due, months) for months in range(LATEST + 1)]
    terms = first_kept([replace(terms, first_due_date=day) for day in later])
    yield "date_shift", terms
    terms = replace(terms, waive=Waiver(0, 20_000, 3_000, 1_000))
    yield "interest_penalty_waiver", terms
    rates = [max(Decimal(0), Decimal("0.505") - Decimal(units) / 100) for units in range(1, 52)]
    terms = first_kept([replace(terms, annual_rate_percent=rate) for rate in rates])
    yield "rate", terms
    counts = range(min(count + 1, max(count, LONGEST)), max(count, LONGEST) + 1)
    terms = first_kept([replace(terms, instalments=number) for number in counts])
    yield "term", terms
    balloons = range(10_000, 300_001, 10_000)  # up to 30 %, the share of the data
    yield "forbearance", first_kept([replace(terms, balloon=fen) for fen in balloons])
    cash = situation.view(1 + LATEST + max(count, LONGEST)).stressed
    at_once = min(1_000_000, max(0, min(cash) - situation.buffer))
    yield (
        "lump_sum",
        replace(
            terms,
            instalments=1,
            upfront_payment=at_once,
            waive=Waiver(1_000_000 - at_once, 20_000, 3_000, 1_000),
        ),
    )


@given(
    st.integers(60_000, 280_000),
    st.sampled_from([7, 9, 40]),
    st.sampled_from([0, 60_000]),
    st.sampled_from([0, 0, 100_000]),
    st.sampled_from([4, 6, 9, 12]),
    st.sampled_from([0, 10]),
)
@example(110_000, 40, 0, 0, 9, 0)
@settings(max_examples=60)
def test_each_step_goes_as_far_as_needed_and_no_further(
    salary: int, last: int, rent: int, opening: int, count: int, drop: int
) -> None:
    situation = household(
        salary,
        last=last,
        rent=rent,
        opening=opening,
        debt=replace(DEBT, remaining_instalments=count),
        drop=drop,
    )
    steps = waterfall(situation, SHORT)
    for step, (name, found) in zip(steps, _one_by_one(situation), strict=False):
        assert step.step == name
        wanted = found
        if name == "forbearance" and step.reached:
            assert 0 <= found.balloon - step.terms.balloon < 10_000
            wanted = replace(found, balloon=step.terms.balloon)
            assert not _is_kept(situation, replace(wanted, balloon=wanted.balloon - 1))
        assert step.terms == wanted
        payments = plan_of(situation.debt, wanted).payments
        assert step.payment == max([*payments, wanted.upfront_payment], default=0)
        assert step.reached == (step.payment > 0 and _is_kept(situation, wanted))


def _reaching(steps: tuple[WaterfallStep, ...]) -> WaterfallStep:
    assert [one.reached for one in steps] == [False] * (len(steps) - 1) + [True]
    return steps[-1]


def test_a_single_hundredth_of_a_percent_can_be_all_that_is_needed() -> None:
    """What comes in is just the payment at 0.01 less; then at 0.02 and 0.03 less."""
    large = replace(DEBT, principal_outstanding=100_000_000)
    narrow = replace(SHORT, offers=replace(SHORT.offers, first_month_choices=(0,)))
    for units in (1, 2, 3):
        rate = Decimal("0.505") - Decimal(units) / 100
        waived = Waiver(0, 20_000, 3_000, 1_000)
        terms = ProposalTerms(6, date(2027, 1, 15), rate, waive=waived)
        most = max(plan_of(large, terms).payments)
        budget = Budget(500, (Income("工资", "salary", most, starts_on=date(2027, 1, 1)),))
        situation = replace(household(0, debt=large), budget=budget)
        found = _reaching(waterfall(situation, narrow))
        assert (found.step, found.terms.annual_rate_percent) == ("rate", rate)


def test_a_shorter_term_is_found_where_the_longest_outlasts_the_income() -> None:
    """Paid while there is work: 27 months of 4,800 with a rent of 3,200 that goes on after it."""
    salary = replace(SALARY, amount=480_000, ends_on=date(2030, 3, 31))
    budget = Budget(0, (salary,), (RENT,))
    situation = replace(EXAMPLE, debt=CARD, budget=budget, stress=CALM)
    step = _reaching(waterfall(situation, MODEL))
    assert (step.step, step.terms.instalments, step.terms.annual_rate_percent) == (
        "term",
        27,
        Decimal(0),
    )
    assert _is_kept(situation, step.terms)
    assert not _is_kept(situation, replace(step.terms, instalments=26))
    assert not _is_kept(situation, replace(step.terms, instalments=60))


def test_a_single_instalment_more_can_be_all_that_an_income_lasts_for() -> None:
    """25 months of 1,950 free repay 48,000; 24 do not, and in the 26th there is rent alone."""
    salary = replace(SALARY, amount=515_000, ends_on=date(2028, 12, 31))
    situation = replace(EXAMPLE, debt=CARD, budget=Budget(0, (salary,), (RENT,)), stress=CALM)
    at_once = replace(MODEL, offers=replace(MODEL.offers, first_month_choices=(0,)))
    step = _reaching(waterfall(situation, at_once))
    assert (step.step, step.terms.instalments) == ("term", 25)


def test_a_contract_longer_than_what_is_offered_is_not_made_longer() -> None:
    steps = waterfall(household(0, debt=replace(DEBT, remaining_instalments=12)), SHORT)
    assert {step.terms.instalments for step in steps[:-1]} == {12}


def test_what_is_paid_at_once_leaves_enough_for_every_month_looked_at() -> None:
    """Rent for ten months after the shifted date is kept back, and for no month beyond."""
    situation = household(0, rent=10_000, opening=400_000)
    lump = waterfall(situation, SHORT)[-1]
    months = 1 + LATEST + LONGEST
    assert (lump.step, lump.reached) == ("lump_sum", True)
    assert lump.payment == lump.terms.upfront_payment == 400_000 - months * 10_000 - 500


def test_a_single_fen_above_what_is_held_back_is_a_payment() -> None:
    steps = [waterfall(household(0, opening=500 + fen), SHORT)[-1] for fen in (0, 1)]
    assert [(step.payment, step.reached) for step in steps] == [(0, False), (1, True)]


def test_a_contract_that_rounding_bends_is_kept_where_its_months_carry_it() -> None:
    """7 fen in twelve: one each, and nothing for the last five."""
    tiny = DebtLine("x", principal_outstanding=7, remaining_instalments=12)
    (step,) = waterfall(household(30, debt=tiny, opening=500), MODEL)
    assert (step.step, step.reached, step.payment) == ("date_shift", True, 1)
    assert waterfall(household(0, debt=tiny, opening=500), MODEL)[0].reached is False
