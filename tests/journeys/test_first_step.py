"""The article's first step with one wallet export alone: from the file to what can be paid."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest

from tests.client import ApiClient
from tests.journeys.test_first_journey import REFERENCE
from tests.statements.samples import ALIPAY_HEADER, table_text

SAMPLES = sorted(REFERENCE.glob("deg__alipay*records.csv"))
Row = tuple[str, ...]


def row(day: str, kind: str, name: str, side: str, amount: str, **more: str) -> Row:
    status = more.get("status", "交易成功")
    number = f"{day.replace('-', '')}{crc32((kind + name + amount).encode()):010d}"
    method = more.get("method", "余额宝")
    return (f"{day} 10:00:00", kind, name, "/", more.get("what", name), side, amount, method,
            status, number, "", "")  # fmt: skip


def month_of_rows(month: int) -> list[Row]:
    """A month of a family: wage, rent, food, a 花呗 repayment; the dentist in September."""
    stem = f"2026-{month:02d}"
    rows = [
        row(f"{stem}-08", "转账红包", "新禾物流有限公司", "收入", "7,800.00", what="工资"),
        row(f"{stem}-05", "住房物业", "张房东", "支出", "2,300.00", what="房租"),
        row(f"{stem}-10", "充值缴费", "市燃气公司", "支出", "96.40", what="燃气费"),
        row(f"{stem}-20", "信用借还", "花呗", "不计收支", "650.00", what="花呗主动还款",
            status="还款成功"),
    ]  # fmt: skip
    rows += [
        row(f"{stem}-{day:02d}", "餐饮美食", "街口菜场", "支出", f"{60 + day}.50", what="买菜")
        for day in range(2, 28, 3)
    ]
    if month == 9:
        rows.append(row(f"{stem}-12", "医疗健康", "市口腔医院", "支出", "1,860.00", what="补牙"))
    return rows


def export_of(months: range) -> bytes:
    rows = [entry for month in months for entry in month_of_rows(month)]
    head = (
        "-" * 60 + "\n导出信息：\n姓名：李明\n支付宝账户：li***@example.com\n"
        f"起始时间：[2026-{months[0]:02d}-01 00:00:00]    "
        f"终止时间：[2026-{months[-1]:02d}-30 23:59:59]\n"
        f"导出交易类型：[全部]\n共{len(rows)}笔记录\n\n"
        f"{'-' * 20}支付宝支付科技有限公司  电子客户回单{'-' * 20}\n"
    )
    return (head + table_text(ALIPAY_HEADER, rows)).encode("gb18030")


def walked(client: ApiClient, case_id: UUID, name: str, content: bytes) -> dict[str, Any]:
    """Upload, apply, look at the budget, analyse; each answer as the next step needs it."""
    root = f"/v1/cases/{case_id}"
    uploaded = client.post(f"{root}/statement-imports", files={"file": (name, content)})
    assert uploaded.status_code == 201, uploaded.text
    imported = uploaded.json()
    assert imported["rows"] == imported["counted_rows"] + sum(
        each["rows"] for each in imported["explained"]
    )
    applied = client.post(f"{root}/statement-imports/{imported['id']}/apply")
    assert applied.status_code == 200, applied.text
    budget = client.get(f"{root}/budget")
    assert budget.status_code == 200
    analysis = client.post(
        f"{root}/cash-flow-analyses", json={"start_month": "2026-12", "months": 12}
    )
    assert analysis.status_code == 201, analysis.text
    found = {"import": imported, "lines": applied.json()["lines"], "budget": budget.json()}
    return {**found, "analysis": analysis.json(), "root": root}


def drawn(client: ApiClient, root: str, analysis: Mapping[str, Any]) -> str:
    answer = client.get(f"{root}/cash-flow-analyses/{analysis['id']}/chart.svg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "<script" not in answer.text
    return answer.text


def test_half_a_year_of_ones_own(client: ApiClient, case_id: UUID) -> None:
    found = walked(client, case_id, "alipay.csv", export_of(range(6, 12)))
    budget, analysis = found["budget"], found["analysis"]
    names = {line["name"]: line for line in budget["expenses"]}
    assert names["张房东"]["amount"] == "2300.00"
    assert names["张房东"]["kind"] == "fixed"
    assert names["张房东"]["essential"] is True
    assert [line["amount"] for line in budget["incomes"]] == ["7800.00"]
    serviced = [line for line in found["lines"] if line["direction"] == "debt_service"]
    assert [(line["monthly_amount"], line["applied"]) for line in serviced] == [("650.00", False)]
    months = [month["month"] for month in budget["spending_history"]]
    assert months == [f"2026-{number:02d}" for number in range(6, 12)]
    food = sum(Decimal(f"{60 + day}.50") for day in range(2, 28, 3))
    spent = {month["month"]: Decimal(month["expense"]) for month in budget["spending_history"]}
    assert spent["2026-07"] == Decimal("2300.00") + Decimal("96.40") + food
    assert spent["2026-09"] == spent["2026-07"] + Decimal("1860.00")
    summary = analysis["summary"]
    expenses = sum(Decimal(line["amount"]) for line in budget["expenses"])
    left = Decimal("7800.00") - expenses
    assert Decimal(summary["affordable_payment"]) == left > 0
    assert 0 < Decimal(summary["stressed_affordable_payment"]) < left
    assert "month_unusual" in {finding["code"] for finding in analysis["findings"]}
    (unusual,) = client.get(f"{found['root']}/spending-findings").json()["findings"]
    assert (unusual["month"], unusual["category"]) == ("2026-09", "health")
    assert [paid["counterparty"] for paid in unusual["payments"]] == ["市口腔医院"]
    (named,) = [each for each in analysis["findings"] if each["code"] == "category_unusual"]
    figures = ("month", "category", "amount", "usual", "excess")
    assert named["params"] == {name: unusual[name] for name in figures}
    assert client.get(f"{found['root']}/cash-flow-analyses/{analysis['id']}/reproduction").json()[
        "reproduced"
    ]
    assert "2026-12" in drawn(client, found["root"], analysis)


def test_the_same_twice_changes_nothing(client: ApiClient, case_id: UUID) -> None:
    first = walked(client, case_id, "alipay.csv", export_of(range(6, 12)))
    again = walked(client, case_id, "again.csv", export_of(range(8, 12)))
    assert again["import"]["duplicates"] == again["import"]["rows"]
    assert again["analysis"]["summary"] == first["analysis"]["summary"]


@pytest.mark.skipif(not SAMPLES, reason="the samples are not on this machine")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_with_the_sample_alone(client: ApiClient, case_id: UUID, sample: Path) -> None:
    found = walked(client, case_id, sample.name, sample.read_bytes())
    assert found["import"]["unparsed"] == []
    assert found["import"]["counted"][0]["expense"] == "145.61"
    summary = found["analysis"]["summary"]
    assert Decimal(summary["affordable_payment"]) >= 0
    assert found["lines"]
    drawn(client, found["root"], found["analysis"])
    assert client.get(f"{found['root']}/spending-findings").status_code == 200
