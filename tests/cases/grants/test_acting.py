"""Whatever is written under a grant says who wrote it; what the owner writes says nothing."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases.grants import service as grants
from app.core import clock
from app.core.access import PARTS
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.documents.papers import filled, issue
from tests.dossier.timeline.asked import TERMS
from tests.dossier.verification.verdicts import verdict

ANY = {"If-Match": "*"}
LATER = "2099-12-31T00:00:00+08:00"
ANSWER = {
    "answer": "refused",
    "received_at": "2026-11-22T10:00:00+08:00",
    "channel": "phone",
    "refusal_reasons": ["term_too_long"],
}
DEBT = {"creditor_name": "另一家银行", "creditor_type": "bank"}
PAID = {"paid_on": "2026-11-24", "amount": "1333.00"}
SCENARIO: dict[str, Any] = {
    "name": "兼职停了",
    "changes": [{"kind": "lose_income", "name": "兼职客服", "from_month": "2027-03"}],
}


class Agency:
    """A key of an agency that was granted every part, and how its marks read."""

    def __init__(self, application: FastAPI, runtime: Runtime, tenant: UUID, case: UUID) -> None:
        agency_id = uuid4()
        wanted = ApiKeyCreate.model_validate(
            {"name": "agency", "scopes": ["all"], "agency_id": str(agency_id)}
        )
        with runtime.database.write(tenant) as session:
            key, token = accounts.issue_key(session, wanted)
            grants.offer(
                session,
                case,
                grantee_id=agency_id,
                role="agency",
                parts=PARTS,
                expires_at=clock.now().replace(year=2099),
                accepted_at=clock.now(),
            )
            self.mark = {"principal_id": str(key.id), "agency_id": str(agency_id)}
        self.client = ApiClient(application, token)


@pytest.fixture
def known(client: ApiClient, case_id: UUID) -> dict[str, str]:
    return filled(client, case_id)


@pytest.fixture
def agency(application: FastAPI, runtime: Runtime, tenant_id: UUID, case_id: UUID) -> Agency:
    return Agency(application, runtime, tenant_id, case_id)


def _made(client: ApiClient, path: str, body: Any, status: int = 201) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def _write_everything(client: ApiClient, root: str, known: dict[str, str]) -> dict[str, Any]:
    """One of each kind, as the list or the object shows it afterwards."""
    contact = _made(client, f"{root}/contacts", CALL)
    said = f"{root}/contacts/{contact['id']}"
    _made(client, f"{said}/corrections", {"reason": "听错", "changes": {"summary": "另一种说法"}})
    _made(client, f"{said}/withdrawals", {"reason": "记重了"})
    withdrawn = client.get(said).json()
    sent = client.post(f"{root}/evidence-items", files={"file": ("a.txt", b"text")})
    checklist = _made(client, f"{root}/evidence-checklists", {"purpose": "negotiation"})
    paper = issue(client, UUID(root.rsplit("/", 1)[1]), "case_summary")
    asked = f"{root}/proposals/{known['proposal']}/responses"
    _made(client, asked, ANSWER)
    agreed = {"debt_id": known["debt"], "form": "oral", "agreed_on": "2026-11-23", "terms": TERMS}
    agreement = _made(client, f"{root}/agreements", agreed)
    payments = f"{root}/agreements/{agreement['id']}/payments"
    _made(client, payments, PAID)
    effort = _made(client, f"{root}/efforts", {"kind": "sold_item"})
    debt = _made(client, f"{root}/debts", DEBT)
    history = f"{root}/debts/{debt['id']}/payments"
    assert client.put(history, json={"payments": []}).status_code == 200
    budget = client.get(f"{root}/budget").json()
    kept = {name: budget[name] for name in ("as_of", "opening_balance", "incomes", "expenses")}
    assert client.put(f"{root}/budget", json=kept, headers=ANY).status_code == 200
    months = {"start_month": "2026-12", "months": 12}
    analysis = _made(client, f"{root}/cash-flow-analyses", months)
    name = SCENARIO["name"] + str(uuid4())
    scenario = _made(client, f"{root}/cash-flow-scenarios", {**SCENARIO, "name": name})
    [due, *_] = client.get(f"{root}/follow-ups", params={"done": "false"}).json()["items"]
    done = client.patch(f"{root}/follow-ups/{due['id']}", json={"done": True}, headers=ANY)
    return {
        "contact": withdrawn,
        "correction": withdrawn["corrections"][0],
        "withdrawal": withdrawn["withdrawn"],
        "evidence": client.get(f"{root}/evidence-items/{sent.json()['id']}").json(),
        "checklist": client.get(f"{root}/evidence-checklists/{checklist['id']}").json(),
        "document": client.get(paper.headers["Location"]).json(),
        "response": client.get(asked).json()["items"][0],
        "agreement": client.get(f"{root}/agreements/{agreement['id']}").json(),
        "payment": client.get(payments).json()["items"][0],
        "effort": client.get(f"{root}/efforts/{effort['id']}").json(),
        "debt": client.get(f"{root}/debts/{debt['id']}").json(),
        "history": client.get(history).json(),
        "budget": client.get(f"{root}/budget").json(),
        "analysis": client.get(f"{root}/cash-flow-analyses/{analysis['id']}").json(),
        "scenario": client.get(f"{root}/cash-flow-scenarios/{scenario['id']}").json(),
        "follow_up": done.json(),
    }


def test_what_an_agency_writes_says_so(
    client: ApiClient, case_id: UUID, known: dict[str, str], agency: Agency
) -> None:
    root = f"/v1/cases/{case_id}"
    written = _write_everything(agency.client, root, known)
    assert {kind: shown["acted_by"] for kind, shown in written.items()} == dict.fromkeys(
        written, agency.mark
    )


def test_what_the_owner_writes_says_nothing(
    client: ApiClient, case_id: UUID, known: dict[str, str]
) -> None:
    written = _write_everything(client, f"/v1/cases/{case_id}", known)
    assert {kind: shown["acted_by"] for kind, shown in written.items()} == dict.fromkeys(written)
    assert verdict(client, case_id)["valid"]


def test_the_last_hand_counts(
    client: ApiClient, case_id: UUID, known: dict[str, str], agency: Agency
) -> None:
    root = f"/v1/cases/{case_id}"
    effort = _made(client, f"{root}/efforts", {"kind": "sold_item"})["id"]
    scenario = _made(client, f"{root}/cash-flow-scenarios", SCENARIO)["id"]
    for client_, mark in ((agency.client, agency.mark), (client, None)):
        for path, change in (
            (f"debts/{known['debt']}", {"days_past_due": 40}),
            (f"efforts/{effort}", {"note": "卖了相机"}),
        ):
            answer = client_.patch(f"{root}/{path}", json=change, headers=ANY)
            assert answer.json()["acted_by"] == mark
        path = f"{root}/cash-flow-scenarios/{scenario}"
        assert client_.put(path, json=SCENARIO, headers=ANY).json()["acted_by"] == mark
        checklist = _made(client, f"{root}/evidence-checklists", {"purpose": "negotiation"})["id"]
        item = f"{root}/evidence-checklists/{checklist}/items/contract"
        linked = client_.put(item, json={"evidence_ids": []}, headers=ANY)
        assert linked.json()["acted_by"] == mark
