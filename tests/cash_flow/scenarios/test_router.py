"""Kept scenarios over HTTP: written, changed, forgotten, and used by their id."""

from typing import Any
from uuid import uuid4

import pytest

from app.cash_flow.comparisons.router import CASE_EXAMPLES
from app.cash_flow.scenarios.router import CHANGED, NEW
from tests.client import ApiClient

ENDED: dict[str, Any] = CHANGED["later"]["value"]
MOVED: dict[str, Any] = NEW["move"]["value"]
REQUEST: dict[str, Any] = CASE_EXAMPLES["three"]["value"]
PLAIN = {name: value for name, value in REQUEST.items() if name != "scenarios"}


def keep(client: ApiClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{path}/cash-flow-scenarios", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"{path}/cash-flow-scenarios/{found['id']}"
    return found


def test_kept_read_listed_changed_forgotten(client: ApiClient, case_path: str) -> None:
    made = keep(client, case_path, ENDED)
    place = f"{case_path}/cash-flow-scenarios/{made['id']}"
    assert (made["name"], made["version"]) == ("兼职停了", 1)
    other = keep(client, case_path, MOVED)
    listed = client.get(f"{case_path}/cash-flow-scenarios").json()["items"]
    assert [each["id"] for each in listed] == [other["id"], made["id"]]
    read = client.get(place)
    assert read.json() == made
    assert client.put(place, json=MOVED).status_code == 428
    assert client.put(place, json=ENDED, headers={"If-Match": '"9.zh-CN"'}).status_code == 412
    renamed = {**ENDED, "name": "四月起没有兼职"}
    changed = client.put(place, json=renamed, headers={"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["name"], changed.json()["version"]) == ("四月起没有兼职", 2)
    assert client.delete(place).status_code == 428
    assert client.delete(place, headers={"If-Match": '"1.zh-CN"'}).status_code == 412
    assert client.delete(place, headers={"If-Match": changed.headers["ETag"]}).status_code == 204
    assert client.get(place).status_code == 404


def test_a_name_is_had_once_in_a_case(client: ApiClient, case_path: str) -> None:
    made = keep(client, case_path, ENDED)
    other = keep(client, case_path, MOVED)
    again = client.post(f"{case_path}/cash-flow-scenarios", json={**MOVED, "name": "兼职停了 "})
    assert (again.status_code, again.json()["code"]) == (409, "scenario_exists")
    place = f"{case_path}/cash-flow-scenarios/{other['id']}"
    taken = client.put(place, json={**MOVED, "name": made["name"]}, headers={"If-Match": "*"})
    assert (taken.status_code, taken.json()["code"]) == (409, "scenario_exists")
    same = client.put(place, json=MOVED, headers={"If-Match": "*"})
    assert same.status_code == 200
    elsewhere = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    keep(client, f"/v1/cases/{elsewhere}", ENDED)


def test_found_by_name(client: ApiClient, case_path: str) -> None:
    made = keep(client, case_path, ENDED)
    keep(client, case_path, MOVED)
    path = f"{case_path}/cash-flow-scenarios"
    assert client.get(path, params={"name": "兼职停了"}).json()["items"] == [made]
    assert client.get(path, params={"name": "没有这个"}).json()["items"] == []


def test_one_key_keeps_one(client: ApiClient, case_path: str) -> None:
    path, headers = f"{case_path}/cash-flow-scenarios", {"Idempotency-Key": "s-1"}
    first = client.post(path, json=ENDED, headers=headers)
    again = client.post(path, json=ENDED, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert len(client.get(path).json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"kind": "add_expense", "name": "药"}, "/changes/0/amount", "required"),
        (
            {
                "kind": "lose_income",
                "name": "兼职客服",
                "from_month": "2027-03",
                "until_month": "2027-02",
            },
            "/changes/0/until_month",
            "change_ends_before_it_begins",
        ),
    ],
)
def test_what_no_budget_could_take_is_not_kept(
    client: ApiClient, case_path: str, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = client.post(
        f"{case_path}/cash-flow-scenarios", json={"name": "不成立", "changes": [change]}
    )
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert client.get(f"{case_path}/cash-flow-scenarios").json()["items"] == []


def test_an_analysis_keeps_what_the_scenario_was(client: ApiClient, filled: str) -> None:
    made = keep(client, filled, ENDED)
    asked = client.post(
        f"{filled}/cash-flow-analyses", json={**PLAIN, "scenario_id": made["id"]}
    ).json()
    given = client.post(f"{filled}/cash-flow-analyses", json={**PLAIN, "scenario": ENDED}).json()
    assert asked["scenario_id"] == made["id"]
    assert given["scenario_id"] is None
    assert asked["scenario"]["name"] == given["scenario"]["name"] == "兼职停了"
    assert asked["summary"] == given["summary"]
    assert asked["inputs_hash"] == given["inputs_hash"]
    place = f"{filled}/cash-flow-scenarios/{made['id']}"
    assert client.delete(place, headers={"If-Match": "*"}).status_code == 204
    path = f"{filled}/cash-flow-analyses/{asked['id']}"
    assert client.get(path).json() == asked
    assert client.get(f"{path}/reproduction").json()["reproduced"] is True


def test_compared_with_those_of_the_request(client: ApiClient, filled: str) -> None:
    made = keep(client, filled, MOVED)
    both = {**PLAIN, "scenarios": [ENDED], "scenario_ids": [made["id"]]}
    found = client.post(f"{filled}/cash-flow-scenarios/compare", json=both)
    assert found.status_code == 200, found.text
    given = client.post(
        f"{filled}/cash-flow-scenarios/compare", json={**PLAIN, "scenarios": [ENDED, MOVED]}
    )
    assert found.json()["scenarios"] == given.json()["scenarios"]
    assert found.json()["inputs_hash"] == given.json()["inputs_hash"]


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({}, "/scenarios", "required"),
        ({"scenario_ids": [str(uuid4())]}, "/scenario_ids/0", "unknown_scenario"),
        (
            {"scenarios": [ENDED] * 5, "scenario_ids": [str(uuid4())] * 4},
            "/scenario_ids",
            "too_many_scenarios",
        ),
    ],
)
def test_what_cannot_be_compared(
    client: ApiClient, filled: str, more: dict[str, Any], pointer: str, code: str
) -> None:
    answer = client.post(f"{filled}/cash-flow-scenarios/compare", json={**PLAIN, **more})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_line_that_is_gone_is_said_at_the_id(client: ApiClient, filled: str) -> None:
    gone = {"name": "夜班停了", "changes": [{"kind": "lose_income", "name": "夜班"}]}
    made = keep(client, filled, gone)
    bodies = {
        "cash-flow-analyses": ({"scenario_id": made["id"]}, "/scenario_id"),
        "cash-flow-scenarios/compare": ({"scenario_ids": [made["id"]]}, "/scenario_ids/0"),
    }
    for path, (body, pointer) in bodies.items():
        answer = client.post(f"{filled}/{path}", json={**PLAIN, **body})
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "unknown_line")


