"""What the caller says payments are holds for files imported before and later."""

from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.statements.case_files import apply, month, upload


def correct(client: ApiClient, case_id: UUID, **wanted: str) -> Any:
    return client.post(f"/v1/cases/{case_id}/category-corrections", json=wanted)


def test_a_correction_holds_for_earlier_and_later_rows(client: ApiClient, case_id: UUID) -> None:
    first = upload(client, case_id, month(1))
    made = correct(client, case_id, counterparty="张房东", direction="expense", kind="transfer")
    assert made.status_code == 201, made.text
    path = f"/v1/cases/{case_id}/statement-imports/{first['id']}"
    shown = client.get(path).json()["counted"][0]
    assert (shown["expense"], shown["transfers"]) == ("30.00", "1800.00")
    later = upload(client, case_id, month(2))
    assert later["counted"][0]["transfers"] == "1800.00"
    again = correct(
        client, case_id, counterparty="张房东", direction="expense", kind="debt_service"
    )
    assert again.json()["id"] == made.json()["id"]
    assert again.json()["version"] > made.json()["version"]
    rows = client.get(f"{path}/transactions").json()["items"]
    assert {row["kind"] for row in rows if row["counterparty"] == "张房东"} == {"debt_service"}
    place = made.headers["Location"]
    assert client.get(place).json()["kind"] == "debt_service"
    assert len(client.get(f"/v1/cases/{case_id}/category-corrections").json()["items"]) == 1
    assert client.delete(place).status_code == 428
    assert client.delete(place, headers={"If-Match": '"1.zh-CN"'}).status_code == 412
    assert client.delete(place, headers={"If-Match": "*"}).status_code == 204
    assert client.get(place).status_code == 404
    assert client.get(path).json()["counted"][0]["expense"] == "1830.00"


def test_a_correction_changes_the_category_of_the_budget(client: ApiClient, case_id: UUID) -> None:
    correct(
        client,
        case_id,
        counterparty="面馆1",
        direction="expense",
        kind="expense",
        category="education",
    )
    made = upload(client, case_id, month(1))
    lines = {line["category"] for line in apply(client, case_id, made["id"])["lines"]}
    assert "education" in lines
    assert "food" not in lines


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"direction": "income", "kind": "expense"}, "/kind"),
        ({"direction": "expense", "kind": "borrowing"}, "/kind"),
        ({"direction": "expense", "kind": "expense", "category": "no_such"}, "/category"),
        ({"direction": "expense", "kind": "expense", "category": "wage"}, "/category"),
        ({"direction": "expense", "kind": "transfer", "category": "food"}, "/category"),
        ({"direction": "sideways", "kind": "transfer"}, "/direction"),
    ],
)
def test_corrections_are_checked(
    client: ApiClient, case_id: UUID, wanted: dict[str, str], pointer: str
) -> None:
    answer = correct(client, case_id, counterparty="某人", **wanted)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_foreign_case_takes_no_correction(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    wanted = {"counterparty": "某人", "direction": "expense", "kind": "transfer"}
    place = correct(client, case_id, **wanted).headers["Location"]
    assert correct(stranger, case_id, **wanted).status_code == 404
    assert stranger.get(place).status_code == 404
    assert stranger.delete(place, headers={"If-Match": "*"}).status_code == 404
