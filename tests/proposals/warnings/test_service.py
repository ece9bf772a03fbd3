"""A court's clock is in every answer about proposals; a payment order is a fatal gate."""

from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.proposals.warnings.service import MOST_OF_COURTS
from tests.client import ApiClient
from tests.proposals.stories import ANSWER, TERMS, proposed, recorded_debts, with_budget

PLAIN = {**TERMS, "waive": {"interest": "0.00", "fees": "0.00", "penalty": "0.00"}}
VIEW = {"start_month": "2026-12", "months": 12}
ORDER: dict[str, Any] = {
    "kind": "payment_order",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-20"}],
}


@pytest.fixture
def debt_ids(client: ApiClient, case_id: UUID) -> list[str]:
    found = recorded_debts(client, case_id)
    with_budget(client, case_id)
    return found


def answers(client: ApiClient, case_id: UUID, debt_id: str) -> dict[str, Any]:
    """Every answer about a proposal on the debt."""
    made = proposed(client, case_id, debt_id, terms=PLAIN)
    agreement = {
        "debt_id": debt_id,
        "form": "written",
        "agreed_on": "2026-11-20",
        "recorded": False,
        "terms": PLAIN,
        "items_present": [],
    }
    offers = {**VIEW, "debt_id": debt_id, "max_options": 2}
    return {
        "proposal": made.json(),
        "proposals": client.get(f"/v1/cases/{case_id}/proposals").json()["items"][0],
        "score": client.post(f"{made.headers['Location']}/score", json=VIEW).json(),
        "offers": client.post(f"/v1/cases/{case_id}/counter-offers", json=offers).json(),
        "agreement": client.post(f"/v1/cases/{case_id}/agreements", json=agreement).json(),
        "agreements": client.get(f"/v1/cases/{case_id}/agreements").json()["items"][0],
        **_what_follows(client, case_id, made.headers["Location"]),
    }


def _what_follows(client: ApiClient, case_id: UUID, proposal: str) -> dict[str, Any]:
    """Answers about payments of the proposal and agreement made, and about all debts at once."""
    [agreement, *_] = client.get(f"/v1/cases/{case_id}/agreements").json()["items"]
    path = f"/v1/cases/{case_id}/agreements/{agreement['id']}"
    paid = {"paid_on": "2026-11-20", "amount": "5.00"}
    joint = client.post(f"/v1/cases/{case_id}/joint-offers", json=VIEW).json()
    amount = {"monthly_amount": "900.00"}
    return {
        "schedule": client.get(f"{proposal}/schedule").json(),
        "response": client.post(f"{proposal}/responses", json=ANSWER).json(),
        "responses": client.get(f"{proposal}/responses").json()["items"][0],
        "instalments": client.get(f"{path}/instalments").json(),
        "payment": client.post(f"{path}/payments", json=paid).json(),
        "payments": client.get(f"{path}/payments").json()["items"][0],
        "allocation": client.post(f"/v1/cases/{case_id}/allocations", json=amount).json(),
        "joint offers": {
            "warnings": [*joint["warnings"], *joint["offers"][0]["warnings"]],
        },
    }


def codes(answer: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in answer["warnings"]]


