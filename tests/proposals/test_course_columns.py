from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.proposals.course_columns import courses_of, courses_of_all
from app.proposals.flows import Outlook
from tests.proposals.households import START

CASH = st.lists(st.tuples(*[st.integers(-200, 900)] * 3), min_size=1, max_size=9)
PAYMENTS = st.lists(st.integers(0, 120), min_size=1, max_size=9).map(tuple)


@given(CASH, st.lists(PAYMENTS, max_size=5), st.integers(0, 60), st.data())
@settings(max_examples=200)
def test_all_plans_at_once_run_as_each_by_itself(
    cash: list[tuple[int, int, int]], plans: list[tuple[int, ...]], buffer: int, data: st.DataObject
) -> None:
    base, stressed, essential = zip(*cash, strict=True)
    view = Outlook(START, base, stressed, essential, buffer)
    plans = [payments[: len(cash)] for payments in plans]
    months = [data.draw(st.integers(max(1, len(one)), len(cash))) for one in plans]
    found = courses_of_all(view, plans, months)
    assert found == [
        courses_of(view.until(seen), payments) for seen, payments in zip(months, plans, strict=True)
    ]


def test_amounts_beyond_floats_are_run_in_whole_numbers() -> None:
    odd = 2**53 + 1
    view = Outlook(START, (odd, odd), (odd, 3), (odd, odd), 0)
    ((base, stressed, essential),) = courses_of_all(view, [(1, 1)], [2])
    assert (base.lowest_balance, base.lowest_month) == (odd - 2, 1)
    assert (stressed.lowest_balance, stressed.coverage) == (1, Fraction(3, 2))
    assert essential == base
    ((base, *_),) = courses_of_all(Outlook(START, (5,), (5,), (5,), 0), [(odd,)], [1])
    assert base.lowest_balance == 5 - odd


def test_of_equal_months_the_first_is_the_tightest() -> None:
    view = Outlook(START, (10, 10, 20), (10, 10, 20), (10, 10, 20), 0)
    ((base, *_),) = courses_of_all(view, [(2, 0, 0)], [3])
    assert (base.lowest_balance, base.lowest_month, base.coverage) == (8, 0, Fraction(5))


def test_of_coverages_alike_in_floats_the_least_is_told() -> None:
    """A fen too little of forty, then of forty-two million million yuan: the first is less."""
    first, more = 4_000_000_000_000_000, 200_000_000_000_000
    cash = (first - 1, first + more - 1)
    view = Outlook(START, cash, cash, cash, 0)
    ((base, *_),) = courses_of_all(view, [(first, more)], [2])
    assert base.coverage == Fraction(first - 1, first) < Fraction(cash[1], first + more)
    assert base == courses_of(view, (first, more))[0]
