import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import parse_month
from app.cash_flow.forecast import MonthRow, forecast
from app.cash_flow.pictures.balance_chart import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Bands,
    ChartBand,
    ChartTexts,
    balance_chart,
)
from app.cash_flow.pictures.drawing import WIDTH, LargeUnit
from tests.cash_flow.family import FAMILY, START, STRESS

TEXTS = ChartTexts(
    title="未来余额（元）",
    description="逐月余额",
    base="按现在",
    stressed="更困难时",
    planned_cost="计划支出",
    lowest="最低点 2027-02：-1.00 元",
    narrow_band="一半的模拟走势",
    wide_band="九成的模拟走势",
    more_costs="等",
    unit=LargeUnit(10_000, "万"),
)
BEHIND = ("wide", "base")


def _row(month: int, balance: int, planned: int = 0) -> MonthRow:
    return MonthRow(month, 0, 0, 0, 0, planned, 0, 0, balance)


def _drawn(
    balances: list[int], stressed: list[int] | None = None, bands: Bands | None = None
) -> ET.Element:
    start = parse_month("2026-12")
    base = [_row(start + index, balance) for index, balance in enumerate(balances)]
    hard = [_row(start + index, balance) for index, balance in enumerate(stressed or balances)]
    svg = balance_chart(base, hard, TEXTS, bands)
    return ET.fromstring(svg)  # noqa: S314 - our own output


def _of(drawn: ET.Element, kind: str) -> list[ET.Element]:
    return [node for node in drawn if node.get("class") == kind]


def _points(path: ET.Element) -> list[tuple[int, int]]:
    pairs = path.get("d", "").removeprefix("M").removesuffix("z").split("L")
    return [(int(x), int(y)) for x, y in (pair.split() for pair in pairs)]


def test_a_family_chart_shows_both_courses_zero_lowest_and_costs() -> None:
    base = forecast(FAMILY, START, 12)
    hard = forecast(FAMILY, START, 12, STRESS)
    drawn = ET.fromstring(balance_chart(base, hard, TEXTS))  # noqa: S314 - our own output
    assert len(_of(drawn, "base")) == len(_of(drawn, "hard")) == 2  # legend and course
    assert len(_of(drawn, "zero")) == 1
    assert len(_of(drawn, "low")) == 1
    assert len(_of(drawn, "cost")) == 3  # legend, the dentist, and in words below
    assert "2027-02 计划支出 3,360" in {node.text for node in drawn}
    assert not _of(drawn, "wide")
    assert TEXTS.lowest in {node.text for node in drawn}
    [cost] = [node for node in _of(drawn, "cost") if len(node)]
    assert cost[0].text == "2027-02 3,360"


def test_the_lowest_point_is_where_the_balance_is_lowest() -> None:
    drawn = _drawn([300_00, -500_00, 100_00])
    [dot] = _of(drawn, "low")
    course = _points(_of(drawn, "base")[1])
    assert (int(dot.get("cx", "")), int(dot.get("cy", ""))) == course[1]
    zero = _of(drawn, "zero")[0].get("d", "")
    assert course[1][1] > int(zero.split()[1].split("H")[0])


def test_a_higher_balance_is_drawn_higher() -> None:
    ys = [y for _, y in _points(_of(_drawn([0, 100_00, 250_00]), "base")[1])]
    assert ys == sorted(ys, reverse=True)


def test_one_month_is_drawn_in_the_middle() -> None:
    (left, _), (right, _) = _points(_of(_drawn([100_00]), "base")[1])
    assert (left + right) // 2 == LEFT + (WIDTH - LEFT - RIGHT) // 2


def test_bands_are_drawn_behind_the_courses_and_fit_the_axis() -> None:
    bands = Bands(ChartBand([-900_00, -950_00], [50_00, 900_00]), ChartBand([0, 0], [10_00, 20_00]))
    drawn = _drawn([0, 5_00], bands=bands)
    kinds = [node.get("class") for node in drawn]
    last_wide, last_base = (max(i for i, k in enumerate(kinds) if k == of) for of in BEHIND)
    assert last_wide < last_base
    for kind in ("wide", "narrow"):
        corners = _points(next(node for node in _of(drawn, kind) if node.get("d")))
        assert len(corners) == 4
        assert all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= BOTTOM for x, y in corners)
    assert _of(drawn, "below")
    assert TEXTS.wide_band in {node.text for node in drawn}


def test_the_dearest_planned_costs_are_listed_in_the_order_of_months() -> None:
    costs = [100_00, 0, 500_00, 300_00, 400_00]
    rows = [_row(START + index, 1_000_00, cost) for index, cost in enumerate(costs)]
    drawn = ET.fromstring(balance_chart(rows, rows, TEXTS))  # noqa: S314 - our own output
    listed = [node.text or "" for node in drawn if "计划支出 " in (node.text or "")]
    assert listed == [
        "2027-02 计划支出 500",
        "2027-03 计划支出 300",
        "2027-04 计划支出 400 等",
    ]


def test_proceeds_of_a_sale_are_no_planned_cost() -> None:
    rows = [_row(START, 0, -500_00)]
    drawn = ET.fromstring(balance_chart(rows, rows, TEXTS))  # noqa: S314 - our own output
    assert len(_of(drawn, "cost")) == 1  # the legend


def test_no_text_is_smaller_than_a_phone_can_show() -> None:
    svg = balance_chart([_row(START, 1)], [_row(START, 1)], TEXTS)
    sizes = [int(size) for size in re.findall(r"(?:font-size:|font:)(\d+)px", svg)]
    assert min(sizes) >= 12
    assert f'viewBox="0 0 {WIDTH} ' in svg
    assert WIDTH == 390


def test_a_balance_of_nothing_still_has_an_axis() -> None:
    drawn = _drawn([0, 0])
    assert [node.text for node in drawn if node.get("text-anchor") == "end"] == ["0", "1"]


@settings(max_examples=100)
@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=60),
    st.integers(-(10**9), 10**9),
)
def test_every_point_is_inside_and_labels_are_few(balances: list[int], shift: int) -> None:
    drawn = _drawn(balances, [balance + shift for balance in balances])
    for kind in ("base", "hard"):
        points = _points(_of(drawn, kind)[1])
        assert len(points) == max(2, len(balances))
        assert all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= BOTTOM for x, y in points)
    ticks = [node for node in drawn if node.get("text-anchor") == "end"]
    assert 2 <= len(ticks) <= 7
    months = [node for node in drawn if node.get("y") == str(BOTTOM + 22)]
    assert 1 <= len(months) <= 4
    height = int((drawn.get("viewBox") or "").split()[3])
    assert height > BOTTOM + 48


def test_texts_are_escaped_and_nothing_is_loaded() -> None:
    hostile = replace(TEXTS, title='<script>alert("x")</script>&')
    svg = balance_chart([_row(START, 1)], [_row(START, 1)], hostile)
    assert ET.fromstring(svg)[0].text == hostile.title  # noqa: S314 - our own output
    assert "<script" not in svg
    assert "href" not in svg
    assert "prefers-color-scheme:dark" in svg


@pytest.mark.parametrize("times", [1, 2])
def test_the_same_figures_give_the_same_bytes(times: int) -> None:
    base = forecast(FAMILY, START, 12)
    assert len({balance_chart(base, base, TEXTS) for _ in range(times)}) == 1
