from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.agencies.service_agreements import AgreedFees, agreement_findings

RECORDED = AgreedFees(200000, 0, Decimal(0), Decimal(0), "partial")
SOUND: dict[str, Any] = {"is_on_file": True, "ends_on": date(2027, 5, 31)}


def found(fees: AgreedFees = RECORDED, **changes: Any) -> tuple[str, ...]:
    return agreement_findings(fees, RECORDED, **{**SOUND, **changes})


def test_a_sound_agreement_has_no_finding() -> None:
    assert found() == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"is_on_file": False}, "not_on_file"), ({"ends_on": None}, "no_end")],
)
def test_papers_and_end(changes: dict[str, Any], code: str) -> None:
    assert found(**changes) == (code,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"refund_terms": "none"}, "no_refund"),
        ({"refund_terms": "unknown"}, "no_refund"),
        ({"monthly": None}, "fees_unclear"),
        ({"percentage_of_debt": None}, "fees_unclear"),
        ({"upfront": 200001}, "fees_differ"),
        ({"percentage_of_reduction": Decimal("0.01")}, "fees_differ"),
    ],
)
def test_fees(changes: dict[str, Any], code: str) -> None:
    assert found(replace(RECORDED, **changes)) == (code,)


def test_without_an_upfront_fee_nothing_is_to_be_refunded() -> None:
    assert found(replace(RECORDED, upfront=0, refund_terms="none")) == ()


def test_a_cheaper_agreement_or_an_unknown_record_is_no_difference() -> None:
    assert found(replace(RECORDED, upfront=100000)) == ()
    unknown = replace(RECORDED, upfront=None)
    assert agreement_findings(RECORDED, unknown, **SOUND) == ()
