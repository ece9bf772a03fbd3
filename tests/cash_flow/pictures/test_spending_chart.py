from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from app.cash_flow.pictures.drawing import MARGIN, WIDTH
from app.cash_flow.pictures.spending_chart import BARS, Bar, SpendingTexts, spending_chart

TEXTS = SpendingTexts(
    title="每月支出去向（元）",
    description="住房 3,200",
    essential="生活必需",
    flexible="可以商量",
    rest="其余各类",
    nothing="还没有填支出。",
)


def _drawn(bars: list[Bar]) -> ET.Element:
    return ET.fromstring(spending_chart(bars, TEXTS))  # noqa: S314 - our own output


def _widths(drawn: ET.Element, kind: str) -> list[int]:
    """Of the bars, without the legend's square."""
    rects = [node for node in drawn if node.get("class") == kind]
    return [int(rect.get("width", "")) for rect in rects][1:]


def test_bars_are_as_long_as_their_share_of_the_dearest() -> None:
    drawn = _drawn([Bar("住房", 320_000, 320_000), Bar("休闲", 80_000, 0), Bar("零", 0, 0)])
    assert _widths(drawn, "rest") == [362, 90]
    assert _widths(drawn, "need") == [362, 0]
    texts = [node.text for node in drawn]
    assert "3,200" in texts
    assert "零" not in texts


def test_many_categories_become_one_at_the_end() -> None:
    bars = [Bar(f"类{number}", 100_000 - number, 50_000) for number in range(BARS + 3)]
    drawn = _drawn(bars)
    assert len(_widths(drawn, "rest")) == BARS
    assert TEXTS.rest in [node.text for node in drawn]
    exactly = _drawn(bars[:BARS])
    assert TEXTS.rest not in [node.text for node in exactly]


def test_nothing_spent_is_said() -> None:
    assert TEXTS.nothing in [node.text for node in _drawn([])]


def test_names_are_escaped_and_nothing_runs() -> None:
    svg = spending_chart([Bar("<script>", 1, 0)], TEXTS)
    assert "<script" not in svg
    assert "href" not in svg
    assert "prefers-color-scheme:dark" in svg


@given(
    st.lists(
        st.integers(1, 10**12).flatmap(
            lambda monthly: st.builds(Bar, st.just("x"), st.just(monthly), st.integers(0, monthly))
        ),
        max_size=40,
    )
)
def test_every_bar_is_inside_its_row(bars: list[Bar]) -> None:
    drawn = _drawn(sorted(bars, key=lambda bar: -bar.monthly))
    height = int((drawn.get("viewBox") or "").split()[3])
    if bars and len(bars) <= BARS:
        assert max(_widths(drawn, "rest")) == WIDTH - 2 * MARGIN
    for node in drawn:
        if node.get("y") is not None:
            assert int(node.get("y", "")) <= height - 6
    needed, all_of_it = _widths(drawn, "need"), _widths(drawn, "rest")
    assert all(part <= whole for part, whole in zip(needed, all_of_it, strict=True))
