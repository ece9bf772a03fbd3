from typing import Any

import pytest

from app.cash_flow.analyses.router import ANALYSIS
from tests.client import ApiClient

ROW: dict[str, Any] = {
    "kind": "subsistence",
    "region_code": "990100",
    "amount": "1200.00",
    "valid_from": "2026-07-01",
    "source_url": "https://example.org/2026-07",
}
PATH = "/v1/reference-amounts"


def _entered(client: ApiClient, **changes: object) -> dict[str, Any]:
    made = client.post(PATH, json={**ROW, **changes})
    assert made.status_code == 201
    found: dict[str, Any] = made.json()
    return found


def test_a_published_amount_is_entered_with_its_day_and_source(client: ApiClient) -> None:
    made = client.post(PATH, json=ROW)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in ROW} == ROW
    read = client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]


def test_amounts_are_listed_by_kind_and_region(client: ApiClient) -> None:
    _entered(client)
    _entered(client, kind="minimum_wage")
    _entered(client, region_code="990200")
    assert len(client.get(PATH).json()["items"]) == 3
    wages = client.get(PATH, params={"kind": "minimum_wage"}).json()["items"]
    assert [row["kind"] for row in wages] == ["minimum_wage"]
    there = client.get(PATH, params={"region_code": "990200"}).json()["items"]
    assert [row["region_code"] for row in there] == ["990200"]
    first = client.get(PATH, params={"limit": 2}).json()
    rest = client.get(PATH, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


def test_one_day_has_one_amount_of_a_kind(client: ApiClient) -> None:
    _entered(client)
    refused = client.post(PATH, json={**ROW, "amount": "1.00"})
    assert (refused.status_code, refused.json()["code"]) == (409, "reference_exists")
    _entered(client, valid_from="2027-07-01")
    assert len(client.get(PATH).json()["items"]) == 2


def test_an_amount_is_taken_out_against_its_version(client: ApiClient) -> None:
    row = _entered(client)
    path = f"{PATH}/{row['id']}"
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"9"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "average"),
        ("region_code", "99"),
        ("amount", 1200),
        ("valid_from", "2026-7-1"),
        ("source_url", "from memory"),
        ("source_url", "javascript:alert(1)"),
    ],
)
def test_an_amount_without_a_day_or_source_is_refused(
    client: ApiClient, field: str, value: object
) -> None:
    refused = client.post(PATH, json={**ROW, field: value})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"


def test_another_tenant_neither_sees_nor_uses_nor_deletes_it(
    client: ApiClient, stranger: ApiClient
) -> None:
    row = _entered(client)
    path = f"{PATH}/{row['id']}"
    assert stranger.get(PATH).json()["items"] == []
    assert stranger.get(path).status_code == 404
    assert stranger.delete(path, headers={"If-Match": "*"}).status_code == 404
    assert stranger.post(PATH, json=ROW).status_code == 201


def _living_costs(client: ApiClient, case_path: str) -> dict[str, Any]:
    made = client.post(f"{case_path}/cash-flow-analyses", json=ANALYSIS)
    assert made.status_code == 201
    found: dict[str, Any] = made.json()["living_costs"]
    return found


def test_an_analysis_compares_with_the_rows_of_its_region(client: ApiClient, filled: str) -> None:
    _entered(client, region_code="990000", amount="1000.00")
    _entered(client)
    _entered(client, region_code="991300")
    facts = {"region_code": "990115", "household": {"adults": 2, "children": 1}}
    assert client.patch(filled, json=facts, headers={"If-Match": "*"}).status_code == 200
    costs = _living_costs(client, filled)
    assert [row["region_code"] for row in costs["references"]] == ["990100"]
    assert [row["kind"] for row in costs["missing"]] == ["minimum_wage"]
    assert costs["references"][0]["source_url"] == ROW["source_url"]


def test_without_a_region_nothing_is_compared_and_it_is_said(
    client: ApiClient, filled: str
) -> None:
    _entered(client)
    household = {"household": {"adults": 1, "children": 0}}
    client.patch(filled, json=household, headers={"If-Match": "*"})
    costs = _living_costs(client, filled)
    assert costs["references"] == []
    assert all(row["message"] for row in costs["missing"])


def test_an_analysis_keeps_an_amount_that_was_taken_out(client: ApiClient, filled: str) -> None:
    row = _entered(client)
    facts = {"region_code": "990100", "household": {"adults": 1, "children": 0}}
    client.patch(filled, json=facts, headers={"If-Match": "*"})
    made = client.post(f"{filled}/cash-flow-analyses", json=ANALYSIS)
    client.delete(f"{PATH}/{row['id']}", headers={"If-Match": "*"})
    assert client.get(made.headers["Location"]).json() == made.json()
    again = client.get(f"{made.headers['Location']}/reproduction").json()
    assert again["reproduced"] is True
