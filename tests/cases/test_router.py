from uuid import UUID

from tests.client import ApiClient

CASE = {
    "client_reference": "A-1024",
    "household": {"adults": 2, "children": 1},
    "region_code": "310000",
    "currency": "CNY",
    "hardship": {
        "reason": "job_loss",
        "since": "2026-08-01",
        "description": "公司裁员，八月起失业，正在找工作",
    },
}


def test_a_case_is_opened_read_and_listed(client: ApiClient) -> None:
    opened = client.post("/v1/cases", json=CASE)
    assert opened.status_code == 201
    assert opened.headers["ETag"] == '"1.zh-CN"'
    case = client.get(opened.headers["Location"])
    assert case.json() == opened.json()
    assert case.json()["hardship"]["description"] == CASE["hardship"]["description"]  # type: ignore[index]  # a literal above
    assert [item["id"] for item in client.get("/v1/cases").json()["items"]] == [case.json()["id"]]


def test_only_the_reference_is_needed(client: ApiClient) -> None:
    opened = client.post("/v1/cases", json={"client_reference": "X"})
    assert opened.status_code == 201
    assert opened.json()["household"] is None
    assert opened.json()["hardship"] is None


def test_a_case_is_found_by_its_exact_reference(client: ApiClient) -> None:
    client.post("/v1/cases", json={"client_reference": "甲-1"})
    client.post("/v1/cases", json={"client_reference": "乙-2"})
    found = client.get("/v1/cases", params={"client_reference": "甲-1"}).json()["items"]
    assert [item["client_reference"] for item in found] == ["甲-1"]
    assert client.get("/v1/cases", params={"client_reference": "甲"}).json()["items"] == []


def test_changes_keep_what_is_left_out(client: ApiClient) -> None:
    opened = client.post("/v1/cases", json=CASE)
    changed = client.patch(
        opened.headers["Location"],
        json={"household": {"adults": 1, "children": 1}},
        headers={"If-Match": opened.headers["ETag"]},
    )
    assert changed.status_code == 200
    assert changed.json()["household"] == {"adults": 1, "children": 1}
    assert changed.json()["hardship"] == opened.json()["hardship"]
    assert changed.json()["version"] == 2


def test_a_change_needs_the_current_version(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}"
    body = {"status": "paused"}
    assert client.patch(path, json=body).status_code == 428
    assert client.patch(path, json=body, headers={"If-Match": '"9.en"'}).status_code == 412
    assert client.patch(path, json=body, headers={"If-Match": "*"}).status_code == 200


def test_a_case_is_assigned_to_a_key_of_its_own_tenant(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    own, foreign = (caller.get("/v1/me").json()["principal_id"] for caller in (client, stranger))
    path, headers = f"/v1/cases/{case_id}", {"If-Match": "*"}
    assert client.patch(path, json={"assigned_to": foreign}, headers=headers).status_code == 404
    assert client.get(path).json()["assigned_to"] is None
    assert client.patch(path, json={"assigned_to": own}, headers=headers).status_code == 200
    opened = client.post("/v1/cases", json={"client_reference": "x", "assigned_to": foreign})
    assert opened.status_code == 404


def test_a_read_can_be_conditional(client: ApiClient, case_id: UUID) -> None:
    first = client.get(f"/v1/cases/{case_id}")
    again = client.get(f"/v1/cases/{case_id}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    foreign = stranger.get(f"/v1/cases/{case_id}")
    unknown = stranger.get("/v1/cases/01930000-0000-7000-8000-00000000ffff")
    assert foreign.status_code == unknown.status_code == 404
    differing = {"instance", "request_id"}
    assert {k: v for k, v in foreign.json().items() if k not in differing} == {
        k: v for k, v in unknown.json().items() if k not in differing
    }
    assert stranger.get("/v1/cases").json()["items"] == []


def test_a_hold_is_placed_listed_and_lifted(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/legal-holds"
    placed = client.post(path, json={"reason": "仲裁审理中", "expires_on": "2099-12-31"})
    assert placed.status_code == 201
    assert client.get(path).json()["items"] == [placed.json()]
    lifted = client.delete(placed.headers["Location"], headers={"If-Match": "*"})
    assert lifted.status_code == 204
    assert client.get(path).json()["items"] == []
