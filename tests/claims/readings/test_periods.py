"""From which day a claim is counted, as its reader sees it."""

from typing import Any
from uuid import UUID

from tests.claims.bodies import claim, owe, pay
from tests.client import ApiClient
from tests.contacts.bodies import CALL

PAID = [
    {"paid_on": "2024-05-16", "amount": "5000.00", "source": "statement"},
    {"paid_on": "2026-05-16", "amount": "5000.00", "source": "statement"},
]


def _clock(built: dict[str, Any]) -> dict[str, Any]:
    [found] = [each for each in built["clocks"] if each["proceeding_id"] is None]
    return dict(found)


def test_a_return_is_counted_from_the_first_payment_and_says_so(
    client: ApiClient, case_id: UUID
) -> None:
    debt = owe(client, case_id)
    pay(client, case_id, debt, payments=PAID)
    counted = _clock(claim(client, case_id, "excess_cost", debt_ids=[debt]))
    assert (counted["starts_from"], counted["starts_on"]) == ("first_payment", "2024-05-16")
    assert (counted["last_day"], counted["missing"]) == ("2027-05-17", ["known_on"])
    assert any("最早一笔还款" in note for note in counted["notes"])
    said = _clock(claim(client, case_id, "excess_cost", debt_ids=[debt], known_on="2026-11-16"))
    assert (said["starts_from"], said["starts_on"], said["missing"]) == (
        "known_on",
        "2026-11-16",
        [],
    )


def test_the_first_of_several_payments_ends_nothing_for_the_later(
    client: ApiClient, case_id: UUID
) -> None:
    debt = owe(client, case_id, contract_date="2020-01-01")
    pay(client, case_id, debt, payments=[{**PAID[0], "paid_on": "2020-05-16"}, PAID[1]])
    counted = _clock(claim(client, case_id, "excess_cost", debt_ids=[debt]))
    assert (counted["last_day"], counted["overdue"]) == ("2023-05-16", False)


def test_harassment_is_counted_from_the_first_act_on_record(
    client: ApiClient, case_id: UUID
) -> None:
    for day in ("2026-11-20", "2026-11-18"):
        body = {**CALL, "occurred_at": f"{day}T23:30:00+08:00", "direction": "inbound"}
        assert client.post(f"/v1/cases/{case_id}/contacts", json=body).status_code == 201
    counted = _clock(claim(client, case_id, "privacy_harassment"))
    assert (counted["starts_from"], counted["starts_on"]) == ("first_conduct", "2026-11-18")


def test_a_revocation_nobody_dated_shows_only_its_longest_end(
    client: ApiClient, case_id: UUID
) -> None:
    debt = owe(client, case_id)
    counted = _clock(claim(client, case_id, "fraud", debt_ids=[debt]))
    assert (counted["starts_from"], counted["starts_on"]) == ("longest_period", None)
    assert (counted["last_day"], counted["missing"]) == ("2029-04-16", ["known_on"])
    assert any("最长期间" in note for note in counted["notes"])
    plan = client.get(f"/v1/cases/{case_id}/plan").json()
    assert "2029-04-16" not in str(plan)
