"""The catalogue of papers: every template, court papers with the grounds they may rest on."""

from typing import Any, get_args

import pytest

from app.core.rules import rule_book
from app.core.tables import data_table
from app.documents.grounds import ground_of, grounds_of, is_own_ground, refusal_of
from app.documents.schemas import Ground, Template
from app.documents.templates import LOCALES
from tests.client import ApiClient

DATA = data_table("documents", "grounds")
MERITS = [row["code"] for row in DATA["merits"]]
COURT_PAPERS = {
    *{"payment_order_objection", "court_answer", "jurisdiction_objection"},
    *{"enforcement_objection", "enforcement_settlement_proposal"},
}


@pytest.fixture(params=LOCALES)
def items(request: pytest.FixtureRequest, client: ApiClient) -> dict[str, Any]:
    answer = client.get("/v1/document-templates", headers={"Accept-Language": request.param})
    assert answer.status_code == 200
    return {item["code"]: item for item in answer.json()["items"]}


def test_every_paper_is_there_and_court_papers_name_their_grounds(items: dict[str, Any]) -> None:
    assert tuple(items) == get_args(Template)
    assert {code for code, item in items.items() if item["grounds"]} == COURT_PAPERS
    for item in items.values():
        assert bool(item["answers"]) == bool(item["grounds"])
        assert "inability_to_pay" not in [each["code"] for each in item["grounds"]]


def test_papers_for_a_court_say_how_to_hand_them_in(items: dict[str, Any]) -> None:
    told = {code for code, item in items.items() if item["hand_in"] is not None}
    assert told == {*COURT_PAPERS, "evidence_list"}


def test_a_ground_comes_with_its_article(items: dict[str, Any]) -> None:
    grounds = {each["code"]: each for each in items["jurisdiction_objection"]["grounds"]}
    own = grounds["clause_not_pointed_out"]
    assert own["is_own"]
    assert [each["rule_id"] for each in own["citations"]] == ["CPLI-31", "CC-496"]
    assert not grounds["amount_wrong"]["is_own"]
    assert items["repayment_proposal"]["sources"] == ["proposal_id"]
    assert items["repayment_proposal"]["negotiates"]


def test_every_court_paper_takes_the_grounds_of_the_contract() -> None:
    of_the_contract = [
        *("amount_wrong", "interest_excessive", "not_my_debt", "already_paid", "time_barred"),
        *("assignment_not_notified", "other_merits"),
    ]
    assert of_the_contract == MERITS
    for paper in COURT_PAPERS:
        assert [each.code for each in grounds_of(paper) if not each.is_own] == MERITS


def test_the_data_names_known_codes_and_rules() -> None:
    known = {rule.id for rule in rule_book().rules()}
    own = [row for each in DATA["templates"] for row in each["grounds"]]
    refused = {row["code"] for row in DATA["refused"]}
    assert {row["code"] for row in own} | set(MERITS) | refused == set(get_args(Ground))
    assert {rule for row in (*own, *DATA["merits"]) for rule in row["rule_ids"]} <= known
    assert {each["code"] for each in DATA["templates"]} <= COURT_PAPERS
    assert all(row["rule_ids"] for row in own)


def test_a_ground_belongs_to_its_papers() -> None:
    assert is_own_ground("jurisdiction_objection", "arbitration_agreed")
    assert not is_own_ground("court_answer", "arbitration_agreed")
    assert not is_own_ground("court_answer", "amount_wrong")
    assert not is_own_ground("court_answer", None)
    assert ground_of("court_answer", "arbitration_agreed") is None
    assert ground_of("court_answer", "inability_to_pay") is None
    assert refusal_of("inability_to_pay") == "ground_is_inability"
    assert refusal_of("amount_wrong") is None
