from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.allocation import ALLOCATION_METHODS
from app.cash_flow.budget_lines import Budget, Income, Stress
from app.cash_flow.forecast import debt_service
from app.core.rules import rule_book
from app.proposals.flows import monthly_payments
from app.proposals.joint import JointOffers, Split, affordable_for_all, joint_offers
from app.proposals.kept_plans import Constraints
from app.proposals.model import scoring_model
from app.proposals.search import counter_offers
from app.proposals.situation import Situation
from tests.proposals.households import CARD, FAMILY, LOAN, PHONE, START, is_affordable

MODEL, BOOK = scoring_model(), rule_book()
SITUATIONS = [replace(FAMILY, debt=debt) for debt in (CARD, LOAN, PHONE)]


def found_for(
    split: Split, situations: list[Situation] = SITUATIONS, limits: Constraints | None = None
) -> JointOffers:
    return joint_offers(situations, split, limits or Constraints(), MODEL, BOOK)


def _all_kept(found: JointOffers, situation: Situation) -> bool:
    """All offers together against the months, debts without a part served by contract."""
    shared = {part.situation.debt.debt_ref for part in found.parts}
    others = tuple(debt for debt in situation.budget.debts if debt.debt_ref not in shared)
    free = replace(situation, budget=replace(situation.budget, debts=others))
    view = free.view(140)
    paid = [0] * 140
    for part in found.parts:
        if part.option is not None:
            for month, amount in enumerate(
                monthly_payments(part.option.evaluation.plan, situation.start_month)
            ):
                paid[month] += amount
    total = 0
    for month in range(140):
        total += paid[month]
        if min(view.base[month], view.stressed[month]) - view.buffer < total:
            return False
    return True


@pytest.mark.parametrize("method", ALLOCATION_METHODS)
def test_all_offers_are_kept_together_and_each_within_its_share(method: str) -> None:
    found = found_for(Split(method))
    shares = [part.share for part in found.parts]
    assert sum(shares) == min(found.monthly_amount, sum(part.owed for part in found.parts))
    for part in found.parts:
        if part.option is not None:
            assert part.option.shape.payment <= part.share
            assert is_affordable(part.option.evaluation)
            assert part.repaid == part.option.evaluation.plan.total_paid
    assert _all_kept(found, FAMILY)


def test_pro_rata_treats_all_creditors_alike() -> None:
    found = found_for(Split("pro_rata"))
    for part in found.parts:
        treated = part.treatment
        assert abs(treated.amount_percent - treated.owed_percent) <= Decimal("0.02")


def test_what_keeps_the_roof_is_served_before_the_others() -> None:
    found = found_for(Split("essential_first", essential=frozenset({"loan"})))
    assert {part.situation.debt.debt_ref: part.share for part in found.parts}["loan"] == 98_000
    plain = found_for(Split("essential_first"))
    assert {part.situation.debt.debt_ref: part.share for part in plain.parts}["loan"] < 98_000


def test_debts_that_take_no_part_are_served_as_contracted() -> None:
    """An offer to two lenders must not be paid with the third one's instalments."""
    found = found_for(Split("pro_rata"), SITUATIONS[:2])
    assert found.parts[0].option is not None
    assert _all_kept(found, FAMILY)
    assert found.monthly_amount < found_for(Split("pro_rata")).monthly_amount
    dear = replace(PHONE, instalment_amount=900_000, remaining_instalments=60)
    owing = replace(FAMILY.budget, debts=(CARD, LOAN, dear))
    nothing = found_for(Split("equal"), [replace(one, budget=owing) for one in SITUATIONS[:2]])
    assert (nothing.monthly_amount, nothing.scenario) == (0, "base")


def test_the_amount_is_the_most_that_every_month_carries() -> None:
    most = min(affordable_for_all(SITUATIONS, 24))
    view = replace(FAMILY, budget=replace(FAMILY.budget, debts=())).view(24)
    room = [min(pair) for pair in zip(view.base, view.stressed, strict=True)]
    assert all(cash >= most * (month + 1) for month, cash in enumerate(room))
    assert not all(cash >= (most + 1) * (month + 1) for month, cash in enumerate(room))


