"""What the charts share: frame, colours for light and dark, and amounts as short labels.

For a phone's width, without script or links; words come in as texts and are escaped. Integer
coordinates only, so the same figures give the same bytes.
"""

from dataclasses import dataclass
from decimal import Decimal
from html import escape

from app.calc.money import divide_half_even

WIDTH = 390
MARGIN = 14
LONGEST_NAME = 18
"""Characters of a name that fit beside a figure; the rest is cut with an ellipsis."""
LONGEST_TITLE = 21
_FEN = 100
_FRAME = 'width="100%" style="max-width:780px" role="img" aria-labelledby="title description"'
_STYLE = """\
.paper{fill:#fff}.grid{stroke:#e3e6ea}.zero{stroke:#8a6d00;stroke-width:1.5}
.below{fill:#b3261e;opacity:.06}.wide{fill:#0b6bcb;opacity:.12}.narrow{fill:#0b6bcb;opacity:.22}
.base{fill:none;stroke:#0b6bcb;stroke-width:2.5}.hard{fill:none;stroke:#b3261e;stroke-width:2;\
stroke-dasharray:6 4}
.cost{fill:#6b4fa0}.low{fill:#0b6bcb;stroke:#fff;stroke-width:1.5}.need{fill:#0b6bcb}\
.rest{fill:#e08a00}text{font:13px system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",\
sans-serif;fill:#1f2328}
.title{font-size:16px;font-weight:600}.small{font-size:12px;fill:#57606a}
@media(prefers-color-scheme:dark){.paper{fill:#16191d}.grid{stroke:#30363d}.zero{stroke:#d9b13b}
.below{fill:#ff8f85;opacity:.1}.wide{fill:#6cb6ff;opacity:.16}.narrow{fill:#6cb6ff;opacity:.28}
.base{stroke:#6cb6ff}.low{fill:#6cb6ff;stroke:#16191d}.hard{stroke:#ff8f85}.cost{fill:#b9a3e8}\
.need{fill:#6cb6ff}.rest{fill:#f0b35e}text{fill:#e6edf3}.small{fill:#a9b3bd}}"""


@dataclass(frozen=True, slots=True)
class LargeUnit:
    """A unit for large amounts in the caller's language."""

    size: int
    sign: str


LARGE_UNITS = {sign: LargeUnit(size, sign) for sign, size in (("万", 10_000), ("k", 1_000))}
"""The units a language may count large amounts in, by their signs."""
BETWEEN = " · "
"""Stands between the entries of a list in one line."""


def frame(height: int, title: str, description: str) -> list[str]:
    """The opening of a chart up to its title line; the caller closes the `svg`."""
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {_FRAME}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(description)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="{MARGIN}" y="26">{escape(shortened(title, LONGEST_TITLE))}</text>',
    ]


def label(x: int, y: int, text: str, *, anchor: str = "start", kind: str = "small") -> str:
    """A line of text, escaped; of no kind: the larger size."""
    marked = f'class="{kind}" ' if kind else ""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text {marked}x="{x}" y="{y}"{placed}>{escape(text)}</text>'


def shortened(text: str, longest: int = LONGEST_NAME) -> str:
    """The text, cut with an ellipsis where it is too long for its place."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def yuan(fen: int) -> str:
    """Whole yuan with thousands apart, rounded half to even."""
    return f"{divide_half_even(fen, _FEN):,}"


def short_yuan(fen: int, unit: LargeUnit) -> str:
    """Whole yuan, or in the large unit from one of it on."""
    amount = divide_half_even(fen, _FEN)
    if abs(amount) < unit.size:
        return f"{amount:,}"
    return f"{(Decimal(amount) / unit.size).normalize():,f}{unit.sign}"
