"""A purchase in one file, its refund in another: taken off once, in whatever sequence."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.statements.case_files import upload, wallet_row
from tests.statements.samples import alipay

PLAIN = wallet_row("2026-03-02", "云鹿商城", "131.77", "余额", "A4", what="雨伞")
TOLD = wallet_row("2026-03-02", "云鹿商城", "131.77(已退款89.84)", "余额", "A4", what="雨伞")
CLOSED = wallet_row("2026-03-02", "云鹿商城", "131.77", "余额", "A4", status="交易关闭")
OTHER = wallet_row("2026-03-03", "街口药房", "20.00", "余额", "B1")


def refund(amount: str, number: str = "A4_1", day: str = "2026-04-06") -> Any:
    return wallet_row(
        day, "云鹿商城", amount, "余额", number,
        kind="退款", side="不计收支", what="退款-雨伞", status="退款成功",
    )  # fmt: skip


FILES = {
    "told in the amount": ([[TOLD, OTHER], [refund("89.84")]], 6193),
    "told in the amount, and in two rows": (
        [[TOLD, OTHER], [refund("50.00")], [refund("39.84", "A4_2", "2026-04-08")]],
        6193,
    ),
    "told later in the amount": ([[PLAIN, OTHER], [refund("89.84")], [TOLD]], 6193),
    "told by its row alone": ([[PLAIN, OTHER], [refund("89.84")]], 6193),
    "closed": ([[CLOSED, OTHER], [refund("131.77")]], 2000),
    "closed later": ([[PLAIN, OTHER], [refund("131.77")], [CLOSED]], 2000),
    "given back more than was told": ([[TOLD, OTHER], [refund("100.00")]], 5177),
}


def spent(client: ApiClient, case_id: UUID) -> int:
    imports = client.get(f"/v1/cases/{case_id}/statement-imports").json()["items"]
    sums = [entry["expense"] for each in imports for entry in each["counted"]]
    return sum(int(amount.replace(".", "")) for amount in sums)


@pytest.mark.parametrize(("files", "expected"), FILES.values(), ids=FILES)
def test_once_in_any_sequence(client: ApiClient, files: list[list[Any]], expected: int) -> None:
    for number, order in enumerate(permutations(files)):
        case = client.post("/v1/cases", json={"client_reference": f"R-{number}"}).json()
        for rows in order:
            upload(client, case["id"], alipay(rows=rows))
        assert spent(client, case["id"]) == expected, number


def test_taking_the_purchase_back_lets_the_refund_count_again(
    client: ApiClient, case_id: UUID
) -> None:
    bought = upload(client, case_id, alipay(rows=[TOLD, OTHER]))
    upload(client, case_id, alipay(rows=[refund("89.84")]))
    path = f"/v1/cases/{case_id}/statement-imports"
    assert client.delete(f"{path}/{bought['id']}", headers={"If-Match": "*"}).status_code == 204
    assert spent(client, case_id) == -8984
    upload(client, case_id, alipay(rows=[TOLD, OTHER]))
    assert spent(client, case_id) == 6193


def test_the_refund_of_another_account_is_left_alone(client: ApiClient, case_id: UUID) -> None:
    upload(client, case_id, alipay(rows=[TOLD]))
    bank = (
        "交易日期,交易金额,对方户名,摘要",
        "2026-04-06,89.84,云鹿商城,退款",
        "2026-04-07,-5.00,小店,午餐",
    )
    made = upload(client, case_id, "\n".join([*bank, ""]).encode())
    assert made["counted"][0]["refunds"] == "89.84"


def test_what_a_family_card_paid_is_not_ones_own(client: ApiClient, case_id: UUID) -> None:
    rows = [
        wallet_row("2026-03-02", "街口药房", "20.00", "亲情卡(*明)", "F1"),
        wallet_row("2026-03-03", "小麦便利", "9.00", "余额", "F2"),
        wallet_row("2026-03-04", "*红", "49.74", "交通银行信用卡(7449)", "F3",
                   kind="亲友代付", what="亲情卡"),
    ]  # fmt: skip
    made = upload(client, case_id, alipay(rows=rows))
    assert made["counted"][0]["expense"] == "58.74"
    assert {entry["reason"]: entry["rows"] for entry in made["explained"]} == {"neutral": 1}
