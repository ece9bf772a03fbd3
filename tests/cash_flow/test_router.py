from typing import Any

from app.cash_flow.router import BUDGET_EXAMPLES
from tests.client import ApiClient

BUDGET: dict[str, Any] = BUDGET_EXAMPLES["family"]["value"]


def test_the_first_budget_needs_no_precondition_later_ones_do(
    client: ApiClient, case_path: str
) -> None:
    path = f"{case_path}/budget"
    assert client.get(path).status_code == 404
    first = client.put(path, json=BUDGET, headers={"If-None-Match": "*"})
    assert (first.status_code, first.headers["ETag"]) == (201, '"1.zh-CN"')
    assert client.get(path).json() == first.json()
    assert client.put(path, json=BUDGET).status_code == 428
    assert client.put(path, json=BUDGET, headers={"If-None-Match": "*"}).status_code == 412
    assert client.put(path, json=BUDGET, headers={"If-Match": '"9.en"'}).status_code == 412
    changed = {**BUDGET, "opening_balance": "-20.00"}
    second = client.put(path, json=changed, headers={"If-Match": first.headers["ETag"]})
    assert (second.status_code, second.json()["version"]) == (200, 2)
    assert second.json()["opening_balance"] == "-20.00"


def test_a_budget_that_is_not_there_matches_no_version(client: ApiClient, case_path: str) -> None:
    path = f"{case_path}/budget"
    assert client.put(path, json=BUDGET, headers={"If-Match": "*"}).status_code == 412
    assert client.get(path).status_code == 404


def test_what_is_read_can_be_put_back(client: ApiClient, filled: str) -> None:
    read = client.get(f"{filled}/budget").json()
    lines = {
        name: value
        for name, value in read.items()
        if name not in {"spending_history", "updated_at", "version", "acted_by"}
    }
    again = client.put(f"{filled}/budget", json=lines, headers={"If-Match": "*"})
    assert again.status_code == 200
    assert {name: again.json()[name] for name in lines} == lines


def test_an_empty_budget_is_dated_today(client: ApiClient, case_path: str) -> None:
    made = client.put(f"{case_path}/budget", json={})
    assert made.status_code == 201
    assert made.json()["incomes"] == []
    assert made.json()["opening_balance"] is None
