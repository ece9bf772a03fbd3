from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.allocation import ALLOCATION_METHODS, Share
from app.proposals.allocations.payoffs import Offer, course_of

CARD = Share("card", 120_000, 10_000, Decimal(12))
LOAN = Share("loan", 60_000, 5_000, Decimal(0))


def test_without_offers_the_amount_pays_all() -> None:
    found = course_of(20_000, "avalanche", [CARD, LOAN])
    assert found.is_paid_off
    assert found.total_paid == 180_000 + found.cost
    assert found.cost == found.rest.total_interest > 0


def test_an_offer_takes_its_payments_and_the_rest_goes_on() -> None:
    offer = Offer("card", 120_000, (0, *[10_000] * 10))
    found = course_of(15_000, "pro_rata", [CARD, LOAN], [offer])
    assert [month.shares for month in found.rest.months[:2]] == [(15_000,), (5_000,)]
    assert (found.months, found.total_paid, found.cost) == (11, 160_000, -20_000)
    assert found.rest.is_paid_off


def test_offers_beyond_the_amount_leave_nothing_and_are_said() -> None:
    offer = Offer("card", 120_000, (20_000,) * 6)
    found = course_of(15_000, "pro_rata", [CARD, LOAN], [offer])
    assert (found.short_month, found.shortfall) == (1, 5_000)
    assert [month.shares for month in found.rest.months[:6]] == [(0,)] * 6
    assert found.months == 10


def test_offers_of_unlike_length_are_added_up_month_by_month() -> None:
    offers = [Offer("card", 30_000, (10_000,) * 3), Offer("loan", 10_000, (10_000,))]
    found = course_of(30_000, "equal", [CARD, LOAN], offers)
    assert (found.months, found.total_paid, found.cost) == (3, 40_000, 0)
    assert (found.short_month, found.shortfall) == (None, 0)


def test_without_a_floor_or_a_limit_it_is_the_payoff_plan_of_fifty_years() -> None:
    small, large = Share("a", 1, 0, Decimal(0)), Share("b", 10_000, 0, Decimal(0))
    found = course_of(2, "pro_rata", [small, large])
    assert found.rest.months[0].shares == (0, 2)
    assert (found.months, found.is_paid_off) == (600, False)


def test_only_offers() -> None:
    found = course_of(15_000, "equal", [CARD], [Offer("card", 120_000, (10_000,) * 12)])
    assert (found.months, found.is_paid_off, found.cost, found.rest.months) == (12, True, 0, ())


@given(
    st.integers(0, 50_000),
    st.sampled_from(ALLOCATION_METHODS),
    st.lists(st.integers(0, 20_000), max_size=12),
)
@settings(max_examples=100)
def test_no_month_takes_more_than_the_amount_unless_the_offers_do(
    amount: int, method: str, payments: list[int]
) -> None:
    offer = Offer("card", 120_000, tuple(payments))
    found = course_of(amount, method, [CARD, LOAN], [offer], max_months=60)
    for month in found.rest.months:
        taken = payments[month.number - 1] if month.number <= len(payments) else 0
        assert sum(month.shares) <= max(amount - taken, 0)
    assert found.total_paid == found.rest.total_paid + sum(payments)
    assert (found.short_month is None) is (found.shortfall == 0)
