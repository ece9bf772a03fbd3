from datetime import date

import pytest

from app.statements.layouts import catalogue
from app.statements.summaries import (
    FoundSum,
    declared_period,
    declared_totals,
    holder,
    reconcile,
)
from app.statements.transactions import DeclaredSum, DeclaredTotals, Direction

WORDS = catalogue().vocabulary


def test_no_summary() -> None:
    assert declared_totals(["导出信息：", "姓名：张三"]) is None
    assert reconcile(None, {"expense": FoundSum(1, 10000)}) == ()


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("收入：1笔 28.50元", "income", DeclaredSum(1, 2850)),
        ("支出：16笔(含4笔部分退款)，1648.43元", "expense", DeclaredSum(16, 164843)),
        ("不计收支：2笔 16.3元", "neutral", DeclaredSum(2, 1630)),
        ("中性交易：0笔 0.00元,,,,", "neutral", DeclaredSum(0, 0)),
        ("已支出:3笔,1,234.50元", "expense", DeclaredSum(3, 123450)),
    ],
)
def test_sums(line: str, name: str, expected: DeclaredSum) -> None:
    found = declared_totals([line])
    assert found is not None
    assert getattr(found, name) == expected


def test_what_is_still_to_come_is_no_sum() -> None:
    assert declared_totals(["待收入:1笔,5.00元", "待支出:1笔,5.00元"]) is None


def test_number_of_records() -> None:
    assert declared_totals(["共：26笔记录"]) == DeclaredTotals(records=26)
    assert declared_totals(["共66笔记录"]) == DeclaredTotals(records=66)


@pytest.mark.parametrize(
    ("line", "period"),
    [
        (
            "起始时间：[2026-03-01 00:00:00]    终止时间：[2026-03-31 23:59:59]",
            (date(2026, 3, 1), date(2026, 3, 31)),
        ),
        ("日期区间：2024-12-01 至 2024-12-31", (date(2024, 12, 1), date(2024, 12, 31))),
        ("起止日期:20260101-20260131", (date(2026, 1, 1), date(2026, 1, 31))),
        (
            "起始日期：2026年01月01日 截止日期：2026年01月31日",
            (date(2026, 1, 1), date(2026, 1, 31)),
        ),
        ("起始时间：[2026-03-01]", None),
        ("起始时间：[2026-13-01] 终止时间：[2026-13-31]", None),
        ("起始时间：[2026-03-31] 终止时间：[2026-03-01]", None),
        ("导出时间：[2026-03-31 10:00:00]", None),
    ],
)
def test_periods(line: str, period: tuple[date, date] | None) -> None:
    assert declared_period(["导出信息：", line]) == period


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("姓名：张三", "张三"),
        ("户 名：张三,,,", "张三"),
        ("姓名：张*", ""),
        ("卡号: 1234", ""),
    ],
)
def test_holders(line: str, name: str) -> None:
    assert holder([line], WORDS) == name


def found(declared: DeclaredTotals, *rows: tuple[Direction, int, int]) -> list[tuple[str, ...]]:
    sums = {direction: FoundSum(1, amount, refunded) for direction, amount, refunded in rows}
    return [(notice.code, *notice.params.values()) for notice in reconcile(declared, sums)]


def test_gross_and_net_sums_both_bear_the_summary_out() -> None:
    row: tuple[Direction, int, int] = ("expense", 13177, 8984)
    assert found(DeclaredTotals(expense=DeclaredSum(1, 4193)), row) == []
    assert found(DeclaredTotals(expense=DeclaredSum(1, 13177)), row) == []
    assert found(DeclaredTotals(expense=DeclaredSum(1, 4194)), row) == [
        ("declared_amount_mismatch", "expense", "41.94", "41.93")
    ]


def test_counts() -> None:
    declared = DeclaredTotals(records=3, income=DeclaredSum(2, 500), neutral=DeclaredSum(1, 9))
    assert found(declared, ("income", 500, 0), ("neutral", 7, 0)) == [
        ("declared_records_mismatch", "3", "2"),
        ("declared_count_mismatch", "income", "2", "1"),
    ]
