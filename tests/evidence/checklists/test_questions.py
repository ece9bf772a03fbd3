"""The questions that checklists must put by name, asked over HTTP in both languages."""

from typing import Any
from uuid import UUID

import pytest

from app.claims.catalogue import claim_rules
from app.evidence.catalogue import templates
from tests.client import ApiClient

PURPOSES = ("negotiation", "complaint", "mediation", "litigation")
DEBT = {"creditor_name": "某消费金融公司", "creditor_type": "consumer_finance"}
NAMED = [
    # 综合融资成本明示表：2026-08-01 起的合同
    ("failure_to_inform", "cost_disclosure_sheet", "DISCLOSE-2026"),
    # 格式条款的提示和说明：民法典 496 条、合同编通则解释 10 条
    ("standard_terms_not_explained", "signing_record", "HT-10"),
    # 预先扣除利息：民法典 670 条
    ("advance_deducted_interest", "disbursement_record", "CC-670"),
    # 催收行为：录音不因未告知而当然排除，民诉法解释 106 条
    ("privacy_harassment", "call_recordings", "CPLI-106"),
]


def _made(client: ApiClient, case_id: UUID, purpose: str, *claims: str) -> dict[str, Any]:
    body = {"purpose": purpose, "claims": list(claims)}
    made = client.post(f"/v1/cases/{case_id}/evidence-checklists", json=body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def _item(made: dict[str, Any], code: str) -> dict[str, Any]:
    [found] = [item for item in made["items"] if item["code"] == code]
    return dict(found)


@pytest.mark.parametrize(("claim", "code", "rule_id"), NAMED)
def test_each_named_question_is_asked_for_its_claim(
    client: ApiClient, case_id: UUID, claim: str, code: str, rule_id: str
) -> None:
    asked = _item(_made(client, case_id, "litigation", claim), code)
    assert asked["status"] == "missing"
    assert asked["why"]
    assert asked["how_to_get"]
    assert asked["citation"]["rule_id"] == rule_id
    assert claim in {element["claim"] for element in asked["elements"]}


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize(("day", "asked"), [("2026-07-31", False), ("2026-08-01", True)])
def test_a_young_contract_asks_for_its_cost_sheet_for_every_purpose(
    client: ApiClient, case_id: UUID, purpose: str, day: str, *, asked: bool
) -> None:
    debt = {**DEBT, "contract_date": day}
    assert client.post(f"/v1/cases/{case_id}/debts", json=debt).status_code == 201
    codes = [item["code"] for item in _made(client, case_id, purpose)["items"]]
    assert ("cost_disclosure_sheet" in codes) is asked


@pytest.mark.parametrize("claim", list(claim_rules()))
def test_the_matrix_has_a_place_for_every_item_of_every_element(
    client: ApiClient, case_id: UUID, claim: str
) -> None:
    made = _made(client, case_id, "litigation", claim)
    expected = {
        (claim, element.code, item)
        for element in claim_rules()[claim].elements
        for item in element.items
    }
    shown = {(cell["claim"], cell["element"], cell["item"]) for cell in made["matrix"]}
    assert shown == expected
    assert {item for _, _, item in expected} <= {item["code"] for item in made["items"]}


def test_both_languages_ask_the_same(client: ApiClient, case_id: UUID) -> None:
    body = {"purpose": "litigation", "claims": ["privacy_harassment"]}
    path = f"/v1/cases/{case_id}/evidence-checklists"
    chinese = client.post(path, json=body).json()["items"]
    english = client.post(path, json=body, headers={"Accept-Language": "en"}).json()["items"]
    assert [item["code"] for item in chinese] == [item["code"] for item in english]
    for one, other in zip(chinese, english, strict=True):
        for text in ("title", "why", "how_to_get"):
            assert one[text] != other[text]


@pytest.mark.parametrize("code", list(templates()))
def test_every_item_says_why_and_how_in_both_languages(code: str) -> None:
    template = templates()[code]
    for language in ("zh-CN", "en"):
        assert all(template.text(name, language) for name in ("title", "why", "how_to_get"))
    assert template.required_for <= template.purposes <= set(PURPOSES)
