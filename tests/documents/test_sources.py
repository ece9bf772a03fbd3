"""What a paper is made from: named, narrowed, asked for where it is missing."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.documents.gathering import service as gathering
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.documents.papers import content, issue


def test_evidence_is_listed_in_the_order_named(client: ApiClient, case_id: UUID) -> None:
    stored = [
        client.post(
            f"/v1/cases/{case_id}/evidence-items",
            files={"file": (f"{name}.txt", name.encode())},
            data={"title": name},
        ).json()["id"]
        for name in ("离职证明", "银行流水")
    ]
    made = issue(client, case_id, "evidence_list", evidence_ids=list(reversed(stored)))
    text = content(client, made).decode()
    assert text.index("银行流水") < text.index("离职证明")


def test_a_checklist_lists_what_is_linked_to_it(client: ApiClient, case_id: UUID) -> None:
    item = client.post(
        f"/v1/cases/{case_id}/evidence-items",
        files={"file": ("流水.txt", b"x")},
        data={"title": "近六个月流水"},
    ).json()["id"]
    checklist = client.post(
        f"/v1/cases/{case_id}/evidence-checklists", json={"purpose": "negotiation"}
    ).json()
    link = client.put(
        f"/v1/cases/{case_id}/evidence-checklists/{checklist['id']}/items/{checklist['items'][0]['code']}",
        json={"evidence_ids": [item]},
        headers={"If-Match": "*"},
    )
    assert link.status_code == 200
    made = issue(client, case_id, "evidence_list", checklist_id=checklist["id"])
    assert "近六个月流水" in content(client, made).decode()


def test_missing_facts_are_asked_for_with_their_places(client: ApiClient, case_id: UUID) -> None:
    refused = issue(client, case_id, "hardship_statement")
    assert refused.status_code == 422
    found = {each["pointer"] for each in refused.json()["errors"]}
    assert {"/case/person/full_name", "/case/hardship/reason", "/budget", "/debts"} <= found
    assert {each["code"] for each in refused.json()["errors"]} == {"document_fact_missing"}
    checked = client.post(
        f"/v1/cases/{case_id}/document-risks", json={"template": "hardship_statement"}
    ).json()
    assert {each["pointer"] for each in checked["missing"]} == found
    assert checked["blocked_by"] == []


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"template": "repayment_proposal"}, "/proposal_id", "document_source_missing"),
        ({"template": "call_script"}, "/debt_ids", "document_source_missing"),
        ({"template": "evidence_list"}, "/checklist_id", "document_source_missing"),
        ({"debt_ids": [str(uuid4())]}, "/debt_ids/0", "debt_unknown"),
        ({"proposal_id": str(uuid4())}, "/proposal_id", "proposal_unknown"),
        ({"checklist_id": str(uuid4())}, "/checklist_id", "checklist_unknown"),
        ({"evidence_ids": [str(uuid4())]}, "/evidence_ids/0", "evidence_unknown"),
        ({"creditor_name": "没有这家"}, "/creditor_name", "creditor_unknown"),
    ],
)
def test_sources_are_asked_for_and_must_be_the_cases(
    client: ApiClient,
    case_id: UUID,
    ids: dict[str, str],
    fields: dict[str, Any],
    pointer: str,
    code: str,
) -> None:
    body = {"template": "case_summary", **fields}
    refused = client.post(f"/v1/cases/{case_id}/documents", json=body)
    assert refused.status_code == 422, refused.text
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        (pointer, code)
    ]


def test_a_proposal_about_another_debt_is_refused(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    refused = issue(
        client,
        case_id,
        "call_script",
        debt_ids=[ids["other_debt"]],
        proposal_id=ids["proposal"],
    )
    assert refused.json()["errors"][0]["code"] == "proposal_of_another_debt"


def test_a_creditors_name_narrows_debts_and_contacts(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = issue(client, case_id, "hardship_statement", creditor_name="某银行信用卡中心")
    text = content(client, made).decode()
    assert "致：某银行信用卡中心" in text
    assert "11,200.00" not in text


def test_contacts_are_read_page_by_page_up_to_a_bound(
    client: ApiClient, case_id: UUID, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        call = {**CALL, "ticket_number": f"T{number}"}
        assert client.post(f"/v1/cases/{case_id}/contacts", json=call).status_code == 201
    monkeypatch.setattr(gathering, "PAGE", 2)
    whole = content(client, issue(client, case_id, "contact_timeline")).decode()
    assert all(f"T{number}" in whole for number in range(3))
    monkeypatch.setattr(gathering, "MOST_ROWS", 2)
    newest = content(client, issue(client, case_id, "contact_timeline")).decode()
    assert "T2" in newest
    assert "T0" not in newest


def test_withdrawn_contacts_are_left_out(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    contact = client.get(f"/v1/cases/{case_id}/contacts").json()["items"][0]
    text = content(client, issue(client, case_id, "contact_timeline")).decode()
    assert contact["ticket_number"] in text
    gone = client.post(
        f"/v1/cases/{case_id}/contacts/{contact['id']}/withdrawals", json={"reason": "重复"}
    )
    assert gone.status_code == 201, gone.text
    refused = issue(client, case_id, "contact_timeline")
    assert refused.json()["errors"][0]["pointer"] == "/contacts"