def test_an_analysis_takes_one_scenario(client: ApiClient, filled: str) -> None:
    made = keep(client, filled, MOVED)
    body = {**PLAIN, "scenario": ENDED, "scenario_id": made["id"]}
    answer = client.post(f"{filled}/cash-flow-analyses", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/scenario_id"
    unknown = client.post(
        f"{filled}/cash-flow-analyses", json={**PLAIN, "scenario_id": str(uuid4())}
    )
    assert unknown.json()["errors"][0]["code"] == "unknown_scenario"


def test_an_erased_case_keeps_none(client: ApiClient, case_path: str) -> None:
    made = keep(client, case_path, ENDED)
    assert client.delete(case_path, headers={"If-Match": "*"}).is_success
    assert client.get(f"{case_path}/cash-flow-scenarios/{made['id']}").status_code == 404


def test_of_another_tenant(client: ApiClient, stranger: ApiClient, case_path: str) -> None:
    made = keep(client, case_path, ENDED)
    place = f"{case_path}/cash-flow-scenarios/{made['id']}"
    answers = [
        stranger.get(place),
        stranger.get(f"{case_path}/cash-flow-scenarios"),
        stranger.put(place, json=MOVED, headers={"If-Match": "*"}),
        stranger.delete(place, headers={"If-Match": "*"}),
        stranger.post(f"{case_path}/cash-flow-scenarios", json=MOVED),
    ]
    assert {answer.status_code for answer in answers} == {404}