def test_the_callers_amount_and_limits_are_kept() -> None:
    found = found_for(Split("equal", at_most=60_000), limits=Constraints(max_instalments=24))
    assert found.monthly_amount == 60_000
    assert [part.share for part in found.parts] == [20_000] * 3
    assert [part.option is None for part in found.parts] == [True, True, False]
    assert found.parts[0].offers.reason == "no_plan_within_constraints"
    assert found.parts[0].repaid is None


def test_nothing_to_share_is_an_answer() -> None:
    poor = [replace(one, budget=Budget(0, debts=FAMILY.budget.debts)) for one in SITUATIONS]
    found = found_for(Split("pro_rata"), poor)
    assert (found.monthly_amount, found.scenario) == (0, "base")
    assert all(part.option is None for part in found.parts)


@given(
    st.integers(0, 500_000),
    st.integers(0, 400_000),
    st.integers(0, 30_000),
    st.sampled_from(["pro_rata", "equal", "snowball"]),
)
@settings(max_examples=12)
def test_whatever_the_budget_the_offers_can_be_kept_together(
    opening: int, more: int, buffer: int, method: str
) -> None:
    budget = replace(
        FAMILY.budget,
        opening_balance=opening,
        incomes=(replace(FAMILY.budget.incomes[0], amount=700_000 + more),),
    )
    situations = [replace(one, budget=budget, buffer=buffer) for one in SITUATIONS]
    found = found_for(Split(method), situations, Constraints(max_instalments=36))
    assert _all_kept(found, situations[0]) or not any(part.option for part in found.parts)


def test_it_is_said_where_nothing_can_be_paid() -> None:
    assert found_for(Split("equal")).scenario is None
    assert found_for(Split("equal", at_most=0)).scenario is None
    ruin = Stress(Decimal(60), Decimal(0))
    harder = [replace(one, stress=ruin) for one in SITUATIONS]
    assert found_for(Split("equal"), harder).scenario == "stressed"


def test_what_costs_least_within_a_share_stands_beside_the_best() -> None:
    found = found_for(Split("pro_rata"))
    assert any(part.cheapest for part in found.parts)
    for part in found.parts:
        within = Constraints(max_payment=part.share)
        all_options = counter_offers(part.situation, within, 10, MODEL, BOOK).options
        least = min((one.shape.total_cost for one in all_options), default=None)
        if part.cheapest is None:
            assert part.option is None or part.option.shape.total_cost == least
            continue
        assert part.option is not None
        assert least is not None
        assert part.cheapest.shape.total_cost == least < part.option.shape.total_cost
        assert part.cheapest.shape.payment <= part.share
        assert part.option.evaluation.points >= part.cheapest.evaluation.points
        assert is_affordable(part.cheapest.evaluation)


@pytest.mark.parametrize("most", [None, 60, 120])
def test_a_longer_term_asked_for_is_carried_by_all_of_its_months(most: int | None) -> None:
    """3,000 a month for 70 months, then 1,600: nothing lent out then may be counted twice."""
    first = replace(LOAN, debt_ref="a", principal_outstanding=15_000_000, remaining_instalments=120)
    first = replace(first, annual_rate_percent=Decimal(0))
    debts = (first, replace(first, debt_ref="b"))
    well = Income("工资", "salary", 300_000, ends_on=date(2032, 9, 30))
    less = Income("工资", "salary", 160_000, starts_on=date(2032, 10, 1))
    budget = Budget(0, (well, less), debts=debts)
    calm = Stress(Decimal(0), Decimal(0))
    situations = [replace(FAMILY, debt=debt, budget=budget, stress=calm) for debt in debts]
    found = found_for(Split("equal"), situations, Constraints(max_instalments=most))
    assert _all_kept(found, situations[0])
    assert found.monthly_amount == 300_000 if most != 120 else found.monthly_amount < 300_000


CALM = Stress(Decimal(0), Decimal(0))
SMALL = [replace(PHONE, debt_ref=ref, principal_outstanding=90_000) for ref in ("a", "b", "c")]


def _earning(*incomes: Income, stress: Stress = CALM, opening: int = 0) -> list[Situation]:
    """Three debts of 900.00 alike."""
    budget = Budget(opening, incomes, debts=tuple(SMALL))
    return [replace(FAMILY, debt=debt, budget=budget, stress=stress) for debt in SMALL]


