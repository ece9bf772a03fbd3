"""Spending that stands out, over HTTP, with the payments behind it."""

from typing import Any
from uuid import UUID

from tests.client import ApiClient
from tests.statements.case_files import BANK, apply, month, upload, wallet_row
from tests.statements.samples import alipay


def findings(client: ApiClient, case_id: UUID, **headers: str) -> dict[str, Any]:
    answer = client.get(f"/v1/cases/{case_id}/spending-findings", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def dentist(refunded: str = "") -> bytes:
    rows = [
        wallet_row(
            "2026-03-11", "市口腔医院", "1,860.00", "余额", "D1", kind="医疗健康", what="补牙"
        ),
        wallet_row("2026-03-12", "街口药房", "120.00", "余额", "D2", kind="医疗健康", what="药"),
        wallet_row("2026-03-05", "张房东", "1,800.00", "余额", "R3", kind="房租"),
    ]
    if refunded:
        rows.append(
            wallet_row("2026-03-20", "市口腔医院", refunded, "余额", "D1_1", kind="退款",
                       side="不计收支", what="退款-补牙", status="退款成功")
        )  # fmt: skip
    return alipay(rows=rows)


def history(client: ApiClient, case_id: UUID, third: bytes) -> list[str]:
    files = (month(1), month(2), third, month(5))
    ids = [str(upload(client, case_id, content)["id"]) for content in files]
    for import_id in ids:
        apply(client, case_id, import_id)
    return ids


def test_before_anything_is_applied_there_is_nothing(client: ApiClient, case_id: UUID) -> None:
    upload(client, case_id, month(1))
    assert findings(client, case_id) == {
        "months": [],
        "months_needed": 4,
        "left_out": [],
        "findings": [],
    }


def test_the_finding_names_the_payments_behind_it(client: ApiClient, case_id: UUID) -> None:
    ids = history(client, case_id, dentist())
    found = findings(client, case_id)
    assert found["months"] == ["2026-01", "2026-02", "2026-03", "2026-05"]
    (one,) = found["findings"]
    assert (one["code"], one["month"], one["category"]) == ("category_unusual", "2026-03", "health")
    assert (one["amount"], one["usual"], one["excess"]) == ("1980.00", "0.00", "1980.00")
    assert "2026-03" in one["message"]
    assert "1980.00" in one["message"]
    payments = one["payments"]
    assert [(each["counterparty"], each["amount"]) for each in payments] == [
        ("市口腔医院", "1860.00"),
        ("街口药房", "120.00"),
    ]
    assert one["other_payments"] == 0
    rows = client.get(f"/v1/cases/{case_id}/statement-imports/{ids[2]}/transactions").json()
    by_id = {row["id"]: row for row in rows["items"]}
    for each in payments:
        assert each["import_id"] == ids[2]
        assert by_id[each["transaction_id"]]["amount"] == each["amount"]


def test_a_refund_takes_it_off(client: ApiClient, case_id: UUID) -> None:
    history(client, case_id, dentist(refunded="1,800.00"))
    assert findings(client, case_id)["findings"] == []


def test_a_correction_moves_it(client: ApiClient, case_id: UUID) -> None:
    history(client, case_id, dentist())
    wanted = {"counterparty": "市口腔医院", "direction": "expense", "kind": "transfer"}
    assert client.post(f"/v1/cases/{case_id}/category-corrections", json=wanted).is_success
    assert findings(client, case_id)["findings"] == []


def test_a_file_with_too_few_months_is_left_out_and_named(client: ApiClient, case_id: UUID) -> None:
    history(client, case_id, dentist())
    bank = upload(client, case_id, BANK)["id"]
    apply(client, case_id, bank)
    found = findings(client, case_id)
    assert found["left_out"] == [bank]
    assert len(found["findings"]) == 1


def test_in_english(client: ApiClient, case_id: UUID) -> None:
    history(client, case_id, dentist())
    (one,) = findings(client, case_id, **{"Accept-Language": "en"})["findings"]
    assert one["message"].startswith("In 2026-03 1980.00 yuan went to")


def test_of_another_tenant(stranger: ApiClient, case_id: UUID) -> None:
    assert stranger.get(f"/v1/cases/{case_id}/spending-findings").status_code == 404
