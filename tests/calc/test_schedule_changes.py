"""Changes of terms, waivers, deferred interest, money up front; the quick way is the slow way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc import schedules
from app.calc.level_payments import level_payment
from app.calc.schedule_terms import DEFERRALS
from app.calc.schedules import (
    LoanTerms,
    Schedule,
    ScheduleNotComputable,
    Step,
    Variation,
    build_schedule,
)

_TERMS = LoanTerms(1_000_000, Decimal(12), 12, date(2026, 12, 15), disbursed_on=date(2026, 11, 15))


def _column(schedule: Schedule, name: str) -> list[int]:
    return [getattr(row, name) for row in schedule.rows]


def _refused(terms: LoanTerms) -> ScheduleNotComputable:
    with pytest.raises(ScheduleNotComputable) as refused:
        build_schedule(terms)
    return refused.value


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


def test_what_is_paid_up_front_bears_no_interest() -> None:
    upfront = replace(_TERMS, upfront_payment=250_000)
    schedule = build_schedule(upfront)
    assert upfront.financed == 750_000
    assert schedule.rows == build_schedule(replace(_TERMS, principal=750_000)).rows
    flat = build_schedule(replace(upfront, method="flat_fee"))
    assert _column(flat, "interest") == [10_000] * 12
    assert flat.total_principal == 750_000


@pytest.mark.parametrize("upfront", [1_000_000, 1_000_001])
def test_all_paid_up_front_leaves_no_loan(upfront: int) -> None:
    assert _refused(replace(_TERMS, upfront_payment=upfront)).code == "upfront_not_below_principal"


def test_deferred_interest_may_join_the_principal() -> None:
    terms = replace(_TERMS, grace_principal=3, grace_interest=3, deferred_interest="capitalised")
    schedule = build_schedule(terms)
    assert _column(schedule, "payment")[:3] == [0, 0, 0]
    assert schedule.capitalised == 30_000
    assert schedule.rows[3].interest == 10_300
    assert schedule.total_principal == 1_030_000
    level = _column(schedule, "payment")[3:11]
    assert set(level) == {level[0]}


def test_deferred_interest_may_wait_for_the_last_instalment() -> None:
    plain = build_schedule(_TERMS)
    terms = replace(_TERMS, grace_interest=3, deferred_interest="carried_forward")
    schedule = build_schedule(terms)
    assert _column(schedule, "interest")[:3] == [0, 0, 0]
    assert _column(schedule, "interest")[3:11] == _column(plain, "interest")[3:11]
    assert schedule.rows[11].interest == plain.rows[11].interest + sum(
        _column(plain, "interest")[:3]
    )
    assert schedule.total_interest == plain.total_interest


def test_a_bullet_pays_its_interest_at_the_end_whatever_is_said_of_graces() -> None:
    rows = [
        build_schedule(replace(_TERMS, method="bullet", deferred_interest=way)).rows
        for way in DEFERRALS
    ]
    assert rows[0] == rows[1] == rows[2]


def test_principal_given_up_lowers_what_follows() -> None:
    change = Variation(5, waive_principal=100_000)
    schedule = build_schedule(replace(_TERMS, variations=(change,)))
    plain = build_schedule(_TERMS)
    assert schedule.rows[:4] == plain.rows[:4]
    assert schedule.rows[4].interest == round((plain.rows[3].balance - 100_000) / 100)
    assert schedule.total_principal == 900_000
    assert (schedule.waived_principal, schedule.waived_interest) == (100_000, 0)


def test_deferred_interest_given_up_first_and_the_rest_capitalised_after() -> None:
    terms = replace(
        _TERMS,
        grace_principal=3,
        grace_interest=3,
        deferred_interest="capitalised",
        variations=(Variation(4, waive_interest=20_000),),
    )
    schedule = build_schedule(terms)
    assert (schedule.waived_interest, schedule.capitalised) == (20_000, 10_000)
    assert schedule.total_principal == 1_010_000


def test_all_of_the_principal_given_up_ends_the_loan() -> None:
    plain = build_schedule(_TERMS)
    change = Variation(5, waive_principal=plain.rows[3].balance)
    schedule = build_schedule(replace(_TERMS, variations=(change,)))
    assert schedule.total_principal == 1_000_000 - plain.rows[3].balance
    assert len(schedule.rows) == 5  # the fifth is due, with nothing in it
    assert schedule.rows[-1].payment == 0


@pytest.mark.parametrize(
    ("change", "owed"),
    [(Variation(1, waive_principal=1_000_001), 1_000_000), (Variation(2, waive_interest=1), 0)],
)
def test_more_than_is_owed_cannot_be_given_up(change: Variation, owed: int) -> None:
    refused = _refused(replace(_TERMS, variations=(change,)))
    assert refused.code == "waiver_above_owed"
    assert refused.params["owed"] == owed


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("unknown_deferral", {"deferred_interest": "forgotten"}),
        ("multiple_not_positive", {"payment_multiple": 0}),
        ("amount_negative", {"upfront_payment": -1}),
        ("amount_negative", {"variations": (Variation(1, waive_interest=-1),)}),
        ("balloon_above_principal", {"upfront_payment": 600_000, "balloon": 400_001}),
    ],
)
def test_terms_without_meaning(code: str, changed: dict[str, Any]) -> None:
    assert _refused(replace(_TERMS, **changed)).code == code


def test_flat_interest_is_one_amount_whose_residue_comes_last() -> None:
    terms = replace(_TERMS, principal=125_050, annual_rate_percent=Decimal(15), method="flat_fee")
    schedule = build_schedule(terms)
    assert schedule.total_interest == round(125_050 * 15 / 100)
    assert len(set(_column(schedule, "interest")[:-1])) == 1
    tiny = build_schedule(replace(terms, principal=150, annual_rate_percent=Decimal(12)))
    assert _column(tiny, "interest") == [2] * 11 + [0]  # 1.5 fen a month; never below zero


def test_a_flat_loan_paid_off_early_bears_no_more_interest() -> None:
    schedule = build_schedule(replace(_TERMS, method="flat_fee", instalment_amount=300_000))
    assert _column(schedule, "interest") == [10_000] * 4


def test_a_flat_rate_loan_with_fee_and_interest_pays_a_multiple_first() -> None:
    fee = Decimal("0.5")
    terms = LoanTerms(100_000, Decimal(12), 12, date(2026, 12, 15), method="flat_fee")
    terms = replace(terms, flat_fee_percent_per_period=fee, payment_multiple=10_000)
    first = build_schedule(terms).rows[0]
    assert (first.principal, first.interest, first.fee, first.payment) == (
        8_500,
        1_000,
        500,
        10_000,
    )


def test_the_principal_of_a_flat_rate_loan_is_halved_to_the_even_fen() -> None:
    terms = LoanTerms(101, Decimal(0), 2, date(2026, 12, 15), method="flat_fee")
    rows = build_schedule(replace(terms, flat_fee_percent_per_period=Decimal(1))).rows
    assert [row.principal for row in rows] == [50, 51]


def test_a_flat_payment_in_whole_yuan_leaves_the_difference_to_the_last() -> None:
    terms = replace(_TERMS, method="flat_fee", payment_multiple=10_000)
    payments = _column(build_schedule(terms), "payment")
    assert payments[:11] == [90_000] * 11
    assert payments[11] == 130_000
    small = replace(terms, payment_multiple=1_000_000)
    assert _column(build_schedule(small), "principal")[:11] == [0] * 11


def test_what_is_waived_at_once_leaves_one_row() -> None:
    terms = replace(_TERMS, instalments=2, variations=(Variation(1, waive_principal=1_000_000),))
    assert _column(build_schedule(terms), "payment") == [0]


def test_the_first_of_the_instalments_that_there_are_not_is_named() -> None:
    changes = (Variation(20, extra_instalments=1), Variation(16, extra_instalments=1))
    for steps, first in (((), 16), ((Step(18, 1_000), Step(15, 1_000)), 15)):
        refused = _refused(replace(_TERMS, steps=steps, variations=changes))
        assert refused.params == {"instalment": first}


_AMOUNTS = st.none() | st.integers(0, 60_000)
_LOANS = st.builds(
    LoanTerms,
    st.integers(1000, 100_000) | st.integers(1000, 10**9),
    st.decimals(Decimal(0), Decimal(36), places=2),
    st.integers(8, 60),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    method=st.sampled_from(["equal_instalment", "equal_principal", "flat_fee", "interest_only"]),
    day_count=st.sampled_from(["30_360", "actual_365", "actual_360"]),
    disbursed_on=st.none() | st.dates(date(2019, 6, 1), date(2019, 12, 1)),
    flat_fee_percent_per_period=st.none() | st.decimals(Decimal(0), Decimal(2), places=2),
    grace_principal=st.integers(0, 5),
    grace_interest=st.integers(0, 5),
    period_days=st.sampled_from([None, None, 14]),
    upfront_payment=st.integers(0, 999),
    instalment_amount=_AMOUNTS,
    deferred_interest=st.sampled_from(DEFERRALS),
    payment_multiple=st.sampled_from([1, 1, 10, 100]),
    variations=st.lists(
        st.builds(
            Variation,
            st.integers(1, 8),
            annual_rate_percent=st.none() | st.decimals(Decimal(0), Decimal(36), places=2),
            instalment_amount=_AMOUNTS,
            extra_instalments=st.none() | st.integers(1, 9),
            grace_principal=st.none() | st.integers(0, 4),
            grace_interest=st.none() | st.integers(0, 4),
            waive_principal=st.just(0) | st.integers(1, 100),
        ),
        max_size=2,
    ).map(tuple),
    steps=st.just(()) | st.just((Step(3, 10**9),)) | st.just((Step(5, 20_000),)),
)


def _built(terms: LoanTerms) -> Schedule | str:
    try:
        return build_schedule(terms)
    except ScheduleNotComputable as refused:
        return f"{refused.code} {dict(refused.params)}"


@given(_LOANS)
@settings(max_examples=300)
def test_what_is_repaid_is_what_was_owed(terms: LoanTerms) -> None:
    schedule = _built(terms)
    if isinstance(schedule, str):
        return
    repaid = schedule.total_principal + schedule.waived_principal
    assert repaid == terms.financed + schedule.capitalised
    assert schedule.rows[-1].balance == 0
    if terms.names_amounts and len(schedule.rows) > 1:  # it ends with its last payment
        assert schedule.rows[-1].payment or schedule.rows[-2].balance
    assert min(min(_column(schedule, name)) for name in ("principal", "interest", "fee")) >= 0
    sums = schedule.total_principal, schedule.total_interest, schedule.total_fee
    assert schedule.total_payment == sum(sums) == sum(_column(schedule, "payment"))


@given(_LOANS)
@settings(max_examples=300)
def test_the_quick_way_is_the_slow_way(terms: LoanTerms) -> None:
    quick = _built(terms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedules, "_undisturbed_rows", lambda *_: [])
        assert _built(terms) == quick
