from datetime import date
from types import SimpleNamespace

import pytest

from app.debts.facts import NEEDED, Receipt, missing_facts, owed, receipt_of

RECEIVED, SIGNED = date(2026, 1, 15), date(2026, 1, 10)
KNOWN: dict[str, object] = {**dict.fromkeys(NEEDED, 1), "creditor_type": "bank"}


def test_nothing_is_missing_from_a_complete_debt() -> None:
    assert missing_facts(KNOWN) == ()


def test_zero_is_known_and_null_is_not() -> None:
    assert missing_facts({**KNOWN, "days_past_due": 0}) == ()
    assert missing_facts({**KNOWN, "days_past_due": None}) == ("days_past_due",)


def test_an_unknown_lender_is_a_missing_fact() -> None:
    assert missing_facts({**KNOWN, "creditor_type": "unknown"}) == ("creditor_type",)


def test_nothing_known_gives_the_order_of_the_contract() -> None:
    assert missing_facts({}) == NEEDED


def test_a_platform_loan_needs_its_legal_lender() -> None:
    assisted = {**KNOWN, "platform_assisted": True}
    assert missing_facts(assisted) == ("lender_legal_name",)
    assert missing_facts({**assisted, "lender_legal_name": "某银行"}) == ()


def test_an_assigned_debt_needs_its_assignment() -> None:
    assigned = {**KNOWN, "debt_status": "assigned"}
    assert missing_facts({**assigned, "assignments": []}) == ("assignments",)
    assert missing_facts({**assigned, "assignments": [{"assignee": "某公司"}]}) == ()


@pytest.mark.parametrize(
    ("principal", "interest", "total"), [(None, 5, None), (0, None, 7), (100, 20, 127)]
)
def test_all_that_is_owed_is_known_once_the_principal_is(
    principal: int | None, interest: int | None, total: int | None
) -> None:
    debt = SimpleNamespace(
        principal_outstanding=principal,
        interest_outstanding=interest,
        fees_outstanding=3,
        penalty_outstanding=4,
    )
    assert owed(debt) == total


@pytest.mark.parametrize(
    ("received", "received_on", "expected"),
    [
        (0, RECEIVED, Receipt(0, RECEIVED, is_assumed=False)),
        (None, RECEIVED, Receipt(1_000, RECEIVED, is_assumed=True)),
        (900, None, Receipt(900, SIGNED, is_assumed=True)),
        (None, None, Receipt(1_000, SIGNED, is_assumed=True)),
    ],
)
def test_the_contract_stands_in_for_what_nobody_has_entered(
    received: int | None, received_on: date | None, expected: Receipt
) -> None:
    debt = SimpleNamespace(original_principal=1_000, contract_date=SIGNED)
    history = SimpleNamespace(received=received, received_on=received_on)
    assert receipt_of(debt, history) == expected
