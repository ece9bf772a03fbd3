from typing import Any
from uuid import UUID, uuid4

import pytest

from app.proposals.refusals import refusal_book
from app.proposals.responses import service
from app.wiring import Runtime
from tests.client import ApiClient
from tests.proposals.stories import ANSWER, REFUSED, TERMS, proposed, recorded_debts

REASONS = sorted(refusal_book().reasons)


@pytest.fixture
def path(client: ApiClient, case_id: UUID) -> str:
    """A proposal on the demo person's card."""
    made = proposed(client, case_id, recorded_debts(client, case_id)[0])
    location: str = made.headers["Location"]
    return location


def test_a_refusal_is_recorded_and_answered(client: ApiClient, case_id: UUID, path: str) -> None:
    made = client.post(f"{path}/responses", json=ANSWER)
    assert made.status_code == 201
    body = made.json()
    assert body["answer"] == "refused"
    assert body["entry_hash"] == body["receipt"]["leaf_hash"]
    analysis = body["analysis"]
    assert [answer["reason"] for answer in analysis["answers"]] == ANSWER["refusal_reasons"]
    assert (analysis["reapply_on"], analysis["basis"]) == ("2026-11-28", "product_suggestion")
    assert "hardship_proof" in analysis["missing_evidence"]
    assert analysis["next_channel"] == "counter_offer"
    assert analysis["answers"][0]["citations"][0]["rule_id"] == "CARD-70"
    assert analysis["after_yes"] == []
    assert client.get(path).json()["status"] == "refused"
    listed = client.get(f"{path}/responses").json()["items"]
    assert listed == [{name: value for name, value in body.items() if name != "receipt"}]
    entries = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    assert [entry["entry_hash"] for entry in entries] == [body["entry_hash"]]


def test_proof_in_the_vault_is_not_asked_for_again(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    client.post(
        f"/v1/cases/{case_id}/evidence-items",
        files={"file": ("离职证明.txt", "离职证明".encode(), "text/plain")},
        data={"category": "termination_proof"},
    )
    analysis = client.post(f"{path}/responses", json=ANSWER).json()["analysis"]
    assert "hardship_proof" not in analysis["missing_evidence"]
    assert "income_proof" in analysis["missing_evidence"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_reason_is_answered_in_words(client: ApiClient, path: str, language: str) -> None:
    made = client.post(
        f"{path}/responses",
        json={**ANSWER, "refusal_reasons": REASONS},
        headers={"Accept-Language": language},
    )
    answers = made.json()["analysis"]["answers"]
    assert sorted(answer["reason"] for answer in answers) == REASONS
    assert all(answer["meaning"] and answer["answer"] for answer in answers)


def test_no_reply_asks_for_a_reason(client: ApiClient, path: str) -> None:
    body = {**ANSWER, "answer": "no_reply", "refusal_reasons": []}
    analysis = client.post(f"{path}/responses", json=body).json()["analysis"]
    assert [answer["reason"] for answer in analysis["answers"]] == ["no_reason_given"]
    assert (analysis["reapply_on"], analysis["basis"]) == ("2026-12-06", "rule")


def test_the_lenders_own_day_wins(client: ApiClient, path: str) -> None:
    body = {**ANSWER, "may_reapply_on": "2027-02-21"}
    analysis = client.post(f"{path}/responses", json=body).json()["analysis"]
    assert (analysis["reapply_on"], analysis["basis"]) == ("2027-02-21", "creditor_statement")


@pytest.mark.parametrize("answer", service.AGREED)
def test_a_yes_says_what_to_see_to(client: ApiClient, path: str, answer: str) -> None:
    counter: dict[str, Any] = {**REFUSED["terms"], "instalments": 36}
    body = {**ANSWER, "answer": answer, "refusal_reasons": [], "counter_terms": counter}
    analysis = client.post(f"{path}/responses", json=body).json()["analysis"]
    assert [entry["code"] for entry in analysis["after_yes"]] == list(refusal_book().after_yes)
    assert analysis["reapply_on"] is None
    assert analysis["differences"] == [
        {"field": "instalments", "proposed": "60", "asked": "36"},
    ]
    assert client.get(path).json()["status"] == answer


def test_sixty_payments_by_steps_are_compared(client: ApiClient, path: str) -> None:
    steps = [{"from_instalment": n, "payment": f"{500 + n}.00"} for n in range(1, 61)]
    counter = {**REFUSED["terms"], "instalments": 60, "steps": steps}
    made = client.post(f"{path}/responses", json={**ANSWER, "counter_terms": counter})
    assert made.status_code == 201
    asked = {entry["field"]: entry["asked"] for entry in made.json()["analysis"]["differences"]}
    assert asked["steps"].startswith("1: 501.00; 2: 502.00; ")
    assert asked["steps"].endswith("60: 560.00")


def test_differences_reach_into_the_waiver(client: ApiClient, path: str) -> None:
    body = {**ANSWER, "counter_terms": {**TERMS, "instalments": 60}}
    analysis = client.post(f"{path}/responses", json=body).json()["analysis"]
    asked = {entry["field"]: entry["asked"] for entry in analysis["differences"]}
    assert asked == {"waive.interest": "0.00"}


def test_what_is_wrong_leaves_nothing_behind(
    client: ApiClient, stranger: ApiClient, case_id: UUID, path: str
) -> None:
    address = f"{path}/responses"
    bare = client.post(address, json=ANSWER, headers={"Idempotency-Key": None})  # type: ignore[arg-type]  # None leaves it out
    assert bare.status_code == 400
    unknown = client.post(address, json={**ANSWER, "refusal_reasons": ["bad_mood"]})
    assert unknown.json()["errors"][0]["pointer"] == "/refusal_reasons/0"
    naive = client.post(address, json={**ANSWER, "received_at": "2026-11-21T10:00:00"})
    assert naive.status_code == 422
    contact = client.post(address, json={**ANSWER, "contact_id": str(uuid4())})
    assert contact.status_code == 404
    assert stranger.post(address, json=ANSWER).status_code == 404
    assert stranger.get(address).status_code == 404
    assert client.get(address).json()["items"] == []
    assert client.get(path).json()["status"] == "draft"
    assert client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"] == []


def test_a_withdrawn_proposal_gets_no_answer(client: ApiClient, path: str) -> None:
    client.patch(path, json={"status": "withdrawn"}, headers={"If-Match": "*"})
    refused = client.post(f"{path}/responses", json=ANSWER)
    assert (refused.status_code, refused.json()["code"]) == (409, "proposal_withdrawn")


def test_rows_say_what_their_entries_say(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID, path: str
) -> None:
    made = client.post(f"{path}/responses", json=ANSWER).json()
    with runtime.database.read(tenant_id) as session:
        claims = service.ledger_rows(session, case_id)
    row = next(iter(claims[0].rows))
    assert (row.sequence, row.kind) == (made["sequence"], "proposal_answered")
    assert row.facts["answer"] == "refused"
    assert row.facts["id"] == made["id"]
