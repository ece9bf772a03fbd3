"""Each court paper rests on a ground that is its own or about the debt itself, by its article."""

from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.documents.papers import ORDER, content, filled, issue

TOLD = {"ground_statement": "合同签在外地，我一直住在本市。"}
COURT = {"competent_court": "某市某区人民法院"}


@pytest.fixture
def suit(client: ApiClient, case_id: UUID) -> None:
    filled(client, case_id)
    for kind in ("lawsuit", "enforcement"):
        body = {**ORDER, "kind": kind, "documents": []}
        made = client.post(f"/v1/cases/{case_id}/legal-proceedings", json=body)
        assert made.status_code == 201


def _rules(made: Any) -> list[str]:
    return [each["rule_id"] for each in made.json()["citations"]]


def test_an_objection_to_jurisdiction_rests_on_its_own_ground(
    client: ApiClient, case_id: UUID, suit: None
) -> None:
    own = {**TOLD, **COURT, "ground": "court_of_another_place"}
    made = issue(client, case_id, "jurisdiction_objection", **own)
    assert made.status_code == 201, made.text
    text = content(client, made).decode()
    assert "异议所依据的事由：住所地、合同履行地都不在这家法院的辖区。" in text
    assert "实体方面" not in text
    assert made.json()["hand_in"].startswith("在答辩期内交给")
    assert "留好提交的凭证" not in text  # what to do with a paper is not printed in it
    assert _rules(made) == ["CPL-130", "CPL-22", "CPL-24"]
    merits = issue(client, case_id, "jurisdiction_objection", **{**own, "ground": "already_paid"})
    assert "本案实体方面的争议事由（另行答辩）：已经清偿。" in content(client, merits).decode()


@pytest.mark.parametrize(
    ("template", "ground", "rules"),
    [
        ("enforcement_objection", "measure_unlawful", ["CPL-236", "CPL-254"]),
        ("enforcement_objection", "living_costs_not_kept", ["CPL-236", "CPL-254", "CPL-255"]),
        (
            "enforcement_objection",
            "enforcement_time_barred",
            ["CPL-236", "CPL-254", "CPL-250", "CPLI-481"],
        ),
        ("enforcement_settlement_proposal", "settlement_sought", ["CPL-241", "CPL-254"]),
    ],
)
def test_papers_in_enforcement_have_grounds_of_their_own(
    client: ApiClient, case_id: UUID, suit: None, template: str, ground: str, rules: list[str]
) -> None:
    made = issue(client, case_id, template, ground=ground, **TOLD)
    assert made.status_code == 201, made.text
    assert _rules(made) == rules
    text = content(client, made).decode()
    assert "对债务本身的意见" not in text
    assert "没有可供履行的款项" not in text  # there is money: only its amount is open
    assert ("由双方协商确定" in text) == (template == "enforcement_settlement_proposal")


@pytest.mark.parametrize(
    ("template", "ground", "code"),
    [
        ("court_answer", "arbitration_agreed", "ground_not_fitting"),
        ("court_answer", "settlement_sought", "ground_not_fitting"),
        ("enforcement_objection", "court_of_another_place", "ground_not_fitting"),
        ("jurisdiction_objection", "inability_to_pay", "ground_is_inability"),
        ("enforcement_settlement_proposal", "inability_to_pay", "ground_is_inability"),
    ],
)
def test_a_ground_of_another_paper_is_refused(
    client: ApiClient, case_id: UUID, suit: None, template: str, ground: str, code: str
) -> None:
    refused = issue(client, case_id, template, ground=ground, **TOLD, **COURT)
    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        ("/ground", code)
    ]
