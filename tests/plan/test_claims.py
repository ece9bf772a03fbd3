"""Claims in the plan: a ground while a court's clock runs, the last day of what was not brought."""

from typing import Any
from uuid import UUID

import time_machine

from tests.claims.bodies import CLAIM, owe
from tests.client import ApiClient
from tests.proceedings.test_router import ORDER


def actions(client: ApiClient, case_id: UUID) -> dict[str, Any]:
    plan = client.get(f"/v1/cases/{case_id}/plan").json()
    return {action["code"]: action for action in plan["next_actions"]}


def test_the_plan_asks_for_a_ground_while_an_order_waits(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/claims"
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
        asked = actions(client, case_id)
        assert list(asked)[:2] == ["respond_to_court", "find_a_ground"]
        assert asked["find_a_ground"]["endpoint"] == "POST /v1/cases/{case_id}/claims"
        client.post(path, json=CLAIM)
        assert "find_a_ground" not in actions(client, case_id)


def test_the_plan_shows_the_last_day_of_a_claim_until_it_is_brought(
    client: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/claims"
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        debt = owe(client, case_id, contract_date="2024-07-01")
        facts = {"debt_ids": [debt], "known_on": "2026-01-16"}
        client.post(path, json={"code": "fraud"})  # nothing to count from
        made = client.post(path, json={"code": "fraud", **facts})
        client.post(path, json={"code": "excess_cost", **facts})
        # 民法典 152：知道之日起一年；星期六不顺延的日子最稳妥
        assert actions(client, case_id)["bring_claim_in_time"]["due_on"] == "2027-01-16"
        place = made.headers["Location"]
        client.patch(place, json={"status": "filed"}, headers={"If-Match": "*"})
        assert actions(client, case_id)["bring_claim_in_time"]["due_on"] == "2029-01-16"
