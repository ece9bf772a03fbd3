from typing import Any
from uuid import UUID, uuid4

import pytest

from app.debts import repository, service
from app.debts.payments import service as payments
from app.wiring import Runtime
from tests.client import ApiClient

DEBT: dict[str, Any] = {
    "creditor_name": "张某",
    "creditor_type": "private_person",
    "product_type": "private_loan",
    "contract_date": "2022-09-01",
    "original_principal": "12000.00",
    "principal_outstanding": "0.00",
    "remaining_instalments": 0,
}
HISTORY: dict[str, Any] = {
    "received": "10000.00",
    "received_on": "2022-09-01",
    "complete": True,
    "payments": [
        {"paid_on": "2023-03-01", "amount": "7000.00", "source": "receipt", "payee": "张某"},
        {"paid_on": "2022-12-01", "amount": "6000.00", "source": "statement"},
    ],
}


@pytest.fixture
def debt_path(client: ApiClient, case_id: UUID) -> str:
    made = client.post(f"/v1/cases/{case_id}/debts", json=DEBT)
    return str(made.headers["Location"])


def _put(client: ApiClient, path: str, body: object = HISTORY, **headers: str) -> Any:
    return client.put(f"{path}/payments", json=body, headers=headers)


def test_a_history_is_empty_then_set_then_changed_against_its_version(
    client: ApiClient, debt_path: str
) -> None:
    empty = client.get(f"{debt_path}/payments")
    assert (empty.json()["version"], empty.json()["payments"]) == (0, [])
    first = _put(client, debt_path)
    assert first.status_code == 200
    assert first.headers["ETag"] == '"1.zh-CN"'
    assert first.json()["total_paid"] == "13000.00"
    assert [each["paid_on"] for each in first.json()["payments"]] == ["2022-12-01", "2023-03-01"]
    assert _put(client, debt_path).status_code == 428
    assert _put(client, debt_path, **{"If-Match": '"9"'}).status_code == 412
    fewer = {**HISTORY, "payments": HISTORY["payments"][:1]}
    again = _put(client, debt_path, fewer, **{"If-Match": first.headers["ETag"]})
    assert (again.json()["version"], again.json()["total_paid"]) == (2, "7000.00")
    held = client.get(f"{debt_path}/payments", headers={"If-None-Match": again.headers["ETag"]})
    assert held.status_code == 304


def test_the_first_time_nothing_can_be_matched(client: ApiClient, debt_path: str) -> None:
    assert _put(client, debt_path, **{"If-Match": '"1"'}).status_code == 412
    assert _put(client, debt_path, **{"If-None-Match": "*"}).status_code == 200
    assert _put(client, debt_path, **{"If-None-Match": "*"}).status_code == 412


def test_a_payment_before_the_money_came_is_refused(client: ApiClient, debt_path: str) -> None:
    early = {**HISTORY, "payments": [{"paid_on": "2022-08-31", "amount": "1.00"}]}
    refused = _put(client, debt_path, early)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/payments/0/paid_on"
    unknown = {"payments": early["payments"]}
    assert _put(client, debt_path, unknown).status_code == 200


def test_another_tenant_sees_nothing(
    client: ApiClient, stranger: ApiClient, debt_path: str
) -> None:
    _put(client, debt_path)
    for name in ("payments", "true-rate", "overcharge"):
        assert stranger.get(f"{debt_path}/{name}").status_code == 404
    assert _put(stranger, debt_path).status_code == 404


def test_a_debt_of_another_case_is_not_found(client: ApiClient, case_id: UUID) -> None:
    for name in ("payments", "true-rate", "overcharge"):
        assert client.get(f"/v1/cases/{case_id}/debts/{uuid4()}/{name}").status_code == 404


def test_a_debt_goes_with_its_payments(client: ApiClient, debt_path: str) -> None:
    _put(client, debt_path)
    gone = client.delete(debt_path, headers={"If-Match": "*"})
    assert gone.status_code == 204
    assert client.get(f"{debt_path}/payments").status_code == 404


def test_payments_are_sealed_and_erased_with_the_case(
    client: ApiClient, debt_path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    _put(client, debt_path)
    with runtime.database.write(tenant_id) as session:
        (row,) = repository.all_payments(session, case_id)
        assert "张某".encode() not in row.sealed
        assert b"7000" not in row.sealed
        shown = payments.list_histories(session, case_id)
        assert shown[row.debt_id].total_paid == 1_300_000
        service.erase_case(session, case_id)
        assert row.sealed == b""


def test_the_overcharge_of_a_debt_comes_from_its_own_history(
    client: ApiClient, debt_path: str
) -> None:
    _put(client, debt_path)
    answer = client.get(f"{debt_path}/overcharge", params={"as_of": "2023-03-01"}).json()
    (measure,) = answer["measures"]
    assert (measure["rule_id"], measure["overpaid"]["amount"]) == ("MJ-25", "2478.90")
    assert answer["certainty"]["facts"] == "established"
    assert answer["advance_deduction"]["deducted"] == "2000.00"
    early = client.get(f"{debt_path}/overcharge", params={"as_of": "2022-12-31"}).json()
    assert early["paid"] == "6000.00"


def test_the_contract_stands_in_for_a_receipt_and_that_is_said(
    client: ApiClient, debt_path: str
) -> None:
    answer = client.get(f"{debt_path}/overcharge").json()
    assert answer["received"] == "12000.00"
    doubts = [doubt["code"] for doubt in answer["certainty"]["doubts"]]
    assert doubts[:2] == ["payments_missing", "received_assumed"]  # nothing was entered as paid


def test_without_either_the_question_cannot_be_answered(client: ApiClient, case_id: UUID) -> None:
    made = client.post(f"/v1/cases/{case_id}/debts", json={"creditor_name": "某平台"})
    answer = client.get(f"{made.headers['Location']}/overcharge")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["received"], found["measures"]) == (None, [])
    assert found["certainty"]["facts"] == "uncertain"
    assert [each["code"] for each in found["certainty"]["doubts"]] == ["received_missing"]
    assert "到账" in found["advice"]
