from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cash_flow.budget_lines import DebtLine
from app.core.rules import rule_book
from app.proposals.agreements.findings import (
    AgreedFacts,
    Carried,
    Finding,
    Form,
    Payee,
    check_agreement,
    missing_points,
)
from app.proposals.agreements.requirements import requirements
from app.proposals.gates import Circumstances
from app.proposals.terms import ProposalTerms
from tests.proposals.households import CARD, LOAN

WANTED, BOOK = requirements(), rule_book()
TERMS = ProposalTerms(48, date(2027, 1, 10))
WHOLE = AgreedFacts(
    form="written",
    recorded=None,
    payee="creditor",
    items_present=WANTED.codes,
    known=Circumstances(),
    carried="carried",
)


def found(
    facts: AgreedFacts, terms: ProposalTerms = TERMS, debt: DebtLine = CARD
) -> dict[str, Finding]:
    return {one.code: one for one in check_agreement(debt, terms, facts, WANTED, BOOK)}


@pytest.mark.parametrize("debt", [CARD, LOAN])
def test_nothing_is_missing_in_a_whole_agreement(debt: DebtLine) -> None:
    findings = check_agreement(debt, TERMS, WHOLE, WANTED, BOOK)
    assert missing_points(findings) == ()
    assert {one.severity for one in findings} == {"info"}


def test_an_empty_card_agreement_misses_every_item_with_its_article() -> None:
    findings = check_agreement(
        CARD, TERMS, replace(WHOLE, items_present=frozenset(), payee="unknown"), WANTED, BOOK
    )
    missing = missing_points(findings)
    assert set(missing) == WANTED.codes - {"written_or_recorded", "no_receipt_no_upfront"}
    assert [one.rule_id for one in findings][:6] == ["CARD-70"] * 6


@pytest.mark.parametrize(
    ("form", "recorded", "status", "severity"),
    [
        ("written", None, "present", "info"),
        ("written", False, "present", "info"),
        ("oral", True, "present", "info"),
        ("oral", False, "missing", "fatal"),
        ("oral", None, "missing", "fatal"),
    ],
)
@pytest.mark.parametrize(("debt", "rule_id"), [(CARD, "CARD-70"), (LOAN, "CC-544")])
def test_an_oral_agreement_must_be_recorded(
    *, form: Form, recorded: bool | None, status: str, severity: str, debt: DebtLine, rule_id: str
) -> None:
    """Card rule art. 70: an oral agreement is recorded; Civil Code 544: unclear is not agreed."""
    findings = found(replace(WHOLE, form=form, recorded=recorded), debt=debt)
    point = findings["written_or_recorded"]
    assert (point.status, point.severity, point.rule_id) == (status, severity, rule_id)
    keeps = "keep_recording_until_settled" in findings
    assert keeps == (form == "oral" and recorded is True)


@pytest.mark.parametrize(
    ("payee", "named", "status", "extra"),
    [
        ("creditor", False, "present", None),
        ("unknown", True, "present", None),
        ("unknown", False, "missing", None),
        ("other_company", True, "missing", ("payee_other_company", "warning")),
        ("personal_account", True, "missing", ("payee_personal_account", "fatal")),
    ],
)
def test_the_payee_is_the_creditor_and_never_a_person(
    *, payee: Payee, named: bool, status: str, extra: tuple[str, str] | None
) -> None:
    items = WANTED.codes if named else WANTED.codes - {"payee_is_creditor"}
    findings = found(replace(WHOLE, payee=payee, items_present=items))
    assert findings["payee_is_creditor"].status == status
    told = [
        (code, one.severity)
        for code, one in findings.items()
        if code.startswith(("payee_p", "payee_o"))
    ]
    assert told == ([extra] if extra else [])


@pytest.mark.parametrize(
    ("upfront", "named", "status"),
    [(0, False, "present"), (100, True, "present"), (100, False, "missing")],
)
def test_no_paper_no_payment_up_front(*, upfront: int, named: bool, status: str) -> None:
    items = WANTED.codes if named else WANTED.codes - {"no_receipt_no_upfront"}
    findings = found(replace(WHOLE, items_present=items), replace(TERMS, upfront_payment=upfront))
    assert findings["no_receipt_no_upfront"].status == status


@pytest.mark.parametrize(
    ("count", "debt", "told"),
    [(60, CARD, False), (61, CARD, True), (61, LOAN, False)],
)
def test_sixty_months_bind_cards_alone(*, count: int, debt: DebtLine, told: bool) -> None:
    findings = found(WHOLE, replace(TERMS, instalments=count), debt)
    assert ("card_term_limit" in findings) == told
    if told:
        assert findings["card_term_limit"].params == {"instalments": "61", "max": "60"}


@pytest.mark.parametrize(
    ("rate", "contract", "told"),
    [("18.25", "18.25", False), ("18.26", "18.25", True), ("24.00", None, False)],
)
def test_a_rate_above_the_contract_is_told(*, rate: str, contract: str | None, told: bool) -> None:
    debt = replace(CARD, annual_rate_percent=Decimal(contract) if contract else None)
    findings = found(WHOLE, replace(TERMS, annual_rate_percent=Decimal(rate)), debt)
    assert ("rate_above_contract" in findings) == told


def test_guarantor_and_limitation_are_told_with_their_articles() -> None:
    known = Circumstances(guaranteed=True, limitation_possible=True)
    findings = found(replace(WHOLE, known=known))
    assert findings["guarantor_consent"].rule_id == "CC-695"
    assert findings["limitation_possible"].rule_id == "CC-192"
    assert not {"guarantor_consent", "limitation_possible"} & found(WHOLE).keys()


def test_an_unlicensed_lender_is_told_with_its_article() -> None:
    lender = replace(CARD, creditor_type="unlicensed_company")
    assert found(WHOLE, debt=lender)["unlicensed_lender"].rule_id == "MJ-13"
    assert "unlicensed_lender" not in found(WHOLE)


@pytest.mark.parametrize(
    ("carried", "severity"),
    [("carried", "info"), ("tight", "warning"), ("short", "fatal"), ("unknown", "info")],
)
def test_what_the_months_carry_is_said(carried: Carried, severity: str) -> None:
    findings = found(replace(WHOLE, carried=carried))
    assert findings[f"payments_{carried}"].severity == severity


@given(st.sets(st.sampled_from(sorted(WANTED.codes))), st.sampled_from(sorted(WANTED.codes)))
def test_another_item_never_adds_a_gap(held: set[str], more: str) -> None:
    before, after = (
        missing_points(
            check_agreement(
                CARD, TERMS, replace(WHOLE, items_present=frozenset(items)), WANTED, BOOK
            )
        )
        for items in (held, held | {more})
    )
    assert set(after) == set(before) - {more}