def test_the_amount_is_what_the_tightest_of_all_months_carries() -> None:
    """In the first month, in the last that is looked at, and not in the one after it."""
    longest = 12 + max(MODEL.offers.first_month_choices)
    last = date(2026 + (11 + longest - 1) // 12, (11 + longest - 1) % 12 + 1, 28)
    limits = Constraints(max_instalments=12)

    def amount(*incomes: Income, stress: Stress = CALM) -> int:
        return found_for(Split("equal"), _earning(*incomes, stress=stress), limits).monthly_amount

    later = Income("b", "bonus", 90_000, starts_on=date(2027, 1, 1))
    assert amount(Income("a", "salary", 30_000), later) == 30_000
    ends = replace(
        later, starts_on=None, amount=60_000, ends_on=date(last.year, last.month - 1, 28)
    )
    assert amount(ends) == 60_000 * (longest - 1) // longest
    assert amount(replace(ends, ends_on=last)) == 60_000
    assert amount(replace(ends, ends_on=None), stress=Stress(Decimal(25), Decimal(0))) == 45_000


@pytest.mark.parametrize(
    ("fen", "drop", "scenario"), [(0, 0, "base"), (1, 0, None), (1, 60, "stressed")]
)
def test_a_single_fen_is_something_to_share(fen: int, drop: int, scenario: str | None) -> None:
    stress = Stress(Decimal(drop), Decimal(0))
    found = found_for(Split("equal"), _earning(Income("a", "salary", fen), stress=stress))
    assert (found.scenario, found.monthly_amount) == (scenario, 0 if scenario else 1)


@pytest.mark.parametrize("start", [START, START + 1, START + 6])
def test_every_debt_gets_its_share_from_the_first_month_on(start: int) -> None:
    later = [replace(one, start_month=start) for one in SITUATIONS]
    found = found_for(Split("pro_rata"), later)
    months = 60 + max(MODEL.offers.first_month_choices)
    for part in found.parts:
        others = part.situation.others
        rest = sum(one.share for one in found.parts) - part.share
        assert debt_service(others, start, months + 1) == [*[rest] * months, 0]


def test_the_offer_to_make_is_the_best_and_the_cheapest_only_told_if_another() -> None:
    for found in (
        found_for(Split("pro_rata")),
        found_for(Split("equal"), _earning(Income("a", "salary", 60_000))),
        found_for(Split("equal", at_most=0)),
    ):
        for part in found.parts:
            options = part.offers.options
            assert part.option == (options[0] if options else None)
            costs = [one.shape.total_cost for one in options]
            if not options or costs[0] == min(costs):
                assert part.cheapest is None
            else:
                assert part.cheapest is not None
                assert part.cheapest.shape.total_cost == min(costs)
    assert Split("equal") == Split("equal", 0, None, frozenset())


def test_where_the_best_offer_is_the_cheapest_no_other_is_told() -> None:
    """900.00 each without interest or arrears, paid at once: the same whatever is asked."""
    free = [replace(one, annual_rate_percent=Decimal(0)) for one in SMALL]
    budget = Budget(900_000, (Income("a", "salary", 900_000),), debts=tuple(free))
    rich = [replace(FAMILY, debt=debt, budget=budget, stress=CALM) for debt in free]
    found = found_for(Split("equal"), rich, Constraints(max_instalments=1))
    assert [part.repaid for part in found.parts] == [90_000] * 3
    assert [part.cheapest for part in found.parts] == [None] * 3


def test_a_single_debt_gets_all_of_it() -> None:
    alone = replace(FAMILY, budget=replace(FAMILY.budget, debts=(CARD,)))
    found = found_for(Split("pro_rata"), [alone])
    [part] = found.parts
    assert part.share == found.monthly_amount > 0
    assert _all_kept(found, alone)


def test_the_months_looked_at_are_those_of_the_longest_product() -> None:
    """Income for 100 months; a mortgage may run for 360, a purchase for 60."""
    house = replace(SMALL[0], product_type="mortgage", principal_outstanding=90_000_000)
    salary = Income("a", "salary", 300_000, ends_on=date(2035, 3, 31))
    budget = Budget(0, (salary,), debts=(house, SMALL[1]))
    situations = [replace(FAMILY, debt=one, budget=budget, stress=CALM) for one in budget.debts]
    months = MODEL.offers.longest("mortgage") + max(MODEL.offers.first_month_choices)
    assert MODEL.offers.longest("mortgage") > 100 > MODEL.offers.longest(SMALL[1].product_type)
    amount = found_for(Split("equal"), situations).monthly_amount
    assert amount == 300_000 * 100 // months
