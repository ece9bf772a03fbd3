"""A court's clock is in every answer about proposals; a payment order is a fatal gate."""

from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.client import ApiClient
from tests.proposals.stories import TERMS, proposed, recorded_debts, with_budget

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
