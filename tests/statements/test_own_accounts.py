"""Money moved between own accounts of several institutions is neither income nor spending."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.statements.case_files import upload, wallet_row
from tests.statements.samples import CMB_HEADER, ICBC_HEADER, alipay, table_text, wechat

WAGE = ("2026-03-01", "CNY", "6,000.00", "9,000.00", "代发工资", "北山科技", "工资")


def cmb(*rows: Any) -> bytes:
    return table_text(CMB_HEADER, [WAGE, *rows]).encode()


def icbc(*rows: Any) -> bytes:
    return ("中国工商银行\n" + table_text(ICBC_HEADER, rows)).encode()


def into_icbc(day: str, name: str, amount: str, summary: str = "转账") -> Any:
    return (day, summary, "手机银行", amount, "", "人民币", "1.00", name)


WITHDRAWN = wechat(
    rows=[
        ["2026-03-16 12:00:00", "零钱提现", "招商银行", "/", "/", "¥300.00", "招商银行",
         "提现已到账", "W7\t", "/\t", "服务费¥0.30"],
    ]
)  # fmt: skip
ARRIVED = cmb(("2026-03-16", "CNY", "300.00", "9,300.00", "快捷转入", "财付通-微信零钱提现", ""))
TOPPED_UP = alipay(
    rows=[
        wallet_row("2026-03-18", "支付宝", "200.00", "招商银行储蓄卡(1234)", "T1",
                   kind="账户存取", side="不计收支", what="充值-普通充值"),
    ]
)  # fmt: skip
PAID_UP = cmb(("2026-03-18", "CNY", "-200.00", "9,100.00", "快捷支付", "支付宝-充值", ""))
CASHED = alipay(
    rows=[
        wallet_row("2026-03-20", "招商银行", "150.00", "余额宝", "T2", kind="账户存取",
                   side="不计收支", what="提现-快速提现"),
    ]
)  # fmt: skip
CAME = cmb(("2026-03-20", "CNY", "150.00", "9,150.00", "汇入汇款", "支付宝-余额宝提现", ""))
SENT = cmb(("2026-03-21", "CNY", "-5,000.00", "4,000.00", "转账汇款", "张三", ""))
GOT = icbc(into_icbc("2026-03-21", "张三", "5,000.00"))
GOT_NEXT_DAY = icbc(into_icbc("2026-03-22", "张三", "5,000.00"))
FILES = {
    "from a wallet to the bank": [WITHDRAWN, ARRIVED],
    "from the bank to a wallet": [TOPPED_UP, PAID_UP],
    "out of a wallet's fund": [CASHED, CAME],
    "from bank to bank": [SENT, GOT],
    "overnight": [SENT, GOT_NEXT_DAY],
    "all of them": [WITHDRAWN, CASHED, GOT],
}


def sums(client: ApiClient, case_id: UUID) -> tuple[float, float]:
    imports = client.get(f"/v1/cases/{case_id}/statement-imports").json()["items"]
    entries = [entry for each in imports for entry in each["counted"]]
    return (
        sum(float(entry["income"]) for entry in entries),
        sum(float(entry["expense"]) for entry in entries),
    )


@pytest.mark.parametrize("name", FILES)
def test_counted_as_neither_in_any_sequence(client: ApiClient, name: str) -> None:
    files = FILES[name]
    if name == "all of them":
        rows = (ARRIVED, CAME, SENT)
        lines = [line for content in rows for line in content.decode().splitlines()[2:]]
        bank = b"\n".join([*ARRIVED.splitlines()[:2], *(line.encode() for line in lines), b""])
        files = [*files, bank]
    for number, order in enumerate(permutations(files)):
        case = client.post("/v1/cases", json={"client_reference": f"O-{number}"}).json()
        for content in order:
            upload(client, case["id"], content)
        assert sums(client, case["id"]) == (6000.0, 0.0), number


@pytest.mark.parametrize("content", [ARRIVED, PAID_UP, CAME], ids=["in", "up", "out"])
def test_the_banks_file_alone_tells_it(client: ApiClient, case_id: UUID, content: bytes) -> None:
    upload(client, case_id, content)
    assert sums(client, case_id) == (6000.0, 0.0)


def test_the_same_name_at_another_amount_is_no_move(client: ApiClient, case_id: UUID) -> None:
    upload(client, case_id, SENT)
    upload(client, case_id, icbc(into_icbc("2026-03-21", "张三", "4,999.00")))
    assert sums(client, case_id) == (10999.0, 5000.0)


def test_overlapping_periods_of_two_banks_and_a_wallet(client: ApiClient, case_id: UUID) -> None:
    """Each file twice, the second time for a longer period: the sums stay those of one reading."""
    for content in (SENT, GOT, WITHDRAWN):
        upload(client, case_id, content)
    longer = icbc(
        into_icbc("2026-03-21", "张三", "5,000.00"),
        ("2026-03-25", "消费", "小店", "", "12.00", "人民币", "1.00", ""),
    )
    for content in (longer, SENT, WITHDRAWN):
        upload(client, case_id, content)
    assert sums(client, case_id) == (6000.0, 12.0)
