"""The balance of the months ahead as one SVG: plain and stressed course, bands, lowest point.

Bands show where simulated courses lie; planned costs are marked at their month and listed below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.calc.periods import format_month
from app.cash_flow.forecast import MonthRow
from app.cash_flow.pictures.drawing import (
    MARGIN,
    WIDTH,
    LargeUnit,
    frame,
    label,
    short_yuan,
    yuan,
)

LEFT, RIGHT, TOP, BOTTOM = 58, 18, 94, 264
_STEPS = (1, 2, 5)
_FEN = 100
_TICKS = 4
_MONTH_LABELS = 4
_LABEL_ROOM = 120
_COSTS_LISTED = 3
_LONE = 24


@dataclass(frozen=True, slots=True)
class ChartTexts:
    """Every word of a chart in the caller's language; `lowest` with month and amount filled in."""

    title: str
    description: str
    base: str
    stressed: str
    planned_cost: str
    lowest: str
    narrow_band: str
    wide_band: str
    more_costs: str
    unit: LargeUnit


@dataclass(frozen=True, slots=True)
class ChartBand:
    """Lower and upper balances of each month, in fen."""

    lower: Sequence[int]
    upper: Sequence[int]


@dataclass(frozen=True, slots=True)
class Bands:
    """The band most courses lie in, and that of the middle half."""

    wide: ChartBand
    narrow: ChartBand


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


def balance_chart(
    base: Sequence[MonthRow],
    stressed: Sequence[MonthRow],
    texts: ChartTexts,
    bands: Bands | None = None,
) -> str:
    """The chart of an analysis; all courses have the same months, at least one."""
    extremes = [*bands.wide.lower, *bands.wide.upper] if bands is not None else []
    ticks = _ticks([row.closing_balance for row in (*base, *stressed)] + extremes)
    plane = _Plane(len(base), ticks[0], ticks[-1])
    costs = _listed_costs(base, texts)
    parts = [
        *frame(_height(costs), texts.title, texts.description),
        *_legend(texts, banded=bands is not None),
        *_below_zero(plane),
        *(_grid_line(plane, tick, texts.unit) for tick in ticks),
        *(
            [_band(bands.wide, plane, "wide"), _band(bands.narrow, plane, "narrow")]
            if bands
            else []
        ),
        *_months(base, plane),
        _course(stressed, plane, "hard"),
        _course(base, plane, "base"),
        *_costs(base, plane),
        *_lowest(base, plane, texts),
        *costs,
    ]
    return "\n".join([*parts, "</svg>"])


def _height(costs: Sequence[str]) -> int:
    return BOTTOM + 66 + 18 * len(costs)


