"""A case over HTTP from which papers are made."""

from typing import Any
from uuid import UUID

from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.proposals.stories import STORY, proposed, recorded_debts, with_budget

PERSON = {"full_name": "林晓雯", "phone": "13800000001", "id_number": "310115199001011234"}
HARDSHIP = {"reason": "job_loss", "since": "2026-08-01", "description": "公司裁员，正在找工作"}
ORDER = {
    "kind": "payment_order",
    "institution": "某区人民法院",
    "case_number": "（2026）某民督 128 号",
    "claimant": "某小额贷款公司",
    "claim_amount": "84600.00",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-16", "service_method": "post"}],
}
OBJECTION = {
    "template": "payment_order_objection",
    "ground": "amount_wrong",
    "ground_statement": "六月已还的三千元没有扣除。",
}


def change(client: ApiClient, case_id: UUID, **fields: Any) -> None:
    """Changes fields of the case."""
    answer = client.patch(f"/v1/cases/{case_id}", json=fields, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def filled(client: ApiClient, case_id: UUID) -> dict[str, str]:
    """A case with person, hardship, debts, budget, a proposal and a call; ids by name."""
    change(
        client,
        case_id,
        person=PERSON,
        hardship=HARDSHIP,
        household=STORY["case"]["body"]["household"],
    )
    debts = recorded_debts(client, case_id)
    with_budget(client, case_id)
    proposal = proposed(client, case_id, debts[0])
    assert proposal.status_code == 201, proposal.text
    call = client.post(f"/v1/cases/{case_id}/contacts", json=CALL)
    assert call.status_code == 201
    return {"debt": debts[0], "other_debt": debts[1], "proposal": proposal.json()["id"]}


def issue(client: ApiClient, case_id: UUID, template: str, **fields: Any) -> Any:
    """Asks for a document."""
    body = {"template": template, "format": "markdown", **fields}
    return client.post(f"/v1/cases/{case_id}/documents", json=body)


def content(client: ApiClient, answer: Any) -> bytes:
    """The bytes of an issued document."""
    assert answer.status_code == 201, answer.text
    read = client.get(f"{answer.headers['Location']}/content")
    assert read.status_code == 200
    assert read.headers["Content-Type"] == answer.json()["media_type"]
    found: bytes = read.content
    return found
