from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import i18n
from app.core.rules import rule_book
from app.core.tables import data_table
from app.law.schemas import CreditorType
from app.proposals.model import EvidenceGroup
from app.proposals.refusals import (
    Basis,
    analyse_refusal,
    counted_as_held,
    read_refusals,
    refusal_book,
)

ON = date(2026, 11, 21)
BOOK = refusal_book()
CONTRACT = {
    *{"payment_too_low", "term_too_long", "reduction_too_large", "hardship_not_proven"},
    *{"documents_missing", "terms_misunderstood", "upfront_payment_required", "not_overdue_yet"},
    *{"overdue_too_short", "ability_to_pay_assumed", "recent_spending_or_cash_out"},
    *{"already_restructured", "plan_broken_before", "amount_too_small", "credit_record_poor"},
    *{"policy_not_available", "agent_lacks_authority", "agent_suspected"},
    *{"with_collection_agency", "legal_department", "referred_elsewhere", "debt_sold"},
    *{"no_reason_given", "other"},
}
CODES = st.lists(st.sampled_from(sorted(BOOK.reasons)), max_size=6)


def test_every_reason_of_the_contract_is_answered() -> None:
    assert set(BOOK.reasons) == CONTRACT
    assert read_refusals(data_table("scoring", "refusals")) == BOOK


def test_another_table_gives_another_book() -> None:
    data = data_table("scoring", "refusals")
    alone = read_refusals({**data, "reasons": data["reasons"][:1]})
    assert list(alone.reasons) == ["payment_too_low"]
    found = analyse_refusal(["payment_too_low"], ON, book=alone)
    assert found.next_channel == "counter_offer"


def test_a_yes_is_followed_up_step_by_step() -> None:
    assert len(set(BOOK.after_yes)) == len(BOOK.after_yes) > 0
    assert all(i18n.has_text(f"proposals.after_yes.{code}") for code in BOOK.after_yes)


@pytest.mark.parametrize("code", sorted(CONTRACT))
def test_an_answer_is_whole(code: str) -> None:
    reason = BOOK.reasons[code]
    assert reason.code == code
    assert reason.remedy
    assert reason.evidence
    assert len(set(reason.evidence)) == len(reason.evidence)
    assert reason.next_channel in BOOK.channels
    assert reason.reapply_after_days >= 0
    assert reason.basis in get_args(Basis)
    for rule_id in reason.rule_ids:
        assert rule_book().rule(rule_id).id == rule_id
    if reason.basis == "rule":
        assert reason.rule_ids


def test_reasons_are_answered_together() -> None:
    held = frozenset({"income_proof"})
    found = analyse_refusal(["hardship_not_proven", "term_too_long"], ON, held)
    assert [answer.reason.code for answer in found.answers] == [
        "hardship_not_proven",
        "term_too_long",
    ]
    assert found.missing_evidence == ("bank_statements", "hardship_statement", "hardship_proof")
    assert found.reapply_on == date(2026, 11, 28)
    assert found.basis == "product_suggestion"
    assert found.next_channel == "counter_offer"


def test_a_rules_reply_period_is_named_as_one() -> None:
    found = analyse_refusal(["policy_not_available"], ON)
    assert found.reapply_on == ON + timedelta(days=15)
    assert found.basis == "rule"


@pytest.mark.parametrize(
    ("code", "creditor", "product", "rules", "basis"),
    [
        ("hardship_not_proven", "bank", "credit_card", ("CARD-70",), "product_suggestion"),
        ("hardship_not_proven", "bank", "consumer_loan", (), "product_suggestion"),
        ("hardship_not_proven", "consumer_finance", None, (), "product_suggestion"),
        ("policy_not_available", "bank", "credit_card", ("CP-15", "CARD-70"), "rule"),
        ("policy_not_available", "consumer_finance", "cash_loan", ("CP-15",), "rule"),
        ("policy_not_available", "unknown", None, ("CP-15",), "rule"),
        ("policy_not_available", "microloan_company", "cash_loan", (), "product_suggestion"),
        ("no_reason_given", "private_person", "private_loan", (), "product_suggestion"),
        ("debt_sold", "local_amc", "consumer_loan", ("CC-546",), "product_suggestion"),
    ],
)
def test_a_rule_is_cited_only_to_those_it_speaks_of(
    code: str, creditor: str, product: str | None, rules: tuple[str, ...], basis: str
) -> None:
    """Art. 70 is about credit cards; the days for complaints bind supervised institutions."""
    found = analyse_refusal([code], ON, creditor_type=creditor, product_type=product)
    (answer,) = found.answers
    assert (answer.reason.rule_ids, answer.reason.basis) == (rules, basis)
    assert found.basis == basis
    assert answer.reapply_on == ON + timedelta(days=BOOK.reasons[code].reapply_after_days)


def test_every_scope_narrows_a_rule_that_is_cited() -> None:
    cited = {rule_id for reason in BOOK.reasons.values() for rule_id in reason.rule_ids}
    assert BOOK.scopes.keys() <= cited
    for scope in BOOK.scopes.values():
        assert scope.creditor_types <= {*get_args(CreditorType), "unknown"}
        assert scope.product_types or scope.creditor_types


def test_without_a_reason_one_is_asked_for() -> None:
    (answer,) = analyse_refusal([], ON).answers
    assert answer.reason.code == "no_reason_given"


@pytest.mark.parametrize(
    ("said", "day", "basis"),
    [
        (None, ON + timedelta(days=7), "product_suggestion"),
        (ON + timedelta(days=3), ON + timedelta(days=7), "product_suggestion"),
        (ON + timedelta(days=7), ON + timedelta(days=7), "creditor_statement"),
        (ON + timedelta(days=30), ON + timedelta(days=30), "creditor_statement"),
    ],
)
def test_the_creditors_own_day_wins_when_later(said: date | None, day: date, basis: str) -> None:
    found = analyse_refusal(["documents_missing"], ON, said_on=said)
    assert (found.reapply_on, found.basis) == (day, basis)


def test_an_unknown_reason_is_an_error() -> None:
    with pytest.raises(KeyError):
        analyse_refusal(["unheard_of"], ON)


@given(
    CODES, st.sets(st.sampled_from(sorted({c for r in BOOK.reasons.values() for c in r.evidence})))
)
@settings(max_examples=100)
def test_holds_for_any_reasons(codes: list[str], held: set[str]) -> None:
    found = analyse_refusal(codes, ON, frozenset(held))
    assert found.reapply_on == max(answer.reapply_on for answer in found.answers) >= ON
    assert not held & set(found.missing_evidence)
    assert len(found.answers) == len(set(codes)) or not codes
    assert all(
        BOOK.channels[found.next_channel] <= BOOK.channels[answer.reason.next_channel]
        for answer in found.answers
    )


def test_any_document_of_a_kind_stands_for_its_kind() -> None:
    groups = (
        EvidenceGroup("income", Decimal(1), ("income_proof", "payslips")),
        EvidenceGroup("cause", Decimal(0), ("medical_report",)),
    )
    assert counted_as_held(frozenset({"payslips", "photo"}), groups) == {
        *{"payslips", "income_proof", "photo"},
    }
    assert counted_as_held(frozenset(), groups) == frozenset()
