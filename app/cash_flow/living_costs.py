"""Living costs beside dated reference rows: a question to look again, never an allowance.

National averages are means of all households; minimum wage (最低工资) and subsistence (低保) of a
region are rows an operator entered. Where none is entered the answer says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.calc.money import divide_half_even, format_fen, parse_fen
from app.calc.periods import month_of, parse_month
from app.cash_flow.budget_lines import Budget, lasting
from app.cash_flow.findings import Finding

ReferenceKind = Literal["minimum_wage", "subsistence"]
KINDS: tuple[ReferenceKind, ...] = ("minimum_wage", "subsistence")
Position = Literal["below", "within", "above"]
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Average:
    """What a person spends on average; amounts in fen for so many months."""

    id: str
    scope: str
    name_zh: str
    name_en: str
    last_month: str
    months: int
    per_person: int
    groups: Mapping[str, int]
    source: str
    verification: str

    def monthly(self, amount: int, persons: int) -> int:
        """An amount of it for a month and so many persons, rounded half-even once."""
        return divide_half_even(amount * persons, self.months)


@dataclass(frozen=True, slots=True)
class LivingCostTable:
    """`app/data/categories/living_costs.toml`: averages, categories of a group, the band."""

    averages: tuple[Average, ...]
    groups: Mapping[str, tuple[str, ...]]
    low_percent: int
    high_percent: int


@dataclass(frozen=True, slots=True)
class ReferenceAmount:
    """A row an operator entered: an amount a month in a region from a day on, with its source."""

    kind: ReferenceKind
    region_code: str
    amount: int
    valid_from: date
    source_url: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Spending a month beside the household's average; `group` None is all of it."""

    group: str | None
    spending: int
    average: int
    position: Position


@dataclass(frozen=True, slots=True)
class LivingCosts:
    """The comparison of one household; no average where none is older than the first month."""

    persons: int
    total: Comparison | None
    total_average: Average | None
    groups: tuple[Comparison, ...]
    group_average: Average | None
    references: tuple[ReferenceAmount, ...]
    missing: tuple[ReferenceKind, ...]


def table_of(plain: Mapping[str, Any]) -> LivingCostTable:
    """The table from its data."""
    return LivingCostTable(
        averages=tuple(_average(row) for row in plain["averages"]),
        groups={group: tuple(codes) for group, codes in plain["groups"].items()},
        low_percent=plain["bands"]["low_percent"],
        high_percent=plain["bands"]["high_percent"],
    )


def _average(row: Mapping[str, Any]) -> Average:
    groups = {group: parse_fen(amount) for group, amount in row.get("groups", {}).items()}
    return Average(**{**row, "per_person": parse_fen(row["per_person"]), "groups": groups})


def compare_living_costs(
    budget: Budget,
    persons: int,
    start_month: int,
    rows: Sequence[ReferenceAmount],
    table: LivingCostTable,
) -> LivingCosts:
    """The lines of a budget beside the newest averages before a month, for so many persons."""
    earlier = [row for row in table.averages if parse_month(row.last_month) < start_month]
    whole = max(earlier, key=lambda row: row.last_month, default=None)
    parted = max((row for row in earlier if row.groups), key=_last_month, default=None)
    spending: dict[str, int] = {}
    for line in lasting(budget.expenses):
        spending[line.category] = spending.get(line.category, 0) + line.monthly
    chosen = tuple(row for kind in KINDS if (row := _current(rows, kind, start_month)) is not None)
    total = None
    if whole is not None:
        spent = sum(spending.values())
        total = _beside(None, spent, whole.per_person, whole, persons, table)
    return LivingCosts(
        persons=persons,
        total=total,
        total_average=whole,
        groups=tuple(_groups(spending, parted, persons, table)) if parted is not None else (),
        group_average=parted,
        references=chosen,
        missing=tuple(kind for kind in KINDS if kind not in {row.kind for row in chosen}),
    )


def _last_month(row: Average) -> str:
    return row.last_month


def _groups(
    spending: Mapping[str, int], average: Average, persons: int, table: LivingCostTable
) -> Iterator[Comparison]:
    for group, codes in table.groups.items():
        spent = sum(spending.get(code, 0) for code in codes)
        yield _beside(group, spent, average.groups[group], average, persons, table)


def _beside(
    group: str | None,
    spent: int,
    per_person: int,
    average: Average,
    persons: int,
    table: LivingCostTable,
) -> Comparison:
    usual = average.monthly(per_person, persons)
    position: Position = "within"
    if spent * _HUNDRED < usual * table.low_percent:
        position = "below"
    elif spent * _HUNDRED > usual * table.high_percent:
        position = "above"
    return Comparison(group, spent, usual, position)


def _current(
    rows: Sequence[ReferenceAmount], kind: ReferenceKind, start_month: int
) -> ReferenceAmount | None:
    """The most local row in force in the month, of several the newest."""
    valid = [row for row in rows if row.kind == kind and month_of(row.valid_from) <= start_month]
    return max(
        valid, key=lambda row: (len(row.region_code.rstrip("0")), row.valid_from), default=None
    )


def region_chain(region_code: str) -> tuple[str, ...]:
    """A division code with those it lies in: district, city, province (GB/T 2260)."""
    chain = (region_code, f"{region_code[:4]}00", f"{region_code[:2]}0000")
    return tuple(dict.fromkeys(chain))


def living_cost_findings(costs: LivingCosts, monthly_income: int) -> Iterator[Finding]:
    """What the comparison is worth asking about."""
    if costs.total is not None and costs.total.position != "within" and costs.total.spending:
        code = "living_costs_low" if costs.total.position == "below" else "living_costs_high"
        yield Finding(
            code,
            "info",
            {
                "spending": format_fen(costs.total.spending),
                "average": format_fen(costs.total.average),
                "persons": str(costs.persons),
            },
        )
    per_person = divide_half_even(monthly_income, costs.persons)
    for row in costs.references:
        if row.kind == "subsistence" and per_person < row.amount:
            yield Finding(
                "income_below_subsistence",
                "warning",
                {
                    "per_person": format_fen(per_person),
                    "amount": format_fen(row.amount),
                    "valid_from": row.valid_from.isoformat(),
                },
            )
