from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.calc.level_payments import level_payment
from app.calc.schedules import (
    LoanTerms,
    Schedule,
    ScheduleNotComputable,
    Step,
    Variation,
    build_schedule,
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


def test_what_changes_after_the_last_payment_makes_no_difference() -> None:
    early = replace(_TERMS, instalment_amount=300_000)
    for step in (Step(5, 100_000), Step(_TERMS.instalments, 100_000)):
        assert build_schedule(replace(early, steps=(step,))) == build_schedule(early)
    later = Variation(6, annual_rate_percent=Decimal(6))
    assert build_schedule(replace(early, variations=(later,))) == build_schedule(early)
    beyond = Step(_TERMS.instalments + 1, 100_000)
    assert _refused(replace(early, steps=(beyond,))).code == "instalment_out_of_range"


def test_deferred_interest_is_due_though_the_principal_was_paid_off_early() -> None:
    terms = LoanTerms(
        1_700,
        Decimal(36),
        3,
        date(2026, 12, 15),
        grace_interest=1,
        instalment_amount=1_800,
        deferred_interest="carried_forward",
    )
    assert _column(build_schedule(terms), "payment") == [1_700, 0, 51]


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
