from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.client import ApiClient


@pytest.fixture
def jobless(client: ApiClient) -> UUID:
    """A case whose hardship is the loss of a job."""
    body = {"client_reference": "J-1", "hardship": {"reason": "job_loss"}}
    return UUID(client.post("/v1/cases", json=body).json()["id"])


def _make(client: ApiClient, case_id: UUID, **body: Any) -> dict[str, Any]:
    wanted = {"purpose": "negotiation", "claims": [], **body}
    made = client.post(f"/v1/cases/{case_id}/evidence-checklists", json=wanted)
    assert made.status_code == 201
    assert client.get(made.headers["Location"]).json() == made.json()
    found: dict[str, Any] = made.json()
    return found


def _upload(client: ApiClient, case_id: UUID, **fields: str) -> str:
    answer = client.post(
        f"/v1/cases/{case_id}/evidence-items", files={"file": ("a.txt", b"text")}, data=fields
    )
    return str(answer.json()["id"])


def _link(
    client: ApiClient, case_id: UUID, checklist: str, code: str, ids: list[str], match: str = "*"
) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}/evidence-checklists/{checklist}/items/{code}"
    answer = client.put(path, json={"evidence_ids": ids}, headers={"If-Match": match})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _item(checklist: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in checklist["items"] if item["code"] == code)
    return found


def test_items_fit_purpose_and_hardship(client: ApiClient, jobless: UUID) -> None:
    made = _make(client, jobless)
    codes = [item["code"] for item in made["items"]]
    assert "termination_proof" in codes
    assert "medical_report" not in codes
    assert "signing_record" not in codes
    required = [item["required"] for item in made["items"]]
    assert required == sorted(required, reverse=True)
    assert {item["status"] for item in made["items"]} == {"missing"}
    assert made["completeness_percent"] == 0
    assert made["matrix"] == []


def _owe(client: ApiClient, case_id: UUID, **facts: Any) -> None:
    body = {"creditor_name": "某公司", **facts}
    assert client.post(f"/v1/cases/{case_id}/debts", json=body).status_code == 201


@pytest.mark.parametrize(
    ("facts", "purpose", "code"),
    [
        ({"product_type": "credit_card"}, "negotiation", "card_statements_and_debts"),
        ({"guaranteed": True}, "negotiation", "guarantee_contract"),
        ({"platform_assisted": True}, "complaint", "platform_contracts"),
        ({"creditor_type": "private_person"}, "mediation", "iou_and_transfers"),
        ({"debt_status": "assigned"}, "litigation", "assignment_notice"),
        ({"debt_status": "outsourced"}, "complaint", "collection_authority"),
        ({"contract_date": "2026-08-01"}, "negotiation", "cost_disclosure_sheet"),
        ({"contract_date": "2021-03-31"}, "complaint", "annual_rate_in_contract"),
    ],
)
def test_items_fit_the_creditor_and_the_contract(
    client: ApiClient, jobless: UUID, facts: dict[str, Any], purpose: str, code: str
) -> None:
    before = [item["code"] for item in _make(client, jobless, purpose=purpose)["items"]]
    _owe(client, jobless, **facts)
    made = _make(client, jobless, purpose=purpose)
    assert code not in before
    assert code in [item["code"] for item in made["items"]]


def test_a_contract_made_before_the_duty_asks_for_no_cost_sheet(
    client: ApiClient, jobless: UUID
) -> None:
    _owe(client, jobless, contract_date="2026-07-31")
    _owe(client, jobless, contract_date="2026-08-01", debt_status="settled")
    codes = [item["code"] for item in _make(client, jobless)["items"]]
    assert "cost_disclosure_sheet" not in codes
    sheet = _item(
        _make(client, jobless, purpose="complaint", claims=["failure_to_inform"]),
        "cost_disclosure_sheet",
    )
    assert sheet["citation"]["rule_id"] == "DISCLOSE-2026"
    assert sheet["citation"]["warning"]


def test_claims_bring_their_elements(client: ApiClient, jobless: UUID) -> None:
    made = _make(client, jobless, purpose="litigation", claims=["standard_terms_not_explained"])
    signing = _item(made, "signing_record")
    assert [element["code"] for element in signing["elements"]] == ["not_explained"]
    assert signing["elements"][0]["burden"] == "creditor"
    cells = {(cell["element"], cell["item"]) for cell in made["matrix"]}
    assert ("significant_interest", "cost_calculation") in cells
    disclosure = _make(client, jobless, purpose="litigation", claims=["failure_to_inform"])
    assert _item(disclosure, "cost_disclosure_sheet")["citation"]["rule_id"] == "DISCLOSE-2026"


