from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.simulation import draws, happens
from app.cash_flow.budget_lines import Budget, Expense, Income, PlannedCost, Stress
from app.proposals.flows import Outlook, outlook
from app.proposals.model import PathModel, scoring_model
from app.proposals.stress_paths import (
    paths_of,
    share_kept,
    shares_kept,
    simulated_paths,
    success_curve,
)
from tests.proposals.households import FAMILY_BUDGET, HARD, LOAN, START

PATHS = PathModel(400, 7, Decimal(2))
NONE = Stress(Decimal(0), Decimal(0))
SIMPLE = Budget(
    0,
    (Income("a", "salary", 100_000),),
    (Expense("b", "food", "flexible", essential=True, amount=40_000),),
)


def _view(budget: Budget, months: int = 6, buffer: int = 0, stress: Stress = NONE) -> Outlook:
    return outlook(budget, "x", start_month=START, months=months, stress=stress, buffer=buffer)


def share_of_paths_kept(
    budget: Budget, view: Outlook, payments: tuple[int, ...], stress: Stress, paths: PathModel
) -> Decimal:
    return share_kept(simulated_paths(budget, view, stress, paths), payments, view.buffer)


def test_without_stress_all_paths_are_the_forecast() -> None:
    kept = share_of_paths_kept(SIMPLE, _view(SIMPLE), (60_000,) * 6, NONE, PATHS)
    missed = share_of_paths_kept(SIMPLE, _view(SIMPLE), (60_001,), NONE, PATHS)
    assert (str(kept), str(missed)) == ("1.0000", "0.0000")


def test_one_seed_gives_one_share() -> None:
    view = outlook(FAMILY_BUDGET, "card", start_month=START, months=24, stress=HARD)
    payments = (0, *[60_000] * 23)
    shares = {
        share_of_paths_kept(FAMILY_BUDGET, view, payments, HARD, scoring_model().paths)
        for _ in range(2)
    }
    assert len(shares) == 1
    assert 0 < shares.pop() < 1


def test_the_share_is_that_of_the_drawn_drop() -> None:
    stress = Stress(Decimal(10), Decimal(0))
    many = PathModel(20_000, 7, Decimal(2))
    share = share_of_paths_kept(SIMPLE, _view(SIMPLE), (50_000,) * 6, stress, many)
    assert abs(share - Decimal("0.5")) < Decimal("0.02")


def test_a_planned_cost_comes_as_often_as_it_is_likely() -> None:
    budget = replace(
        SIMPLE, planned_costs=(PlannedCost("c", "health", 300_000, START + 1, Decimal("0.25")),)
    )
    late = replace(budget, planned_costs=(replace(budget.planned_costs[0], month=START + 99),))
    at_once = replace(budget, planned_costs=(replace(budget.planned_costs[0], month=START),))
    many = PathModel(20_000, 3, Decimal(2))
    share = share_of_paths_kept(at_once, _view(at_once), (60_000,) * 6, NONE, many)
    assert abs(share - Decimal("0.75")) < Decimal("0.02")
    share = share_of_paths_kept(budget, _view(budget), (60_000,) * 6, NONE, many)
    assert abs(share - Decimal("0.75")) < Decimal("0.02")
    assert share_of_paths_kept(late, _view(late), (60_000,) * 6, NONE, many) == 1


def test_the_other_debts_and_the_buffer_are_kept_back() -> None:
    budget = replace(SIMPLE, debts=(replace(LOAN, instalment_amount=20_000),))
    assert share_of_paths_kept(budget, _view(budget), (40_000,) * 6, NONE, PATHS) == 1
    assert share_of_paths_kept(budget, _view(budget), (40_001,) * 6, NONE, PATHS) == 0
    spare = _view(SIMPLE, buffer=1)
    assert share_of_paths_kept(SIMPLE, spare, (60_000,) * 6, NONE, PATHS) == 0


@given(st.integers(0, 90_000), st.integers(0, 90_000))
@settings(max_examples=40)
def test_paying_more_is_never_kept_more_often(one: int, two: int) -> None:
    low, high = sorted((one, two))
    view = _view(SIMPLE, stress=HARD)
    less, more = (
        share_of_paths_kept(SIMPLE, view, (payment,) * 6, HARD, PATHS) for payment in (low, high)
    )
    assert more <= less


def test_income_never_drops_below_nothing() -> None:
    ruin = Stress(Decimal(100), Decimal(0))
    budget = replace(SIMPLE, opening_balance=240_000, expenses=SIMPLE.expenses)
    assert share_of_paths_kept(budget, _view(budget), (0,) * 6, ruin, PATHS) == 1


@given(st.integers(1, 23), st.integers(0, 30))
@settings(max_examples=20)
def test_a_longer_view_begins_with_the_shorter_one(months: int, cost_in: int) -> None:
    cost = PlannedCost("c", "health", 90_000, START + cost_in, Decimal("0.5"))
    budget = replace(FAMILY_BUDGET, planned_costs=(*FAMILY_BUDGET.planned_costs, cost))
    short, long = (
        simulated_paths(budget, _view(budget, count), HARD, PATHS) for count in (months, 24)
    )
    assert (long.until(months).cash == short.cash).all()
    assert (long.cash[:months] == short.cash).all()


