from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.schedules import (
    METHODS,
    LoanTerms,
    Schedule,
    ScheduleNotComputable,
    Step,
    Variation,
    build_schedule,
    level_payment,
)
from tests.calc.loading import loan_terms, table

_TABLE = table("schedules")
_TERMS = LoanTerms(1_000_000, Decimal(12), 12, date(2026, 12, 15), disbursed_on=date(2026, 11, 15))


def _ids(case: dict[str, Any]) -> str:
    return str(case["id"])


def _column(schedule: Schedule, name: str) -> list[int]:
    return [getattr(row, name) for row in schedule.rows]


def _refused(terms: LoanTerms) -> ScheduleNotComputable:
    with pytest.raises(ScheduleNotComputable) as refused:
        build_schedule(terms)
    return refused.value


@pytest.mark.parametrize("case", _TABLE["cases"], ids=_ids)
def test_published_schedules(case: dict[str, Any]) -> None:
    rows = build_schedule(loan_terms(case["terms"])).rows
    if "rows_due_principal_interest" in case:
        found = [[row.due_date.isoformat(), row.principal, row.interest] for row in rows]
        assert found == case["rows_due_principal_interest"]
    else:
        assert [[row.interest, row.principal, row.balance] for row in rows] == case[
            "rows_interest_principal_balance"
        ]


@pytest.mark.parametrize("case", _TABLE["peers"], ids=_ids)
def test_peers_examples(case: dict[str, Any]) -> None:
    terms = LoanTerms(
        case["principal"],
        Decimal(case["annual_rate_percent"]),
        case["instalments"],
        date(2024, 2, 1),
    )
    assert [
        [row.payment, row.interest, row.principal, row.balance]
        for row in build_schedule(terms).rows
    ] == case["rows_payment_interest_principal_balance"]


@pytest.mark.parametrize("case", _TABLE["annuities"], ids=_ids)
def test_published_annuities(case: dict[str, Any]) -> None:
    rate = Fraction(Decimal(case["annual_rate_percent"])) / 100
    days = [30] * case["instalments"]
    assert level_payment(case["principal"], rate, days, 360) == case["payment"]


def test_the_contracts_own_example() -> None:
    halved = (Variation(4, annual_rate_percent=Decimal("6.00")),)
    plain = build_schedule(_TERMS)
    changed = build_schedule(replace(_TERMS, variations=halved))
    assert _column(plain, "payment")[:11] == [88_849] * 11
    assert plain.rows[:3] == changed.rows[:3]
    balance = plain.rows[2].balance
    level = level_payment(balance, Fraction(6, 100), [30] * 9, 360)
    assert _column(changed, "payment")[3:11] == [level] * 8
    assert changed.rows[3].interest == round(balance * Fraction(6, 1200))
    assert abs(changed.rows[11].payment - level) < 12


def test_equal_principal() -> None:
    schedule = build_schedule(replace(_TERMS, method="equal_principal", instalments=3))
    assert _column(schedule, "principal") == [333_333, 333_333, 333_334]
    assert _column(schedule, "interest") == [10_000, 6_667, 3_333]


def test_interest_only_and_bullet_differ_in_when_interest_is_paid() -> None:
    running = build_schedule(replace(_TERMS, method="interest_only"))
    at_end = build_schedule(replace(_TERMS, method="bullet"))
    assert _column(running, "payment") == [10_000] * 11 + [1_010_000]
    assert _column(at_end, "payment") == [0] * 11 + [1_120_000]
    assert running.total_interest == at_end.total_interest == 120_000


def test_a_flat_fee_falls_on_the_original_principal() -> None:
    terms = replace(
        _TERMS,
        principal=1_200_000,
        annual_rate_percent=Decimal(0),
        method="flat_fee",
        flat_fee_percent_per_period=Decimal("0.60"),
    )
    schedule = build_schedule(terms)
    assert _column(schedule, "payment") == [107_200] * 12
    assert (schedule.total_fee, schedule.total_interest) == (86_400, 0)
    with_interest = build_schedule(replace(terms, annual_rate_percent=Decimal(12)))
    assert _column(with_interest, "fee") == [7_200] * 12
    assert _column(with_interest, "interest")[:2] == [12_000, 11_000]
    level = build_schedule(replace(terms, method="equal_instalment"))
    assert _column(level, "payment") == [107_200] * 12


