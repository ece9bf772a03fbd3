"""Rows worked out together, and those left off at the end, against every row by itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc import schedules
from app.calc.schedules import (
    METHODS,
    LoanTerms,
    Schedule,
    ScheduleNotComputable,
    Step,
    Variation,
    build_schedule,
)

AMOUNTS = st.none() | st.integers(0, 60_000)
GRACES = st.none() | st.integers(0, 4)
VARIATIONS = st.builds(
    Variation,
    st.integers(1, 14),
    annual_rate_percent=st.none() | st.sampled_from([Decimal(0), Decimal("18.25")]),
    instalment_amount=AMOUNTS,
    extra_instalments=st.none() | st.integers(0, 6),
    grace_principal=GRACES,
    grace_interest=GRACES,
    waive_principal=st.sampled_from([0, 0, 30_000, 100_000]),
)
TERMS = st.builds(
    LoanTerms,
    principal=st.integers(1, 100_000),
    annual_rate_percent=st.sampled_from([Decimal(0), Decimal("7.2"), Decimal(36)]),
    instalments=st.integers(1, 14),
    first_due_date=st.sampled_from([date(2026, 12, 15), date(2027, 1, 31)]),
    method=st.sampled_from(sorted(METHODS)),
    day_count=st.sampled_from(["30_360", "actual_365"]),
    flat_fee_percent_per_period=st.sampled_from([None, None, Decimal("0.6")]),
    grace_principal=st.integers(0, 4),
    grace_interest=st.integers(0, 4),
    instalment_amount=AMOUNTS,
    steps=st.lists(st.builds(Step, st.integers(1, 16), st.integers(0, 60_000)), max_size=2).map(
        tuple
    ),
    balloon=st.sampled_from([0, 0, 1, 5_000]),
    deferred_interest=st.sampled_from(["paid_after_grace", "capitalised", "carried_forward"]),
    variations=st.lists(VARIATIONS, max_size=2).map(tuple),
)


def _found(terms: LoanTerms) -> Schedule | tuple[str, object]:
    try:
        return build_schedule(terms)
    except ScheduleNotComputable as refused:
        return refused.code, refused.params


@given(TERMS)
@settings(max_examples=500)
def test_rows_worked_out_together_are_those_worked_out_one_by_one(terms: LoanTerms) -> None:
    together = _found(terms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedules, "_undisturbed_rows", lambda *_asked: [])
        assert _found(terms) == together


@given(TERMS)
@settings(max_examples=300)
def test_a_schedule_ends_with_its_last_payment_where_amounts_are_agreed(terms: LoanTerms) -> None:
    found = _found(terms)
    if isinstance(found, Schedule) and terms.names_amounts:
        assert len(found.rows) == 1 or found.rows[-1].payment or found.rows[-2].balance


def test_what_is_waived_at_once_leaves_one_row() -> None:
    terms = LoanTerms(100_000, Decimal(12), 2, date(2026, 12, 15))
    waived = replace(terms, variations=(Variation(1, waive_principal=100_000),))
    assert [row.payment for row in build_schedule(waived).rows] == [0]


def test_the_first_of_the_instalments_that_there_are_not_is_named() -> None:
    terms = LoanTerms(100_000, Decimal(12), 12, date(2026, 12, 15))
    changes = (Variation(20, extra_instalments=1), Variation(16, extra_instalments=1))
    for steps, first in (((), 16), ((Step(18, 1_000), Step(15, 1_000)), 15)):
        with pytest.raises(ScheduleNotComputable) as refused:
            build_schedule(replace(terms, steps=steps, variations=changes))
        assert refused.value.params == {"instalment": first}
