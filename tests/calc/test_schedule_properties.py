"""What holds of every schedule: exact sums, falling balances, level payments to the fen."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.level_payments import level_payment
from app.calc.schedules import METHODS, LoanTerms, Variation, build_schedule

_LOANS = st.builds(
    LoanTerms,
    st.integers(1, 10**9),
    st.decimals(Decimal(0), Decimal(36), places=2),
    st.integers(7, 60),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    method=st.sampled_from(METHODS),
    day_count=st.sampled_from(["30_360", "actual_365", "actual_360"]),
    flat_fee_percent_per_period=st.none() | st.decimals(Decimal(0), Decimal(2), places=2),
    grace_principal=st.integers(0, 6),
    grace_interest=st.integers(0, 6),
    period_months=st.sampled_from([1, 1, 3]),
    period_days=st.sampled_from([None, None, 14]),
    balloon=st.just(0),
    variations=st.lists(
        st.builds(
            Variation,
            st.integers(1, 7),
            annual_rate_percent=st.none() | st.decimals(Decimal(0), Decimal(36), places=2),
            extra_instalments=st.none() | st.integers(3, 9),
        ),
        max_size=2,
    ).map(tuple),
)


@given(_LOANS)
@settings(max_examples=200)
def test_sums_are_exact_and_balances_fall_to_zero(terms: LoanTerms) -> None:
    schedule = build_schedule(terms)
    extra = sum(change.extra_instalments or 0 for change in terms.variations)
    assert [row.number for row in schedule.rows] == list(range(1, terms.instalments + extra + 1))
    assert schedule.total_principal == terms.principal
    balance = terms.principal
    for row in schedule.rows:
        balance -= row.principal
        assert row.balance == balance >= 0
        assert min(row.principal, row.interest, row.fee) >= 0
        assert row.payment == row.principal + row.interest + row.fee
    assert balance == 0
    assert schedule.total_payment == sum(row.payment for row in schedule.rows)
    assert schedule.total_payment == (
        schedule.total_principal + schedule.total_interest + schedule.total_fee
    )
    dates = [row.due_date for row in schedule.rows]
    assert all(first < second for first, second in pairwise(dates))


@given(
    st.integers(10_000, 10**9),
    st.decimals(Decimal(0), Decimal(36), places=2),
    st.integers(2, 60),
    st.sampled_from(["30_360", "actual_365"]),
)
@settings(max_examples=100)
def test_the_residue_of_level_payments_is_a_fen_or_so(
    principal: int, rate: Decimal, count: int, day_count: str
) -> None:
    terms = LoanTerms(principal, rate, count, date(2026, 1, 31), day_count=day_count)
    payments = [row.payment for row in build_schedule(terms).rows]
    assert len(set(payments[:-1])) == 1
    # Half a fen of payment and of interest a period, compounded.
    assert abs(payments[-1] - payments[0]) <= count * (1 + float(rate) / 1200) ** count + 1


@given(st.integers(10**4, 10**9), st.integers(1, 40), st.integers(0, 5000), st.data())
@settings(max_examples=80)
def test_the_level_payment_is_the_rounded_exact_one(
    balance: int, count: int, basis_points: int, data: st.DataObject
) -> None:
    rate = Fraction(basis_points, 10_000)
    days = data.draw(st.lists(st.integers(1, 100), min_size=count, max_size=count))
    balloon = data.draw(st.integers(0, balance))
    discount, annuity = Fraction(1), Fraction(0)
    for length in days:
        discount /= 1 + rate * Fraction(length, 365)
        annuity += discount
    exact = (balance - balloon * discount) / annuity
    assert level_payment(balance, rate, days, 365, balloon) == round(exact)