def test_a_flat_rate_loan_bears_interest_on_the_original_principal() -> None:
    schedule = build_schedule(replace(_TERMS, method="flat_fee"))
    assert _column(schedule, "interest") == [10_000] * 12
    assert schedule.total_fee == 0


def test_grace_on_principal_pays_interest_only_and_counts() -> None:
    schedule = build_schedule(replace(_TERMS, grace_principal=3))
    assert len(schedule.rows) == 12
    assert _column(schedule, "principal")[:3] == [0, 0, 0]
    assert _column(schedule, "payment")[:3] == [10_000] * 3
    level = level_payment(1_000_000, Fraction(12, 100), [30] * 9, 360)
    assert _column(schedule, "payment")[3:11] == [level] * 8


def test_grace_on_interest_defers_and_never_waives() -> None:
    plain = build_schedule(_TERMS)
    deferred = build_schedule(replace(_TERMS, grace_interest=3))
    assert _column(deferred, "interest")[:3] == [0, 0, 0]
    assert deferred.rows[3].interest == sum(_column(plain, "interest")[:4])
    assert _column(deferred, "principal") == _column(plain, "principal")
    assert deferred.total_interest == plain.total_interest


def test_both_graces_are_a_full_holiday() -> None:
    schedule = build_schedule(replace(_TERMS, grace_principal=2, grace_interest=2))
    assert _column(schedule, "payment")[:2] == [0, 0]
    assert schedule.rows[2].interest == 30_000


def test_steps_set_the_payment_from_an_instalment() -> None:
    terms = replace(_TERMS, steps=(Step(7, 120_000), Step(1, 50_000)))
    schedule = build_schedule(terms)
    assert _column(schedule, "payment")[:6] == [50_000] * 6
    assert _column(schedule, "payment")[6:11] == [120_000] * 5
    assert schedule.rows[-1].balance == 0
    late = build_schedule(replace(_TERMS, steps=(Step(7, 120_000),)))
    assert _column(late, "payment")[:6] == [88_849] * 6


def test_a_balloon_remains_for_the_last_instalment() -> None:
    schedule = build_schedule(replace(_TERMS, balloon=400_000))
    level = _column(schedule, "payment")[0]
    assert _column(schedule, "payment")[:11] == [level] * 11
    assert abs(schedule.rows[-1].payment - level - 400_000) < 12
    parts = build_schedule(replace(_TERMS, method="equal_principal", balloon=400_000))
    assert _column(parts, "principal") == [50_000] * 11 + [450_000]


def test_an_agreed_amount_ends_the_loan_early_or_leaves_the_rest_to_the_end() -> None:
    early = build_schedule(replace(_TERMS, instalment_amount=300_000))
    assert len(early.rows) == 4
    assert _column(early, "payment")[:3] == [300_000] * 3
    assert early.rows[-1].balance == 0
    small = build_schedule(replace(_TERMS, instalment_amount=20_000))
    assert _column(small, "payment")[:11] == [20_000] * 11
    assert small.rows[-1].payment > 800_000
    at_once = build_schedule(replace(_TERMS, instalments=1, instalment_amount=5))
    assert _column(at_once, "payment") == [1_010_000]


def test_an_agreed_amount_includes_the_fee_and_repays_during_an_interest_grace() -> None:
    terms = replace(_TERMS, flat_fee_percent_per_period=Decimal("0.5"), instalment_amount=100_000)
    assert build_schedule(terms).rows[0].principal == 100_000 - 10_000 - 5_000
    graced = build_schedule(replace(terms, grace_interest=2))
    assert graced.rows[0].principal == 95_000
    assert graced.rows[2].payment == 100_000 + 10_000 + 9_050
    paid_off = build_schedule(replace(terms, instalment_amount=600_000, grace_interest=5))
    assert [row.payment for row in paid_off.rows] == [600_000, 410_000, 0, 0, 0, 14_050]
    assert _column(paid_off, "fee") == [5_000, 5_000, 0, 0, 0, 0]


def test_an_amount_below_interest_is_refused_with_its_figures() -> None:
    refused = _refused(replace(_TERMS, instalment_amount=9_999))
    assert refused.code == "payment_below_interest"
    assert refused.params == {"instalment": 1, "payment": 9_999, "interest_and_fee": 10_000}
    exact = build_schedule(replace(_TERMS, instalment_amount=10_000))
    assert exact.rows[-1].principal == 1_000_000
    assert _refused(replace(_TERMS, steps=(Step(5, 0),))).params["instalment"] == 5


