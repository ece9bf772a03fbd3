"""The balance of the months ahead as one SVG: plain and stressed course, zero line, lowest point.

Drawn by hand for a phone's width, light and dark by media query, without script or links. All
words come in as texts; names are escaped. Integer coordinates only, so the same figures give the
same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.calc.money import divide_half_even
from app.calc.periods import format_month
from app.cash_flow.forecast import MonthRow

WIDTH, HEIGHT = 380, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 74, 234
_STEPS = (1, 2, 5)
_FEN = 100
_TICKS = 4
_MONTH_LABELS = 4
_LABEL_ROOM = 110
_FRAME = 'width="100%" style="max-width:760px" role="img" aria-labelledby="title description"'
_STYLE = """\
.paper{fill:#fff}.grid{stroke:#e3e6ea}.zero{stroke:#8a6d00;stroke-width:1.5}
.base{fill:none;stroke:#0b6bcb;stroke-width:2.5}.hard{fill:none;stroke:#b3261e;stroke-width:2;\
stroke-dasharray:6 4}
.cost{fill:#6b4fa0}.low{fill:#0b6bcb}text{font:13px system-ui,"PingFang SC",\
"Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#1f2328}
.title{font-size:15px;font-weight:600}.small{font-size:12px;fill:#57606a}
@media(prefers-color-scheme:dark){.paper{fill:#16191d}.grid{stroke:#30363d}.zero{stroke:#d9b13b}
.base{stroke:#6cb6ff}.low{fill:#6cb6ff}.hard{stroke:#ff8f85}.cost{fill:#b9a3e8}\
text{fill:#e6edf3}.small{fill:#a9b3bd}}"""


@dataclass(frozen=True, slots=True)
class ChartTexts:
    """Every word of a chart in the caller's language; `lowest` with month and amount filled in."""

    title: str
    description: str
    base: str
    stressed: str
    planned_cost: str
    lowest: str


@dataclass(frozen=True, slots=True)
class _Plane:
    """Maps months and fen to pixels."""

    months: int
    bottom: int
    top: int

    def x(self, index: int) -> int:
        """A lone month stands in the middle."""
        width = WIDTH - LEFT - RIGHT
        return LEFT + (width // 2 if self.months == 1 else width * index // (self.months - 1))

    def y(self, fen: int) -> int:
        """Larger amounts are higher."""
        return BOTTOM - (BOTTOM - TOP) * (fen - self.bottom) // (self.top - self.bottom)


def balance_chart(base: Sequence[MonthRow], stressed: Sequence[MonthRow], texts: ChartTexts) -> str:
    """The chart of an analysis; both courses have the same months, at least one."""
    ticks = _ticks([row.closing_balance for row in (*base, *stressed)])
    plane = _Plane(len(base), ticks[0], ticks[-1])
    parts = [
        *_frame(texts),
        *(_grid_line(plane, tick) for tick in ticks),
        *_months(base, plane),
        _course(stressed, plane, "hard"),
        _course(base, plane, "base"),
        *_costs(base, plane),
        _lowest(base, plane, texts),
    ]
    return "\n".join([*parts, "</svg>"])


def _ticks(balances: Sequence[int]) -> list[int]:
    """Round amounts from below the lowest balance to above the highest; zero is among them."""
    low, high = min(0, *balances), max(0, *balances)
    step, scale = _FEN, 0
    while step * _TICKS < high - low:
        scale += 1
        step = _FEN * _STEPS[scale % 3] * 10 ** (scale // 3)
    first, last = low // step, -(-high // step)
    return [step * index for index in range(first, max(last, first + 1) + 1)]


def _frame(texts: ChartTexts) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {_FRAME}>',
        f'<title id="title">{escape(texts.title)}</title>',
        f'<desc id="description">{escape(texts.description)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="14" y="24">{escape(texts.title)}</text>',
        '<path class="base" d="M14 44h24"/>',
        f'<text class="small" x="44" y="48">{escape(texts.base)}</text>',
        '<path class="hard" d="M134 44h24"/>',
        f'<text class="small" x="164" y="48">{escape(texts.stressed)}</text>',
        f'<path class="cost" d="{_diamond(264, 44)}"/>',
        f'<text class="small" x="274" y="48">{escape(texts.planned_cost)}</text>',
    ]


def _diamond(x: int, y: int) -> str:
    return f"M{x} {y - 5}l5 5l-5 5l-5 -5z"


def _yuan(fen: int) -> str:
    return f"{divide_half_even(fen, _FEN):,}"


def _grid_line(plane: _Plane, tick: int) -> str:
    y = plane.y(tick)
    kind = "grid" if tick else "zero"
    return (
        f'<path class="{kind}" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
        f'<text class="small" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{_yuan(tick)}</text>'
    )


def _months(rows: Sequence[MonthRow], plane: _Plane) -> list[str]:
    every = max(1, -(-(len(rows) - 1) // (_MONTH_LABELS - 1)))
    return [
        f'<text class="small" x="{plane.x(index)}" y="{BOTTOM + 22}" text-anchor="middle">'
        f"{format_month(row.month)}</text>"
        for index, row in enumerate(rows)
        if index % every == 0
    ]


def _course(rows: Sequence[MonthRow], plane: _Plane, kind: str) -> str:
    points = [f"{plane.x(i)} {plane.y(row.closing_balance)}" for i, row in enumerate(rows)]
    line = "L".join(points) if len(points) > 1 else f"{points[0]}h1"
    return f'<path class="{kind}" d="M{line}"/>'


def _costs(rows: Sequence[MonthRow], plane: _Plane) -> list[str]:
    return [
        f'<path class="cost" d="{_diamond(plane.x(index), BOTTOM)}">'
        f"<title>{format_month(row.month)} {_yuan(row.planned_costs)}</title></path>"
        for index, row in enumerate(rows)
        if row.planned_costs
    ]


def _lowest(rows: Sequence[MonthRow], plane: _Plane, texts: ChartTexts) -> str:
    """A dot on the lowest balance, its words in the free line at the foot of the chart."""
    index = min(range(len(rows)), key=lambda at: rows[at].closing_balance)
    x, y = plane.x(index), plane.y(rows[index].closing_balance)
    middle = min(max(x, _LABEL_ROOM), WIDTH - _LABEL_ROOM)
    return (
        f'<circle class="low" cx="{x}" cy="{y}" r="5"/>'
        f'<text x="{middle}" y="{BOTTOM + 48}" text-anchor="middle">{escape(texts.lowest)}</text>'
    )
