"""Several statements of one case: every payment counts once, whatever the order of the files."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.statements.samples import ALIPAY_HEADER, CMB_HEADER, alipay, table_text

CARD_HEADER = ("交易日", "记账日", "交易摘要", "人民币金额", "卡号末四位", "交易地金额")
MEITUAN_HEADER = (
    *("交易创建时间", "交易成功时间", "交易类型", "订单标题", "收/支", "支付方式"),
    *("订单金额", "实付金额", "交易单号", "商家单号", "备注"),
)
WECHAT_HEADER = (
    *("交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)"),
    *("支付方式", "当前状态", "交易单号", "商户单号", "备注"),
)


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


def upload(client: ApiClient, case_id: UUID, content: bytes) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", content)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


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


def apply(client: ApiClient, case_id: UUID, import_id: str) -> dict[str, Any]:
    answer = client.post(f"/v1/cases/{case_id}/statement-imports/{import_id}/apply")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def budget(client: ApiClient, case_id: UUID) -> list[tuple[str, str]]:
    found = client.get(f"/v1/cases/{case_id}/budget").json()
    return sorted((line["name"], line["amount"]) for line in found["incomes"] + found["expenses"])


def month(number: int) -> bytes:
    rent = wallet_row(f"2026-0{number}-05", "张房东", "1,800.00", "余额", f"R{number}", kind="房租")
    meal = wallet_row(f"2026-0{number}-11", f"面馆{number}", "30.00", "余额", f"F{number}")
    text = alipay(rows=[meal, rent]).decode("gb18030")
    text = text.replace("2026-03-01 00", f"2026-0{number}-01 00")
    return text.replace("2026-03-31 23", f"2026-0{number}-{28 if number == 2 else 31} 23").encode()


def test_three_monthly_files_are_one_budget_not_three(client: ApiClient, case_id: UUID) -> None:
    made = [upload(client, case_id, month(number)) for number in (1, 2, 3)]
    result = [apply(client, case_id, each["id"]) for each in made][-1]
    assert budget(client, case_id) == [("张房东", "1800.00"), ("饮食", "30.00")]
    rent = next(line for line in result["lines"] if line["name"] == "张房东")
    assert (rent["interval"], rent["next_date"], rent["confidence"]) == (
        "monthly",
        "2026-04-05",
        "medium",
    )
    assert (rent["rows"], len(rent["lines"])) == (3, 1)
    assert len(result["import_ids"]) == 3
    before = client.get(f"/v1/cases/{case_id}/budget").json()["spending_history"]
    apply(client, case_id, made[0]["id"])
    after = client.get(f"/v1/cases/{case_id}/budget").json()["spending_history"]
    assert [entry["expense"] for entry in after] == ["1830.00"] * 3
    assert before == after


def test_wallet_and_bank_applied_are_budgeted_once(client: ApiClient, case_id: UUID) -> None:
    bank = upload(client, case_id, BANK)
    apply(client, case_id, bank["id"])
    alone = budget(client, case_id)
    wallet = upload(client, case_id, ALIPAY)
    assert apply(client, case_id, bank["id"])["import_ids"] == [bank["id"]]
    assert budget(client, case_id) == alone
    apply(client, case_id, wallet["id"])
    result = apply(client, case_id, bank["id"])
    spent = sum(
        float(line["observed_amount"]) for line in result["lines"] if line["direction"] == "expense"
    )
    assert spent == 36.5 + 25 + 12 + 80
    client.put(
        f"/v1/cases/{case_id}/budget",
        json={"as_of": "2026-04-01", "opening_balance": "0.00"},
        headers={"If-Match": "*"},
    )
    assert apply(client, case_id, bank["id"])["lines"] == result["lines"]


def test_repayments_are_tied_to_the_debts_of_the_case(client: ApiClient, case_id: UUID) -> None:
    def owe(**facts: str) -> str:
        body = {"creditor_type": "bank", **facts}
        return str(client.post(f"/v1/cases/{case_id}/debts", json=body).json()["id"])

    card = owe(creditor_name="招商银行信用卡中心", product_type="credit_card")
    owe(creditor_name="某消费金融公司", product_type="consumer_loan")
    huabei = owe(
        creditor_name="某小额贷款公司",
        platform_name="花呗",
        product_type="revolving_consumer_credit",
    )
    made = [upload(client, case_id, content) for content in FILES.values()]
    result = [apply(client, case_id, each["id"]) for each in made][-1]
    ties = {
        line["name"]: line["debt_id"]
        for line in result["lines"]
        if line["direction"] == "debt_service"
    }
    assert ties == {"信用卡": card, "花呗": huabei}


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