def test_a_long_first_period_raises_that_instalment_to_its_interest() -> None:
    terms = replace(
        _TERMS, annual_rate_percent=Decimal(24), instalments=24, disbursed_on=date(2024, 11, 15)
    )
    schedule = build_schedule(terms)
    assert schedule.rows[0].principal == 0
    assert schedule.rows[0].interest == schedule.rows[0].payment == 500_000
    level = level_payment(1_000_000, Fraction(24, 100), [30] * 23, 360)
    assert _column(schedule, "payment")[1:23] == [level] * 22


def test_a_date_shift_bears_interest_for_its_days_and_moves_the_rest() -> None:
    shifted = (Variation(3, shift_due_to=date(2027, 5, 31)),)
    schedule = build_schedule(replace(_TERMS, variations=shifted))
    assert [row.due_date.isoformat() for row in schedule.rows[1:5]] == [
        "2027-01-15",
        "2027-05-31",
        "2027-06-30",
        "2027-07-31",
    ]
    balance = schedule.rows[1].balance
    assert schedule.rows[2].interest == round(balance * Fraction(12 * 135, 36_000))
    kept = build_schedule(replace(_TERMS, instalment_amount=90_000, variations=shifted))
    assert _column(kept, "payment")[:11] == [90_000] * 11


def test_extra_instalments_lower_the_payment() -> None:
    schedule = build_schedule(replace(_TERMS, variations=(Variation(7, extra_instalments=6),)))
    assert len(schedule.rows) == 18
    level = level_payment(schedule.rows[5].balance, Fraction(12, 100), [30] * 12, 360)
    assert _column(schedule, "payment")[6:17] == [level] * 11
    freed = replace(
        _TERMS, instalment_amount=80_000, variations=(Variation(7, extra_instalments=6),)
    )
    assert build_schedule(freed).rows[6].payment != 80_000


def test_graces_and_amounts_as_variations() -> None:
    graces = (Variation(4, grace_principal=2, grace_interest=1),)
    schedule = build_schedule(replace(_TERMS, variations=graces))
    assert _column(schedule, "principal")[3:5] == [0, 0]
    assert schedule.rows[3].interest == 0
    assert schedule.rows[4].interest == 2 * round(schedule.rows[2].balance / 100)
    amount = (Variation(4, annual_rate_percent=Decimal(6), instalment_amount=70_000),)
    agreed = build_schedule(replace(_TERMS, variations=amount))
    assert _column(agreed, "payment")[3:11] == [70_000] * 8


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("instalment_out_of_range", {"variations": (Variation(13, extra_instalments=1),)}),
        ("instalment_out_of_range", {"variations": (Variation(0, extra_instalments=1),)}),
        ("instalment_out_of_range", {"steps": (Step(13, 100_000),)}),
        ("grace_exceeds_term", {"variations": (Variation(10, grace_principal=3),)}),
        ("due_date_not_later", {"disbursed_on": date(2026, 12, 15)}),
        ("due_date_not_later", {"variations": (Variation(3, shift_due_to=date(2027, 1, 15)),)}),
        ("date_out_of_range", {"first_due_date": date(9999, 11, 15)}),
        ("date_out_of_range", {"first_due_date": date(1, 1, 15), "disbursed_on": None}),
        ("date_out_of_range", {"period_days": 10**6}),
        ("principal_not_positive", {"principal": -1}),
    ],
)
def test_what_gives_no_schedule_has_a_code(code: str, changed: dict[str, Any]) -> None:
    assert _refused(replace(_TERMS, **changed)).code == code


def test_a_leap_february_bears_29_days() -> None:
    terms = replace(
        _TERMS,
        first_due_date=date(2028, 1, 31),
        disbursed_on=None,
        day_count="actual_365",
        method="interest_only",
    )
    rows = build_schedule(terms).rows
    assert [row.due_date.day for row in rows[:4]] == [31, 29, 31, 30]
    assert rows[1].interest == round(Fraction(1_000_000 * 12 * 29, 36_500))
    more = build_schedule(replace(terms, day_count="actual_360")).rows
    assert more[1].interest == round(Fraction(1_000_000 * 12 * 29, 36_000))


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
    assert schedule.total_payment == sum(_column(schedule, "payment"))
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
    payments = _column(build_schedule(terms), "payment")
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