def test_paths_equal_their_definition() -> None:
    """Month by month and path by path, each month rounded to the fen before it is added."""
    view = _view(FAMILY_BUDGET, 12)
    drawn = PathModel(400, 2027, Decimal("2.5"))  # of its own, so that none is remembered
    cash = simulated_paths(FAMILY_BUDGET, view, HARD, drawn).cash
    dropped, raised = (
        draws(drawn.seed, name, (drawn.count,)) / 2**32 * 2.5 * float(p) / 100
        for name, p in (
            ("income", HARD.income_drop_percent),
            ("expenses", HARD.cost_rise_percent),
        )
    )
    comes = [
        happens(draws(drawn.seed, f"cost {place}", (drawn.count,)), cost.likelihood)
        for place, cost in enumerate(FAMILY_BUDGET.planned_costs)
    ]
    served = [
        free - view.base[month]
        for month, free in enumerate(
            FAMILY_BUDGET.opening_balance + sum(one.free_cash for one in view.sums[: month + 1])
            for month in range(12)
        )
    ]
    for path in range(0, drawn.count, 57):
        balance = FAMILY_BUDGET.opening_balance
        for month, one in enumerate(view.sums):
            out = one.fixed + one.flexible
            balance += round(one.income * (1 - dropped[path]) - out * (1 + raised[path]))
            balance -= sum(
                cost.amount * bool(hits[path])
                for cost, hits in zip(FAMILY_BUDGET.planned_costs, comes, strict=True)
                if cost.month == START + month
            )
            assert cash[month, path] == balance - served[month]


@given(st.data(), st.integers(1, 7))
@settings(max_examples=400)
def test_months_left_out_change_no_share(data: st.DataObject, months: int) -> None:
    """Few figures, so that paths run straight, bend and touch what is needed."""
    kinds = data.draw(st.lists(st.integers(0, 1), min_size=months, max_size=months))
    costs = data.draw(st.lists(st.sampled_from([0, 0, -1]), min_size=months, max_size=months))
    steps = np.array(
        [(kind == 0, kind == 1, cost) for kind, cost in zip(kinds, costs, strict=True)], float
    )
    amounts = np.array(
        data.draw(st.lists(st.tuples(*[st.integers(-1, 4)] * 8), min_size=3, max_size=3)), float
    )
    certain = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=months, max_size=months)), float
    )
    plans = st.lists(st.integers(0, 4), min_size=1, max_size=months)
    one, other = data.draw(plans), data.draw(plans)
    buffer, seen = data.draw(st.integers(0, 1)), data.draw(st.integers(len(other), months))
    paths = paths_of(steps, amounts, certain)

    def kept(payments: list[int], looked_at: int) -> Decimal:
        paid = [sum(payments[: month + 1]) + buffer for month in range(looked_at)]
        paths_kept = sum(
            all(cash >= gone for cash, gone in zip(path, paid, strict=False))
            for path in paths.cash.T.tolist()
        )
        return Decimal(paths_kept) / 8

    shares = [kept(one, months), kept(other, seen)]
    assert share_kept(paths, tuple(one), buffer) == shares[0]
    assert shares_kept(paths, [one, other], [months, seen], buffer) == shares


def test_a_month_between_a_large_payment_and_a_small_one_is_looked_at() -> None:
    """2 a month, and 5 due in the third: 4 is there then, though 6 are when 6 have been paid."""
    steps, amounts = np.ones((4, 1)), np.array([[2.0, 3.0]])
    paths = paths_of(steps, amounts, np.full(4, -2.0))
    assert paths.cash.T.tolist() == [[0, 2, 4, 6], [1, 4, 7, 10]]
    assert share_kept(paths, (0, 0, 5, 1), 0) == Decimal("0.5")
    assert share_kept(paths, (0, 0, 4, 2), 0) == 1
    assert share_kept(paths, (0, 0, 4, 2), 1) == Decimal("0.5")


def test_the_last_month_of_a_plan_is_looked_at_and_none_after_it() -> None:
    """1 comes in a month; 3 are asked in the third, a bill of 9 comes in the fifth."""
    steps, amounts = np.ones((6, 1)), np.array([[1.0, 2.0]])
    paths = paths_of(steps, amounts, np.array([0, 0, 0, 0, -9.0, -9.0]))
    for payments, expected in (((0, 0, 3), "1"), ((0, 0, 4), "0.5"), ((0, 0, 7), "0")):
        assert shares_kept(paths, [payments, (0,)], [3, 4], 0) == [Decimal(expected), 1]
    assert shares_kept(paths, [(0, 0, 3), (0, 0, 3)], [4, 5], 0) == [1, 0]
    sooner = paths_of(steps, amounts, np.array([0, 0, 0, -9.0, -9.0, -9.0]))
    assert shares_kept(sooner, [(0, 0, 4)], [3], 0) == [Decimal("0.5")]


def test_the_curve_says_what_each_payment_alone_would_say() -> None:
    view = outlook(FAMILY_BUDGET, "card", start_month=START, months=30, stress=HARD)
    paths = simulated_paths(FAMILY_BUDGET, view, HARD, PATHS)
    curve = success_curve(paths, 1, 24, 20_000, 90_000, 5_000)
    assert [payment for payment, _share in curve] == [9_000 * tenths for tenths in range(5, 16)]
    for payment, share in curve:
        payments = (20_000, *[payment] * 24)
        assert share == share_kept(paths, payments, 5_000)
    shares = [share for _payment, share in curve]
    assert shares == sorted(shares, reverse=True)
