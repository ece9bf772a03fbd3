from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.calc.schedule_terms import (
    METHODS,
    LoanTerms,
    ScheduleNotComputable,
    Step,
    Variation,
    check_terms,
)

_TERMS = LoanTerms(100_000, Decimal(12), 12, date(2026, 12, 15))


@pytest.mark.parametrize("method", METHODS)
def test_plain_terms_are_fine(method: str) -> None:
    check_terms(replace(_TERMS, method=method))


def test_all_of_the_principal_may_be_left_to_the_balloon() -> None:
    check_terms(replace(_TERMS, balloon=100_000))
    check_terms(replace(_TERMS, balloon=99_000, upfront_payment=1_000))


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("principal_not_positive", {"principal": 0}),
        ("instalments_not_positive", {"instalments": 0}),
        ("unknown_method", {"method": "annuity"}),
        ("unknown_day_count", {"day_count": "actual_actual"}),
        ("period_not_positive", {"period_months": 0}),
        ("period_not_positive", {"period_days": 0}),
        ("rate_negative", {"annual_rate_percent": Decimal("-0.01")}),
        ("rate_negative", {"flat_fee_percent_per_period": Decimal(-1)}),
        ("rate_negative", {"variations": (Variation(2, annual_rate_percent=Decimal(-1)),)}),
        ("amount_negative", {"balloon": -1}),
        ("amount_negative", {"instalment_amount": -1}),
        ("amount_negative", {"steps": (Step(1, -1),)}),
        ("amount_negative", {"variations": (Variation(2, instalment_amount=-1),)}),
        ("amount_negative", {"variations": (Variation(2, extra_instalments=-1),)}),
        ("amount_negative", {"variations": (Variation(2, grace_principal=-1),)}),
        ("step_repeated", {"steps": (Step(2, 10), Step(3, 20), Step(2, 30))}),
        ("amount_without_effect", {"method": "bullet", "instalment_amount": 10}),
        ("amount_without_effect", {"method": "interest_only", "steps": (Step(2, 10),)}),
        (
            "amount_without_effect",
            {"method": "bullet", "variations": (Variation(2, instalment_amount=10),)},
        ),
        ("balloon_above_principal", {"balloon": 100_001}),
        ("grace_exceeds_term", {"grace_principal": 12}),
        ("grace_exceeds_term", {"grace_interest": 12}),
        ("grace_exceeds_term", {"grace_interest": -1}),
    ],
)
def test_terms_without_meaning_have_a_code(code: str, changed: dict[str, Any]) -> None:
    with pytest.raises(ScheduleNotComputable) as refused:
        check_terms(replace(_TERMS, **changed))
    assert refused.value.code == code == str(refused.value)
    assert refused.value.params == {}


def test_params_are_kept() -> None:
    assert ScheduleNotComputable("code", instalment=3, kind="x").params == {
        "instalment": 3,
        "kind": "x",
    }


def test_agreed_amounts_are_recognised() -> None:
    assert not _TERMS.names_amounts
    assert replace(_TERMS, instalment_amount=0).names_amounts
    assert replace(_TERMS, steps=(Step(2, 5),)).names_amounts
    assert replace(_TERMS, variations=(Variation(2, instalment_amount=5),)).names_amounts
    assert not replace(_TERMS, variations=(Variation(2, extra_instalments=5),)).names_amounts


def test_terms_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        _TERMS.principal = 1  # type: ignore[misc]  # the attempt itself