def _ticks(balances: Sequence[int]) -> list[int]:
    """Round amounts from below the lowest balance to above the highest; zero is among them."""
    low, high = min(0, *balances), max(0, *balances)
    step, scale = _FEN, 0
    while step * _TICKS < high - low:
        scale += 1
        step = _FEN * _STEPS[scale % 3] * 10 ** (scale // 3)
    first, last = low // step, -(-high // step)
    return [step * index for index in range(first, max(last, first + 1) + 1)]


def _legend(texts: ChartTexts, *, banded: bool) -> list[str]:
    parts = [
        f'<path class="base" d="M{MARGIN} 46h22"/>',
        label(MARGIN + 28, 50, texts.base),
        '<path class="hard" d="M128 46h22"/>',
        label(156, 50, texts.stressed),
        f'<path class="cost" d="{_diamond(268, 46)}"/>',
        label(278, 50, texts.planned_cost),
    ]
    if banded:
        parts += [
            f'<rect class="narrow" x="{MARGIN}" y="62" width="22" height="12"/>',
            label(MARGIN + 28, 72, texts.narrow_band),
            '<rect class="wide" x="200" y="62" width="22" height="12"/>',
            label(228, 72, texts.wide_band),
        ]
    return parts


def _diamond(x: int, y: int) -> str:
    return f"M{x} {y - 5}l5 5l-5 5l-5 -5z"


def _below_zero(plane: _Plane) -> list[str]:
    if plane.bottom >= 0:
        return []
    zero, width = plane.y(0), WIDTH - LEFT - RIGHT
    return [f'<rect class="below" x="{LEFT}" y="{zero}" width="{width}" height="{BOTTOM - zero}"/>']


def _grid_line(plane: _Plane, tick: int, unit: LargeUnit) -> str:
    y = plane.y(tick)
    kind = "grid" if tick else "zero"
    line = f'<path class="{kind}" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
    return line + "\n" + label(LEFT - 6, y + 4, short_yuan(tick, unit), anchor="end")


def _months(rows: Sequence[MonthRow], plane: _Plane) -> list[str]:
    every = max(1, -(-(len(rows) - 1) // (_MONTH_LABELS - 1)))
    return [
        label(plane.x(index), BOTTOM + 22, format_month(row.month), anchor="middle")
        for index, row in enumerate(rows)
        if index % every == 0
    ]


def _points(balances: Sequence[int], plane: _Plane) -> list[str]:
    """The corners of a course; a lone month is a short level line."""
    if len(balances) == 1:
        x, y = plane.x(0), plane.y(balances[0])
        return [f"{x - _LONE} {y}", f"{x + _LONE} {y}"]
    return [f"{plane.x(index)} {plane.y(balance)}" for index, balance in enumerate(balances)]


def _course(rows: Sequence[MonthRow], plane: _Plane, kind: str) -> str:
    line = "L".join(_points([row.closing_balance for row in rows], plane))
    return f'<path class="{kind}" d="M{line}"/>'


def _band(band: ChartBand, plane: _Plane, kind: str) -> str:
    outline = [*_points(band.upper, plane), *reversed(_points(band.lower, plane))]
    return f'<path class="{kind}" d="M{"L".join(outline)}z"/>'


def _costs(rows: Sequence[MonthRow], plane: _Plane) -> list[str]:
    return [
        f'<path class="cost" d="{_diamond(plane.x(index), BOTTOM)}">'
        f"<title>{format_month(row.month)} {yuan(row.planned_costs)}</title></path>"
        for index, row in enumerate(rows)
        if row.planned_costs > 0
    ]


def _listed_costs(rows: Sequence[MonthRow], texts: ChartTexts) -> list[str]:
    """The dearest months of planned costs in words, for screens that cannot hover."""
    planned = [row for row in rows if row.planned_costs > 0]
    dearest = sorted(planned, key=lambda row: -row.planned_costs)[:_COSTS_LISTED]
    lines = [
        f"{format_month(row.month)} {texts.planned_cost} {yuan(row.planned_costs)}"
        for row in sorted(dearest, key=lambda row: row.month)
    ]
    if len(planned) > len(dearest):
        lines[-1] += f" {texts.more_costs}"
    parts = []
    for number, line in enumerate(lines):
        y = BOTTOM + 68 + 18 * number
        mark = f'<path class="cost" d="{_diamond(MARGIN + 6, y - 4)}"/>'
        parts.append(mark + "\n" + label(MARGIN + 20, y, line))
    return parts


def _lowest(rows: Sequence[MonthRow], plane: _Plane, texts: ChartTexts) -> list[str]:
    """A dot on the lowest balance, its words in the free line at the foot of the chart."""
    index = min(range(len(rows)), key=lambda at: rows[at].closing_balance)
    x, y = plane.x(index), plane.y(rows[index].closing_balance)
    middle = min(max(x, _LABEL_ROOM), WIDTH - _LABEL_ROOM)
    return [
        f'<circle class="low" cx="{x}" cy="{y}" r="5"/>',
        label(middle, BOTTOM + 46, texts.lowest, anchor="middle", kind=""),
    ]