def test_linking_raises_completeness_and_is_recorded(client: ApiClient, jobless: UUID) -> None:
    made = _make(client, jobless)
    evidence = _upload(client, jobless)
    levels = [made["completeness_percent"]]
    for item in made["items"]:
        linked = _link(client, jobless, made["id"], item["code"], [evidence])
        assert _item(linked, item["code"])["status"] == "held"
        assert _item(linked, item["code"])["evidence_ids"] == [evidence]
        levels.append(linked["completeness_percent"])
    assert levels == sorted(set(levels))
    assert levels[-1] == 100
    entries = client.get(f"/v1/cases/{jobless}/ledger/entries").json()["items"]
    kinds = [entry["kind"] for entry in entries]
    assert kinds == ["evidence_received", *["evidence_linked"] * len(made["items"])]
    emptied = _link(client, jobless, made["id"], made["items"][0]["code"], [])
    assert _item(emptied, made["items"][0]["code"])["status"] == "missing"


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        ({"original_kept": "false"}, "contract", "weak"),
        ({"original_kept": "true"}, "contract", "held"),
        ({"obtained_on": "2020-01-01"}, "bank_statements", "expired"),
        ({"obtained_on": "2020-01-01"}, "contract", "held"),
        ({"obtained_on": "9999-12-31"}, "bank_statements", "held"),
    ],
)
def test_an_item_is_as_good_as_its_evidence(
    client: ApiClient, jobless: UUID, fields: dict[str, str], code: str, status: str
) -> None:
    made = _make(client, jobless)
    linked = _link(client, jobless, made["id"], code, [_upload(client, jobless, **fields)])
    assert _item(linked, code)["status"] == status


def test_linking_needs_the_current_version(client: ApiClient, jobless: UUID) -> None:
    made = _make(client, jobless)
    path = f"/v1/cases/{jobless}/evidence-checklists/{made['id']}/items/contract"
    body = {"evidence_ids": [_upload(client, jobless)]}
    assert client.put(path, json=body).status_code == 428
    assert client.put(path, json=body, headers={"If-Match": '"7.en"'}).status_code == 412
    first = client.put(path, json=body, headers={"If-Match": '"1.en"'})
    assert first.headers["ETag"] == '"2.zh-CN"'
    assert client.get(f"/v1/cases/{jobless}/ledger/checkpoint").json()["size"] == 2


def test_bad_checklists_and_links_are_refused(client: ApiClient, jobless: UUID) -> None:
    path = f"/v1/cases/{jobless}/evidence-checklists"
    unknown = client.post(path, json={"purpose": "litigation", "claims": ["fraud", "magic"]})
    assert [error["pointer"] for error in unknown.json()["errors"]] == ["/claims/1"]
    assert client.post(path, json={"purpose": "revenge"}).status_code == 422
    made = _make(client, jobless)
    item = f"{path}/{made['id']}/items"
    foreign = client.put(
        f"{item}/contract", json={"evidence_ids": [str(uuid4())]}, headers={"If-Match": "*"}
    )
    assert [error["pointer"] for error in foreign.json()["errors"]] == ["/evidence_ids/0"]
    absent = client.put(
        f"{item}/medical_report", json={"evidence_ids": []}, headers={"If-Match": "*"}
    )
    assert absent.status_code == 404
    assert client.get(f"/v1/cases/{jobless}/ledger/checkpoint").json()["size"] == 0


def test_lists_and_languages(client: ApiClient, jobless: UUID) -> None:
    made = _make(client, jobless)
    path = f"/v1/cases/{jobless}/evidence-checklists"
    assert client.get(path).json()["items"] == [made]
    english = client.get(f"{path}/{made['id']}", headers={"Accept-Language": "en"}).json()
    assert _item(english, "contract")["title"] == "Loan or instalment contract"
    catalogue = client.get("/v1/evidence-checklist-templates").json()["items"]
    assert {item["code"] for item in made["items"]} <= {item["code"] for item in catalogue}


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, jobless: UUID) -> None:
    made = _make(client, jobless)
    path = f"/v1/cases/{jobless}/evidence-checklists"
    link = f"{path}/{made['id']}/items/contract"
    answers = [
        stranger.get(path),
        stranger.post(path, json={"purpose": "negotiation"}),
        stranger.get(f"{path}/{made['id']}"),
        stranger.put(link, json={"evidence_ids": []}, headers={"If-Match": "*"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
