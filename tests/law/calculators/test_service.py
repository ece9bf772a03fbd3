"""What the calculators of periods and fees promise whatever is asked."""

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.i18n import use_language
from app.core.rules import rule_book
from app.law.calculators.schemas import (
    CourtFeeRequest,
    InterruptionKind,
    LimitationRequest,
    Obligation,
    Procedure,
)
from app.law.calculators.service import compute_court_fee, compute_limitation

DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))
KINDS = get_args(InterruptionKind)
NEEDED = ("known_on", "contract_date", "received_on", "ended_on")


def asked(obligation: str, day: date, **more: Any) -> LimitationRequest:
    body = {name: day.isoformat() for name in NEEDED}
    return LimitationRequest.model_validate(
        {"obligation": obligation, "due_dates": [day.isoformat()], "as_of": "2026-11-23"}
        | body
        | more
    )


@settings(max_examples=200)
@given(
    obligation=st.sampled_from(get_args(Obligation)),
    day=DAYS,
    acts=st.lists(st.tuples(DAYS, st.sampled_from(KINDS)), max_size=4),
    roll=st.booleans(),
)
def test_any_question_is_answered_with_cited_steps_in_words(
    obligation: str, day: date, acts: list[tuple[date, str]], *, roll: bool
) -> None:
    interruptions = [{"on": on.isoformat(), "kind": kind} for on, kind in acts]
    found = compute_limitation(
        asked(obligation, day, interruptions=interruptions, roll_weekends=roll)
    )
    cited = {citation.rule_id for citation in found.citations}
    assert {rule_id for step in found.steps for rule_id in step.rule_ids} <= cited
    assert all(step.text for step in found.steps)
    assert all(warning.message for warning in found.warnings)
    assert len({warning.code for warning in found.warnings}) == len(found.warnings)
    if found.last_day is None:
        assert (found.days_left, found.time_barred, found.provisional) == (None, False, False)
        return
    assert found.last_day_before_rolling is not None
    assert found.last_day >= found.last_day_before_rolling >= found.starts_on
    assert found.time_barred is (found.days_left is None)
    if not roll:
        assert (found.last_day, found.provisional) == (found.last_day_before_rolling, False)


@settings(max_examples=100)
@given(obligation=st.sampled_from(get_args(Obligation)), day=DAYS, more=st.integers(0, 400))
def test_what_begins_later_never_ends_earlier(obligation: str, day: date, more: int) -> None:
    if obligation == "award_set_aside" and day <= date(2026, 2, 28) < day + timedelta(days=more):
        return  # the law shortened this period in between
    first = compute_limitation(asked(obligation, day)).last_day
    later = compute_limitation(asked(obligation, day + timedelta(days=more))).last_day
    assert (first is None) is (later is None)
    if first is not None and later is not None:
        assert first <= later


@settings(max_examples=100)
@given(amount=st.integers(0, 10**11), procedure=st.sampled_from(get_args(Procedure)))
def test_a_fee_is_the_share_of_its_brackets(amount: int, procedure: str) -> None:
    body = {"claim_amount": f"{amount // 100}.{amount % 100:02d}", "procedure": procedure}
    found = compute_court_fee(CourtFeeRequest.model_validate(body))
    numerator, denominator = map(int, found.share.split("/"))
    assert abs(sum(step.amount for step in found.brackets) - found.tariff_fee) <= len(
        found.brackets
    ) or (found.capped)
    assert (
        found.capped or abs(found.fee * denominator - found.tariff_fee * numerator) <= denominator
    )
    assert found.fee <= found.tariff_fee


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_relief_from_fees_is_told_in_the_callers_language(language: str) -> None:
    use_language(language)
    try:
        found = compute_court_fee(CourtFeeRequest.model_validate({"claim_amount": "100.00"}))
    finally:
        use_language("zh-CN")
    relief = rule_book().table("court_fees")["relief"]
    suffix = "en" if language == "en" else "zh"
    wanted = [text for kind in ("exempt", "reduce", "defer") for text in relief[f"{kind}_{suffix}"]]
    assert len(found.relief) == len(wanted)
    assert all(text in said for text, said in zip(wanted, found.relief, strict=True))
