from typing import Any
from uuid import UUID

import pytest

from app.debts.facts import NEEDED
from tests.client import ApiClient

DEBT: dict[str, Any] = {
    "creditor_name": "某银行信用卡中心",
    "creditor_type": "bank",
    "product_type": "credit_card",
    "debt_status": "overdue",
    "account_reference": "尾号 4471",
    "lender_legal_name": "某银行股份有限公司",
    "funders": [{"name": "某信托", "creditor_type": "trust", "share": "0.7000"}],
    "contract_date": "2021-05-18",
    "original_principal": "60000.00",
    "principal_outstanding": "48000.00",
    "interest_outstanding": "1650.00",
    "fees_outstanding": "0.00",
    "penalty_outstanding": "320.00",
    "annual_rate_percent": "18.25",
    "instalment_amount": "2400.00",
    "remaining_instalments": 24,
    "next_due_date": "2026-12-10",
    "days_past_due": 35,
    "guaranteed": False,
    "assignments": [
        {"assignee": "某资产公司", "assigned_on": "2026-09-30", "notified_on": None},
    ],
}


@pytest.fixture
def debts_path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/debts"


def test_a_debt_is_recorded_read_and_listed(client: ApiClient, debts_path: str) -> None:
    made = client.post(debts_path, json=DEBT)
    assert made.status_code == 201
    assert made.headers["ETag"] == '"1.zh-CN"'
    read = client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert {name: read.json()[name] for name in DEBT} == DEBT
    assert read.json()["findings"] == []
    assert client.get(debts_path).json()["items"] == [made.json()]


def test_only_the_creditor_is_needed_and_the_rest_becomes_findings(
    client: ApiClient, debts_path: str
) -> None:
    made = client.post(debts_path, json={"creditor_name": "某平台"})
    assert made.status_code == 201
    debt = made.json()
    assert debt["creditor_type"] == "unknown"
    assert debt["principal_outstanding"] is None
    assert [finding["field"] for finding in debt["findings"]] == list(NEEDED)
    assert {finding["code"] for finding in debt["findings"]} == {"fact_missing"}
    english = client.get(made.headers["Location"], headers={"Accept-Language": "en"})
    assert english.json()["findings"][0]["message"].startswith("The kind of creditor")


def test_a_platform_loan_asks_for_its_legal_lender(client: ApiClient, debts_path: str) -> None:
    body = {**DEBT, "platform_assisted": True, "lender_legal_name": None}
    debt = client.post(debts_path, json=body).json()
    assert [finding["field"] for finding in debt["findings"]] == ["lender_legal_name"]


def test_a_change_keeps_what_is_left_out(client: ApiClient, debts_path: str) -> None:
    made = client.post(debts_path, json=DEBT)
    changes = {"days_past_due": 40, "lender_legal_name": None, "annual_rate_percent": "15.4"}
    changed = client.patch(
        made.headers["Location"], json=changes, headers={"If-Match": made.headers["ETag"]}
    )
    assert changed.status_code == 200
    debt = changed.json()
    assert (debt["days_past_due"], debt["annual_rate_percent"]) == (40, "15.4")
    assert debt["lender_legal_name"] is None
    assert debt["version"] == 2
    untouched = set(DEBT) - set(changes)
    assert {name: debt[name] for name in untouched} == {name: DEBT[name] for name in untouched}


def test_a_name_alone_can_be_changed(client: ApiClient, debts_path: str) -> None:
    made = client.post(debts_path, json=DEBT)
    path = made.headers["Location"]
    changed = client.patch(path, json={"creditor_name": "新名称"}, headers={"If-Match": "*"})
    assert changed.json()["creditor_name"] == "新名称"
    assert changed.json()["version"] == 2


def test_a_change_needs_the_current_version(client: ApiClient, debts_path: str) -> None:
    path = client.post(debts_path, json=DEBT).headers["Location"]
    body = {"days_past_due": 1}
    assert client.patch(path, json=body).status_code == 428
    assert client.patch(path, json=body, headers={"If-Match": '"7.en"'}).status_code == 412
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"7.en"'}).status_code == 412
    assert client.get(path).json()["days_past_due"] == 35


@pytest.mark.parametrize("field", ["creditor_name", "creditor_type", "funders", "assignments"])
def test_what_a_debt_cannot_be_without_is_not_emptied(
    client: ApiClient, debts_path: str, field: str
) -> None:
    path = client.post(debts_path, json=DEBT).headers["Location"]
    refused = client.patch(path, json={field: None}, headers={"If-Match": "*"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"
    assert client.get(path).json()["version"] == 1


def test_a_deleted_debt_is_gone(client: ApiClient, debts_path: str) -> None:
    path = client.post(debts_path, json=DEBT).headers["Location"]
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get(debts_path).json()["items"] == []


def test_pages_follow_one_another(client: ApiClient, debts_path: str) -> None:
    ids = [
        client.post(debts_path, json={"creditor_name": f"第{n}家"}).json()["id"] for n in range(3)
    ]
    first = client.get(debts_path, params={"limit": 2})
    second = client.get(
        debts_path, params={"limit": 2, "cursor": first.json()["next_cursor"]}
    ).json()
    seen = [item["id"] for item in (*first.json()["items"], *second["items"])]
    assert seen == ids[::-1]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("principal_outstanding", 48000, "/principal_outstanding"),
        ("principal_outstanding", "48000.001", "/principal_outstanding"),
        ("principal_outstanding", "-1.00", "/principal_outstanding"),
        ("annual_rate_percent", 18.25, "/annual_rate_percent"),
        ("creditor_type", "银行", "/creditor_type"),
        ("contract_date", "2023-02-30", "/contract_date"),
        ("remaining_instalments", 601, "/remaining_instalments"),
        ("remaining_instalments", -1, "/remaining_instalments"),
        ("funders", [{"name": "甲", "share": "1.5"}], "/funders/0/share"),
        ("assignments", [{"assignee": "甲"}] * 21, "/assignments"),
        ("creditor_name", "", "/creditor_name"),
        ("id", "x", ""),
        ("version", 3, ""),
    ],
)
def test_bad_input_is_refused_with_its_pointer(
    client: ApiClient, debts_path: str, field: str, value: object, pointer: str
) -> None:
    refused = client.post(debts_path, json={**DEBT, field: value})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert client.get(debts_path).json()["items"] == []


def test_another_tenant_sees_and_changes_nothing(
    client: ApiClient, stranger: ApiClient, debts_path: str
) -> None:
    path = client.post(debts_path, json=DEBT).headers["Location"]
    anything = {"If-Match": "*"}
    assert stranger.get(path).status_code == 404
    assert stranger.get(debts_path).status_code == 404
    assert stranger.post(debts_path, json=DEBT).status_code == 404
    assert stranger.patch(path, json={"days_past_due": 1}, headers=anything).status_code == 404
    assert stranger.delete(path, headers=anything).status_code == 404
    assert client.get(path).json()["version"] == 1


def test_a_repeated_request_makes_one_debt(client: ApiClient, debts_path: str) -> None:
    key = {"Idempotency-Key": "debt-1"}
    first = client.post(debts_path, json=DEBT, headers=key)
    again = client.post(debts_path, json=DEBT, headers=key)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(client.get(debts_path).json()["items"]) == 1
