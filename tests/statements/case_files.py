"""Files of one case that tell some payments twice, and the requests that import and apply them."""

from typing import Any
from uuid import UUID

from tests.client import ApiClient
from tests.statements.samples import CMB_HEADER, alipay, table_text

CARD_HEADER = ("交易日", "记账日", "交易摘要", "人民币金额", "卡号末四位", "交易地金额")


def wallet_row(day: str, name: str, amount: str, method: str, number: str, **more: str) -> Any:
    kind, side, status = more.get("kind", "餐饮美食"), more.get("side", "支出"), "交易成功"
    what = more.get("what", "午餐")
    status = more.get("status", status)
    return (f"{day} 12:00:00", kind, name, "/", what, side, amount, method, status, number, "", "")


ALIPAY = alipay(
    rows=[
        wallet_row("2026-03-30", "花呗", "300.00", "招商银行储蓄卡(1234)", "A3",
                   kind="信用借还", side="不计收支", what="花呗主动还款", status="还款成功"),
        wallet_row("2026-03-20", "青禾面馆", "36.50", "招商银行储蓄卡(1234)", "A1"),
        wallet_row("2026-03-10", "小麦便利", "12.00", "招商银行信用卡(9999)", "A2"),
        wallet_row("2026-03-02", "云鹿商城", "80.00", "余额", "A4"),
    ]
)  # fmt: skip
BANK = table_text(
    CMB_HEADER,
    [
        ("2026-03-01", "CNY", "6,000.00", "9,000.00", "代发工资", "北山科技", "工资"),
        ("2026-03-21", "CNY", "-36.50", "8,963.50", "快捷支付", "支付宝-青禾面馆", ""),
        ("2026-03-22", "CNY", "-25.00", "8,938.50", "快捷支付", "支付宝-别的店", ""),
        ("2026-03-25", "CNY", "-500.00", "8,438.50", "信用卡还款", "招商银行信用卡", ""),
        ("2026-03-30", "CNY", "-300.00", "8,138.50", "快捷支付", "支付宝-花呗还款", ""),
    ],
).encode()
CARD = (
    "招商银行信用卡对账单（2026年03月）\n"
    + table_text(
        CARD_HEADER,
        [
            ("03/10", "03/11", "支付宝-小麦便利", "12.00", "9999", "12.00"),
            ("03/12", "03/13", "加油站", "200.00", "9999", "200.00"),
            ("", "03/26", "自动还款", "-500.00", "9999", "-500.00"),
        ],
    )
).encode()
FILES = {"alipay": ALIPAY, "bank": BANK, "card": CARD}


def month(number: int) -> bytes:
    rent = wallet_row(f"2026-0{number}-05", "张房东", "1,800.00", "余额", f"R{number}", kind="房租")
    meal = wallet_row(f"2026-0{number}-11", f"面馆{number}", "30.00", "余额", f"F{number}")
    text = alipay(rows=[meal, rent]).decode("gb18030")
    text = text.replace("2026-03-01 00", f"2026-0{number}-01 00")
    return text.replace("2026-03-31 23", f"2026-0{number}-{28 if number == 2 else 31} 23").encode()


def upload(client: ApiClient, case_id: UUID, content: bytes) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", content)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def apply(client: ApiClient, case_id: UUID, import_id: str) -> dict[str, Any]:
    answer = client.post(f"/v1/cases/{case_id}/statement-imports/{import_id}/apply")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
