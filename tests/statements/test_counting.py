"""Several statements of one case: every payment counts once, whatever the order of the files."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.statements.case_files import ALIPAY, BANK, FILES, upload, wallet_row
from tests.statements.samples import ALIPAY_HEADER, CMB_HEADER, alipay, table_text

MEITUAN_HEADER = (
    *("交易创建时间", "交易成功时间", "交易类型", "订单标题", "收/支", "支付方式"),
    *("订单金额", "实付金额", "交易单号", "商家单号", "备注"),
)
WECHAT_HEADER = (
    *("交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)"),
    *("支付方式", "当前状态", "交易单号", "商户单号", "备注"),
)


def imports(client: ApiClient, case_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/v1/cases/{case_id}/statement-imports").json()[
        "items"
    ]
    for each in found:
        assert each["rows"] == each["counted_rows"] + sum(e["rows"] for e in each["explained"])
    return found


def counted(client: ApiClient, case_id: UUID) -> dict[str, float]:
    sums: dict[str, float] = {}
    for each in imports(client, case_id):
        for entry in each["counted"]:
            for name, value in entry.items():
                if name != "currency":
                    sums[name] = round(sums.get(name, 0) + float(value), 2)
    return {name: value for name, value in sums.items() if value}


TRUTH = {
    "income": 6000.0,
    "expense": 36.5 + 25 + 12 + 200 + 80,
    "debt_service": 300.0 + 500.0,
    "on_credit": 212.0,
}


@pytest.mark.parametrize("order", list(permutations(FILES)), ids="-".join)
def test_wallet_bank_and_card_count_each_payment_once_in_any_order(
    client: ApiClient, case_id: UUID, order: tuple[str, ...]
) -> None:
    for name in order:
        upload(client, case_id, FILES[name])
    assert counted(client, case_id) == TRUTH
    reasons = {
        e["reason"]: e["rows"] for each in imports(client, case_id) for e in each["explained"]
    }
    assert reasons["same_payment"] in {1, 2}


def test_importing_everything_again_changes_nothing(client: ApiClient, case_id: UUID) -> None:
    for content in (*FILES.values(), *FILES.values()):
        upload(client, case_id, content)
    assert counted(client, case_id) == TRUTH
    again = imports(client, case_id)[0]
    assert (again["duplicates"], again["counted"], again["counted_rows"]) == (3, [], 0)
    assert [entry["reason"] for entry in again["explained"]] == ["repeated"]


def test_a_row_names_the_row_that_counts_for_it(client: ApiClient, case_id: UUID) -> None:
    wallet, bank = upload(client, case_id, ALIPAY), upload(client, case_id, BANK)
    path = f"/v1/cases/{case_id}/statement-imports"
    rows = client.get(f"{path}/{bank['id']}/transactions").json()["items"]
    linked = [row for row in rows if row["same_as"]]
    assert {row["counted"] for row in linked} == {"0.00"}
    assert {row["same_as_import"] for row in linked} == {wallet["id"]}
    there = client.get(f"{path}/{wallet['id']}/transactions").json()["items"]
    assert {row["same_as"] for row in linked} <= {row["id"] for row in there}


def test_taking_an_import_back_lets_the_others_count_again(
    client: ApiClient, case_id: UUID
) -> None:
    bank = upload(client, case_id, BANK)
    alone = bank["counted"]
    wallet = upload(client, case_id, ALIPAY)
    path = f"/v1/cases/{case_id}/statement-imports"
    assert client.get(f"{path}/{bank['id']}").json()["counted"] != alone
    client.delete(f"{path}/{wallet['id']}", headers={"If-Match": "*"})
    assert client.get(f"{path}/{bank['id']}").json()["counted"] == alone


def test_shop_wallet_and_bank_tell_one_lunch(client: ApiClient, case_id: UUID) -> None:
    shop = "美团交易账单明细\n" + table_text(
        MEITUAN_HEADER,
        [("2026-03-05 12:00:00", "2026-03-05 12:00:09", "支付", "米线", "支出", "微信支付",
          "¥21.00", "¥20.00", "M1", "N1", "/")],
    )  # fmt: skip
    wallet = "微信支付账单明细\n" + table_text(
        WECHAT_HEADER,
        [("2026-03-05 12:00:08", "商户消费", "美团", "订单", "支出", "¥20.00",
          "招商银行(1234)", "支付成功", "W1", "V1", "/")],
    )  # fmt: skip
    bank = table_text(
        CMB_HEADER,
        [("2026-03-05", "CNY", "-20.00", "9.00", "快捷支付", "财付通-美团平台商户", "")],
    )
    files = [text.encode() for text in (shop, wallet, bank)]
    for content in files:
        upload(client, case_id, content)
    assert counted(client, case_id) == {"expense": 20.0}
    first = imports(client, case_id)[-1]
    assert first["institution"] == "meituan"
    path = f"/v1/cases/{case_id}/statement-imports/{first['id']}"
    client.delete(path, headers={"If-Match": "*"})
    assert counted(client, case_id) == {"expense": 20.0}


def test_a_later_export_that_tells_a_refund_corrects_the_earlier_one(
    client: ApiClient, case_id: UUID
) -> None:
    early = alipay(rows=[wallet_row("2026-03-02", "云鹿商城", "80.00", "余额", "A4")])
    closed = wallet_row("2026-03-02", "云鹿商城", "80.00", "余额", "A4", status="交易关闭")
    refund = wallet_row(
        "2026-03-09", "云鹿商城", "80.00", "余额", "A4_1",
        kind="退款", side="不计收支", what="退款-雨伞", status="退款成功",
    )  # fmt: skip
    late = alipay(rows=[refund, closed])
    upload(client, case_id, early)
    assert counted(client, case_id) == {"expense": 80.0}
    upload(client, case_id, late)
    assert counted(client, case_id) == {}
    upload(client, case_id, early)
    assert counted(client, case_id) == {}


def test_two_currencies_stay_apart(client: ApiClient, case_id: UUID) -> None:
    header = (*ALIPAY_HEADER[:1], "币种", "收/支", "金额", "摘要")
    rows = [
        ("2026-03-01", "美元", "支出", "3.00", "x"),
        ("2026-03-02", "人民币", "支出", "5.00", "y"),
    ]
    made = upload(client, case_id, table_text(header, rows).encode())
    assert [(e["currency"], e["expense"]) for e in made["counted"]] == [
        ("CNY", "5.00"),
        ("USD", "3.00"),
    ]