def test_without_court_papers_nothing_is_said_of_courts(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    for name, answer in answers(client, case_id, debt_ids[0]).items():
        assert not {"open_court_clock", "payment_order_pending"} & set(codes(answer)), name


def test_an_open_clock_comes_first_in_every_answer(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
        for name, answer in answers(client, case_id, debt_ids[0]).items():
            assert codes(answer)[0] == "open_court_clock", name
            assert "2026-12-07" in answer["warnings"][0]["message"], name
            assert answer["warnings"][0]["rule_id"] == "CPL-227", name
            assert "payment_order_pending" in codes(answer), name


def test_a_paper_without_its_day_is_said_in_every_answer(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    paper = {"kind": "lawsuit", "documents": [{"kind": "complaint"}]}
    assert client.post(f"/v1/cases/{case_id}/legal-proceedings", json=paper).status_code == 201
    for name, answer in answers(client, case_id, debt_ids[0]).items():
        assert answer["warnings"][0]["code"] == "court_day_missing", name


def test_a_debt_that_somebody_else_made_is_warned_of_everywhere_and_never_offered_to(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    draft = proposed(client, case_id, debt_ids[0], terms=PLAIN)
    place = draft.headers["Location"]
    assert "identity_misuse_disputed" not in codes(draft.json())
    for hardship in (
        {"reason": "identity_misuse"},
        {"reason": "illness", "additional_reasons": ["identity_misuse"]},
    ):
        changed = client.patch(
            f"/v1/cases/{case_id}", json={"hardship": hardship}, headers={"If-Match": "*"}
        )
        assert changed.status_code == 200
        for name, answer in answers(client, case_id, debt_ids[0]).items():
            assert codes(answer)[0] == "identity_misuse_disputed", name
        refused = client.patch(place, json={"status": "sent"}, headers={"If-Match": "*"})
        assert (refused.status_code, refused.json()["code"]) == (409, "identity_misuse_disputed")
        assert client.get(place).json()["status"] == "draft"
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    assert codes(client.get(place).json())[:2] == ["open_court_clock", "identity_misuse_disputed"]


def test_a_payment_order_is_a_fatal_gate_for_its_debt_alone(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        body = {**ORDER, "debt_ids": [debt_ids[0]]}
        client.post(f"/v1/cases/{case_id}/legal-proceedings", json=body)
        meant = answers(client, case_id, debt_ids[0])["score"]
        other = answers(client, case_id, debt_ids[1])["score"]
    gates = {gate["code"]: gate for gate in meant["gates"]}
    assert gates["payment_order_pending"]["severity"] == "fatal"
    assert not gates["payment_order_pending"]["passed"]
    assert meant["verdict"] == "unreasonable"
    assert "payment_order_pending" not in {gate["code"] for gate in other["gates"]}
    assert codes(other)[0] == "open_court_clock"


def test_an_objection_that_was_filed_ends_both(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        filed = [{**ORDER["documents"][0], "responded_on": "2026-11-24"}]
        body = {**ORDER, "documents": filed}
        client.post(f"/v1/cases/{case_id}/legal-proceedings", json=body)
        for name, answer in answers(client, case_id, debt_ids[0]).items():
            assert not {"open_court_clock", "payment_order_pending"} & set(codes(answer)), name


def test_many_court_papers_leave_room_for_what_else_is_to_be_known(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        for day in range(1, 23):
            paper = {"kind": "payment_order", "received_on": f"2026-11-{day:02d}"}
            body = {"kind": "payment_order", "documents": [paper]}
            made = client.post(f"/v1/cases/{case_id}/legal-proceedings", json=body)
            assert made.status_code == 201
        for name, answer in answers(client, case_id, debt_ids[0]).items():
            told = codes(answer)
            assert told[:MOST_OF_COURTS] == ["open_court_clock"] * MOST_OF_COURTS, name
            assert "payment_order_pending" in told[MOST_OF_COURTS:], name


@time_machine.travel("2026-11-25T09:00:00+08:00", tick=True)
@pytest.mark.parametrize("kind", ["proposals", "agreements"])
def test_no_304_hides_a_court_paper(
    client: ApiClient, case_id: UUID, debt_ids: list[str], kind: str
) -> None:
    answers(client, case_id, debt_ids[0])
    [one, *_] = client.get(f"/v1/cases/{case_id}/{kind}").json()["items"]
    path = f"/v1/cases/{case_id}/{kind}/{one['id']}"
    held = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": held}).status_code == 304
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    again = client.get(path, headers={"If-None-Match": held})
    assert (again.status_code, codes(again.json())[0]) == (200, "open_court_clock")


def test_no_304_hides_what_became_of_the_debt(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    answers(client, case_id, debt_ids[0])
    [one] = client.get(f"/v1/cases/{case_id}/agreements").json()["items"]
    path = f"/v1/cases/{case_id}/agreements/{one['id']}"
    held = {"If-None-Match": client.get(path).headers["ETag"]}
    client.post(f"{path}/payments", json={"paid_on": "2026-11-20", "amount": "90000.00"})
    assert client.get(path, headers=held).json()["status"] == "settled"
    draft = proposed(client, case_id, debt_ids[0], terms=PLAIN).headers["Location"]
    held = {"If-None-Match": client.get(draft).headers["ETag"]}
    debt = f"/v1/cases/{case_id}/debts/{debt_ids[0]}"
    client.patch(debt, json={"interest_outstanding": "0.00"}, headers={"If-Match": "*"})
    assert client.get(draft, headers=held).status_code == 200


def test_what_was_read_is_still_the_version_to_change(
    client: ApiClient, case_id: UUID, debt_ids: list[str]
) -> None:
    draft = proposed(client, case_id, debt_ids[0], terms=PLAIN).headers["Location"]
    held = {"If-Match": client.get(draft).headers["ETag"]}
    assert client.patch(draft, json={"reason": "补充"}, headers=held).json()["version"] == 2
    assert client.patch(draft, json={"reason": "再补充"}, headers=held).status_code == 412
