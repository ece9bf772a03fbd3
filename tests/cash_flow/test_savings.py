from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.cash_flow.budget_lines import Budget, Expense
from app.cash_flow.parameters import current_parameters
from app.cash_flow.savings import Course, can_be_cut, savings_of
from app.cash_flow.shares import OtherShare
from tests.cash_flow.analysing import analyse
from tests.cash_flow.family import FAMILY, START, STRESS

MODEL = current_parameters().model.findings
COURSE = Course(START, 12, STRESS, 0)
COFFEE = Expense("咖啡", "leisure", "flexible", False, 30_001)
SMOKE = Expense("烟", "leisure", "flexible", False, 60_000)
WITH_BOTH = replace(FAMILY, expenses=(*FAMILY.expenses, COFFEE, SMOKE))


def test_only_what_is_not_essential_can_be_cut_the_dearest_first() -> None:
    gone = replace(SMOKE, name="旧", superseded=True)
    budget = replace(WITH_BOTH, expenses=(*WITH_BOTH.expenses, gone, replace(SMOKE, amount=0)))
    assert [line.name for line in can_be_cut(budget, MODEL)] == ["烟", "咖啡", "会员"]


def test_nobody_is_told_to_cut_insurance_or_medicine() -> None:
    lines = tuple(replace(SMOKE, category=category) for category in MODEL.never_cut)
    budget = replace(FAMILY, expenses=lines)
    assert {"insurance", "health"} <= set(MODEL.never_cut)
    assert can_be_cut(budget, MODEL) == ()
    assert savings_of(budget, COURSE, MODEL) == ()


def test_a_saving_is_half_of_a_line_and_what_it_makes_possible() -> None:
    smoke, coffee, together = savings_of(WITH_BOTH, COURSE, MODEL)
    assert (smoke.name, smoke.monthly_saving) == ("烟", 30_000)
    assert (coffee.name, coffee.monthly_saving) == ("咖啡", 15_000)  # 150.005 to even
    assert (together.name, together.monthly_saving) == (None, 45_000)
    plain = analyse(WITH_BOTH, START, 12, STRESS).summary
    for saving in (smoke, coffee, together):
        gain = saving.affordable_payment_gain
        hard = plain.stressed_affordable_payment + saving.stressed_affordable_payment_gain
        assert saving.stressed_affordable_payment == hard
        assert saving.affordable_payment == plain.affordable_payment + gain
        assert gain > 0
    assert together.affordable_payment_gain >= smoke.affordable_payment_gain


def test_each_payment_is_that_of_the_budget_written_so() -> None:
    (smoke, *_) = savings_of(WITH_BOTH, COURSE, MODEL)
    written = replace(FAMILY, expenses=(*FAMILY.expenses, COFFEE, replace(SMOKE, amount=30_000)))
    summary = analyse(written, START, 12, STRESS).summary
    assert smoke.affordable_payment == summary.affordable_payment
    assert smoke.stressed_affordable_payment == summary.stressed_affordable_payment


def test_of_a_shared_line_only_ones_own_part_is_saved() -> None:
    shared = replace(SMOKE, shared_with=(OtherShare("室友", 1),))
    (saving,) = savings_of(replace(FAMILY, expenses=(shared,)), COURSE, MODEL)
    assert saving.monthly_saving == 15_000


def test_nothing_to_cut_is_no_saving() -> None:
    assert savings_of(FAMILY, COURSE, MODEL) == ()  # the membership is below the threshold
    assert savings_of(Budget(0), COURSE, MODEL) == ()


@settings(max_examples=50)
@given(st.lists(st.integers(5_000, 10**7), min_size=1, max_size=4), st.integers(-(10**6), 10**7))
def test_a_saving_never_lowers_what_can_be_paid(amounts: list[int], opening: int) -> None:
    lines = tuple(
        Expense(f"x{number}", "leisure", "flexible", False, amount)
        for number, amount in enumerate(amounts)
    )
    budget = replace(FAMILY, opening_balance=opening, expenses=(*FAMILY.expenses, *lines))
    for saving in savings_of(budget, COURSE, MODEL):
        assert 0 <= saving.affordable_payment_gain <= saving.monthly_saving
        assert saving.stressed_affordable_payment_gain >= 0
