"""Monthly spending by category as one SVG of bars: what is needed to live, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cash_flow.pictures.drawing import MARGIN, WIDTH, frame, label, shortened, yuan

BARS = 9
"""Categories with a bar of their own; the rest are one bar."""
_TOP, _ROW = 92, 44
_RIGHT_EDGE = WIDTH - MARGIN


@dataclass(frozen=True, slots=True)
class Bar:
    """A category's monthly fen and how much of it is needed to live."""

    name: str
    monthly: int
    essential: int


@dataclass(frozen=True, slots=True)
class SpendingTexts:
    """Every word of the chart in the caller's language."""

    title: str
    description: str
    essential: str
    flexible: str
    rest: str
    nothing: str


def spending_chart(bars: Sequence[Bar], texts: SpendingTexts) -> str:
    """The bars, dearest first as they come; one line of words where nothing is spent."""
    shown = _shown([bar for bar in bars if bar.monthly > 0], texts.rest)
    height = _TOP + _ROW * max(1, len(shown)) + 6
    parts = [
        *frame(height, texts.title, texts.description),
        f'<rect class="need" x="{MARGIN}" y="42" width="14" height="12" rx="2"/>',
        label(MARGIN + 20, 52, texts.essential),
        '<rect class="rest" x="150" y="42" width="14" height="12" rx="2"/>',
        label(170, 52, texts.flexible),
    ]
    longest = max((bar.monthly for bar in shown), default=1)
    for number, bar in enumerate(shown):
        parts += _bar(bar, _TOP + _ROW * number, longest)
    if not shown:
        parts.append(label(MARGIN, _TOP + 10, texts.nothing, kind=""))
    return "\n".join([*parts, "</svg>"])


def _shown(bars: Sequence[Bar], rest: str) -> list[Bar]:
    if len(bars) <= BARS:
        return list(bars)
    others = bars[BARS - 1 :]
    joined = Bar(rest, sum(bar.monthly for bar in others), sum(bar.essential for bar in others))
    return [*bars[: BARS - 1], joined]


def _bar(bar: Bar, y: int, longest: int) -> list[str]:
    width = (_RIGHT_EDGE - MARGIN) * bar.monthly // longest
    needed = width * bar.essential // bar.monthly
    return [
        label(MARGIN, y, shortened(bar.name), kind=""),
        label(_RIGHT_EDGE, y, yuan(bar.monthly), anchor="end", kind=""),
        f'<rect class="rest" x="{MARGIN}" y="{y + 7}" width="{max(width, 1)}" height="14" rx="3"/>',
        f'<rect class="need" x="{MARGIN}" y="{y + 7}" width="{needed}" height="14" rx="3"/>',
    ]
