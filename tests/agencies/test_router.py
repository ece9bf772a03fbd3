from typing import Any

import pytest

from app.agencies.router import AGENCY_EXAMPLES
from tests.client import ApiClient

LAW_FIRM: dict[str, Any] = AGENCY_EXAMPLES["law_firm"]["value"]
PATH = "/v1/agencies"
ANY = {"If-Match": "*"}


def recorded(client: ApiClient, **changes: object) -> dict[str, Any]:
    made = client.post(PATH, json={**LAW_FIRM, **changes})
    assert made.status_code == 201
    found: dict[str, Any] = made.json()
    return found


def test_an_agency_is_recorded_as_it_was_told(client: ApiClient) -> None:
    made = client.post(PATH, json=LAW_FIRM)
    assert made.status_code == 201
    shown = made.json()
    assert {name: shown[name] for name in LAW_FIRM if name != "fees"} == {
        name: value for name, value in LAW_FIRM.items() if name != "fees"
    }
    assert shown["fees"] == {**LAW_FIRM["fees"], "note": None}
    assert (shown["status"], shown["suspended_on"]) == ("active", None)
    read = client.get(made.headers["Location"])
    assert read.json() == shown
    assert read.headers["ETag"] == made.headers["ETag"]


def test_only_name_and_kind_are_needed(client: ApiClient) -> None:
    made = client.post(PATH, json={"name": "某机构", "kind": "other"})
    assert made.status_code == 201
    assert made.json()["practice"]["is_registered"] is None
    assert made.json()["fees"]["upfront"] is None
    assert made.json()["credit_code_valid"] is None


def test_a_credit_code_that_cannot_be_one_is_kept_and_said(client: ApiClient) -> None:
    assert recorded(client)["credit_code_valid"] is True
    assert recorded(client, credit_code="31310000MD0000001A")["credit_code_valid"] is False


def test_agencies_are_listed_by_state_and_kind(client: ApiClient) -> None:
    firm, other = recorded(client), recorded(client, kind="other")
    change = {"status": "suspended", "suspension_reason": "投诉成立"}
    client.patch(f"{PATH}/{other['id']}", json=change, headers=ANY)
    everybody = client.get(PATH).json()["items"]
    assert [each["id"] for each in everybody] == [other["id"], firm["id"]]
    for query, expected in (({"status": "suspended"}, other), ({"kind": "law_firm"}, firm)):
        [found] = client.get(PATH, params=query).json()["items"]
        assert found["id"] == expected["id"]
    first = client.get(PATH, params={"limit": 1}).json()
    rest = client.get(PATH, params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [each["id"] for each in rest["items"]] == [firm["id"]]


def test_a_change_leaves_the_rest(client: ApiClient) -> None:
    made = recorded(client)
    path = f"{PATH}/{made['id']}"
    changed = client.patch(path, json={"name": "新名称", "contact": None}, headers=ANY).json()
    assert (changed["name"], changed["contact"], changed["version"]) == ("新名称", None, 2)
    assert changed["fees"] == made["fees"]
    assert client.get(path).json() == changed


@pytest.mark.parametrize("name", ["name", "kind", "status", "services", "fees", "observations"])
def test_what_it_must_have_is_not_emptied(client: ApiClient, name: str) -> None:
    path = f"{PATH}/{recorded(client)['id']}"
    refused = client.patch(path, json={name: None}, headers=ANY)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{name}"


def test_a_suspension_needs_its_reason_and_is_taken_back(client: ApiClient) -> None:
    path = f"{PATH}/{recorded(client)['id']}"
    refused = client.patch(path, json={"status": "suspended"}, headers=ANY)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/suspension_reason"
    change = {"status": "suspended", "suspension_reason": "投诉成立"}
    suspended = client.patch(path, json=change, headers=ANY).json()
    assert suspended["suspension_reason"] == "投诉成立"
    assert suspended["suspended_on"] is not None
    renamed = client.patch(path, json={"name": "新名称"}, headers=ANY).json()
    assert renamed["suspension_reason"] == "投诉成立"
    back = client.patch(path, json={"status": "active"}, headers=ANY).json()
    assert (back["status"], back["suspended_on"], back["suspension_reason"]) == (
        "active",
        None,
        None,
    )


def test_an_agency_is_deleted_against_its_version(client: ApiClient) -> None:
    path = f"{PATH}/{recorded(client)['id']}"
    assert client.post(f"{path}/assessments", json={}).status_code == 201
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"9"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/assessments").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"kind": "bank"}, "/kind"),
        ({"credit_code": "123"}, "/credit_code"),
        ({"services": ["miracles"]}, "/services/0"),
        ({"fees": {"upfront": 5000}}, "/fees/upfront"),
        ({"fees": {"percentage_of_debt": "-1"}}, "/fees/percentage_of_debt"),
        ({"status": "suspended"}, ""),
        ({"region_codes": ["上海"]}, "/region_codes/0"),
    ],
)
def test_what_is_no_agency_is_refused(
    client: ApiClient, changes: dict[str, object], pointer: str
) -> None:
    refused = client.post(PATH, json={**LAW_FIRM, **changes})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_another_tenant_neither_sees_nor_changes_it(client: ApiClient, stranger: ApiClient) -> None:
    path = f"{PATH}/{recorded(client)['id']}"
    assert stranger.get(PATH).json()["items"] == []
    assert stranger.get(path).status_code == 404
    assert stranger.patch(path, json={"name": "x"}, headers=ANY).status_code == 404
    assert stranger.post(f"{path}/assessments", json={}).status_code == 404
    assert stranger.delete(path, headers=ANY).status_code == 404
