"""What contacts, hardship, proceedings and old debts of the case bear on a claim."""

from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.claims.bodies import claim, element, facts_of, owe
from tests.client import ApiClient


@pytest.fixture
def today(client: ApiClient, case_id: UUID) -> time_machine.travel:  # keys are made before
    return time_machine.travel("2026-11-20T09:00:00+08:00", tick=False)


def call(debt: str, **facts: Any) -> dict[str, Any]:
    return {
        "occurred_at": "2026-11-18T22:46:00+08:00",
        "channel": "phone",
        "direction": "inbound",
        "answered": True,
        "counterpart": {"organisation": "某催收公司", "number": "02800000000"},
        "debt_ids": [debt],
        "summary": "深夜来电",
        "outcome": "pressure",
        **facts,
    }


def test_conduct_of_the_log_supports_a_claim_with_its_contacts(
    client: ApiClient, case_id: UUID
) -> None:
    debt = owe(client, case_id, creditor_type="consumer_finance")
    told = [
        client.post(f"/v1/cases/{case_id}/contacts", json=call(debt, **facts)).json()["id"]
        for facts in ({"conduct": ["threat"]}, {"about_person": "family"})
    ]
    built = claim(client, case_id, "privacy_harassment", debt_ids=[debt])
    act = element(built, "act")
    assert act["standing"] == "recorded"
    assert {one for fact in act["supports"] for one in fact["ids"]} == set(told)
    assert all(fact["rule_id"] for fact in act["supports"])
    who = element(built, "who")
    assert facts_of(who) == {"collector_noted"}
    assert built["court"]["courts"] == []
    elsewhere = owe(client, case_id, creditor_name="另一家")
    other = claim(client, case_id, "privacy_harassment", debt_ids=[elsewhere])
    assert element(other, "act")["standing"] == "open"
    whole = claim(client, case_id, "privacy_harassment")
    assert element(whole, "act")["standing"] == "recorded"


def test_refusals_and_agreements_bear_on_renegotiation(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id)
    client.post(
        f"/v1/cases/{case_id}/contacts",
        json=call(debt, direction="outbound", outcome="refused"),
    )
    built = claim(client, case_id, "change_of_circumstances", debt_ids=[debt])
    assert facts_of(element(built, "renegotiated")) == {"refused"}
    assert built["clocks"] == []


def test_hardship_counts_by_when_it_began(client: ApiClient) -> None:
    body = {"client_reference": "H", "hardship": {"reason": "illness", "since": "2026-06-15"}}
    case_id = UUID(client.post("/v1/cases", json=body).json()["id"])
    owe(client, case_id)
    later = element(claim(client, case_id, "unfairness"), "weak_position")
    assert [fact["code"] for fact in later["opposes"]] == ["hardship_after_signing"]
    changed = element(claim(client, case_id, "change_of_circumstances"), "basis_changed")
    assert facts_of(changed) == {"hardship_after_signing"}


ORDER = {
    "kind": "payment_order",
    "claim_amount": "84600.00",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-16", "service_method": "post"}],
}


def test_an_open_payment_order_sets_the_day_and_the_ground(
    client: ApiClient, case_id: UUID, today: time_machine.travel
) -> None:
    with today:
        debt = owe(client, case_id)
        root = f"/v1/cases/{case_id}/legal-proceedings"
        order = client.post(root, json={**ORDER, "debt_ids": [debt]}).json()
        built = claim(client, case_id, "excess_cost", debt_ids=[debt])
        elsewhere = owe(client, case_id, creditor_name="另一家")
        other = claim(client, case_id, "excess_cost", debt_ids=[elsewhere])
    [clock] = [each for each in built["clocks"] if each["proceeding_id"]]
    # 民事诉讼法 227：收到之日起十五日
    assert (clock["last_day"], clock["proceeding_id"]) == ("2026-12-01", order["id"])
    assert built["as_defence"]["pending"]
    assert built["as_defence"]["ground"] == "interest_excessive"
    assert [each["code"] for each in built["warnings"]] == ["open_court_clock"]
    total = element(built, "total_cost")
    [claimed] = [fact for fact in total["supports"] if fact["code"] == "claimed_in_court"]
    assert "84600.00" in claimed["text"]
    assert "73600.00" in claimed["text"]
    assert not [each for each in other["clocks"] if each["proceeding_id"]]
    assert not other["as_defence"]["pending"]


def test_a_sum_in_court_is_told_where_nothing_is_known_of_the_debt(
    client: ApiClient, case_id: UUID
) -> None:
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    built = claim(client, case_id, "excess_cost")
    [claimed] = element(built, "total_cost")["supports"]
    assert "84600.00" in claimed["text"]


def test_a_debt_that_may_be_time_barred_is_warned_of(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id, days_past_due=1200)
    built = claim(client, case_id, "excess_cost", debt_ids=[debt])
    assert [each["code"] for each in built["warnings"]] == ["limitation_possible"]


def test_a_debt_taken_off_the_case_is_no_longer_looked_at(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id)
    built = claim(client, case_id, "excess_cost", debt_ids=[debt])
    place = f"/v1/cases/{case_id}/debts/{debt}"
    assert client.delete(place, headers={"If-Match": "*"}).status_code == 204
    client.post(f"/v1/cases/{case_id}/contacts", json=call(owe(client, case_id)))
    path = f"/v1/cases/{case_id}/claims/{built['id']}"
    assert element(client.get(path).json(), "total_cost")["supports"] == []
    ended = client.patch(path, json={"status": "withdrawn"}, headers={"If-Match": "*"})
    assert ended.status_code == 200
    wrong = {"code": "privacy_harassment", "debt_ids": [debt]}
    assert client.post(f"/v1/cases/{case_id}/claims", json=wrong).status_code == 422
