"""From the rows of statements to proposed budget lines.

Recurring payments become fixed lines, the rest of each category a monthly average, debt service
one line by what was borrowed with. Spending on credit counts as spending on its day; the
repayment line of that credit is lowered by as much, so that the same money is budgeted once.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.statements.categories import essential_codes
from app.statements.classify import Classified
from app.statements.recurrence import recurrence
from app.statements.recurring import Recurring, find_recurring, party
from app.statements.spans import AccountRows, Span, joint_basis, span_of

Basis = Literal["recurring", "average", "estimate", "one_off", "ended"]
"""What a proposed line rests on."""
_YEAR_MONTHS = 12
_Spans = Sequence[tuple[Span, Sequence[Classified]]]


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One line to propose; amounts in fen, `rows` bear it out.

    `name` is the counterparty of a recurring line, else the category's or credit product's
    code. `basis`: recurring, average (over whole months), estimate (days scaled to a month),
    one_off and ended (named apart with `monthly_amount` 0). `observed_amount` is their sum.
    `recurring` tells the rhythm, if there is one.
    """

    name: str
    category: str
    direction: Literal["income", "expense", "debt_service"]
    kind: Literal["fixed", "flexible"]
    essential: bool
    monthly_amount: int
    observed_amount: int
    basis: Basis
    rows: tuple[Classified, ...]
    recurring: Recurring | None = None

    @property
    def lines(self) -> tuple[int, ...]:
        """Where the rows stand in their file."""
        return tuple(row.transaction.line for row in self.rows)


def _recurring_line(entry: Recurring) -> ProposedLine:
    monthly = round(Fraction(entry.typical_amount * entry.per_year, _YEAR_MONTHS))
    is_over = entry.next_date is None
    return ProposedLine(
        name=entry.counterparty,
        category=entry.category,
        direction="income" if entry.kind == "income" else "expense",
        kind="fixed",
        essential=entry.category in essential_codes(),
        monthly_amount=0 if is_over else monthly,
        observed_amount=sum(row.counted for row in entry.rows),
        basis="ended" if is_over else "recurring",
        rows=entry.rows,
        recurring=entry,
    )


def _one_offs(rows: Sequence[Classified], span: Span) -> list[Classified]:
    """At most one payment of a category: the largest, if it dwarfs the rest."""
    settings = recurrence()
    largest = max(rows, key=lambda row: row.counted)
    rest = sum(row.counted for row in rows) - largest.counted
    dwarfs = largest.counted * span.months >= settings.one_off_times * rest
    is_large = largest.counted >= settings.one_off_fen
    long_enough = span.basis == "average" and span.months >= settings.one_off_months
    return [largest] if long_enough and is_large and dwarfs else []


def _category_lines(
    category: str, direction: Literal["income", "expense"], parts: _Spans
) -> Iterator[ProposedLine]:
    essential = direction == "expense" and category in essential_codes()
    monthly, observed, rest = Fraction(0), 0, []
    for span, rows in parts:
        paid = [row for row in rows if row.kind == direction]
        apart = _one_offs(paid, span) if paid else []
        for row in apart:
            yield ProposedLine(
                name=party(row),
                category=category,
                direction=direction,
                kind="flexible",
                essential=essential,
                monthly_amount=0,
                observed_amount=row.counted,
                basis="one_off",
                rows=(row,),
            )
        left = [row for row in rows if all(row is not other for other in apart)]
        fen = sum(row.counted if row.kind == direction else -row.counted for row in left)
        rest += left
        observed += fen
        monthly += span.share(fen)
    if observed > 0:
        yield ProposedLine(
            name=category,
            category=category,
            direction=direction,
            kind="flexible",
            essential=essential,
            monthly_amount=max(round(monthly), 0),
            observed_amount=observed,
            basis=joint_basis([span for span, _ in parts]),
            rows=tuple(rest),
        )


def _bought(spans: Sequence[Span]) -> dict[str, Fraction]:
    bought: defaultdict[str, Fraction] = defaultdict(Fraction)
    for span in spans:
        for row in span.rows:
            if row.on_credit:
                bought[row.credit_product] += span.share(row.counted)
    return bought


def _repaid(spans: Sequence[Span]) -> Mapping[tuple[str, str], list[tuple[Span, Classified]]]:
    """Repayments by what is repaid; of cards and loans without a brand by whom they are paid to."""
    repaid: defaultdict[tuple[str, str], list[tuple[Span, Classified]]] = defaultdict(list)
    for span in spans:
        for row in span.rows:
            if row.kind == "debt_service" and row.counted:
                other = party(row) if row.credit_product == "other_credit" else ""
                repaid[row.credit_product, other].append((span, row))
    return repaid


def _debt_lines(spans: Sequence[Span], today: date) -> Iterator[ProposedLine]:
    bought = _bought(spans)
    for (product, other), parts in sorted(_repaid(spans).items()):
        rows = tuple(row for _, row in parts)
        monthly = sum((span.share(row.counted) for span, row in parts), Fraction(0))
        covered = min(bought.get(product, Fraction(0)), monthly)
        bought[product] = bought.get(product, Fraction(0)) - covered
        yield ProposedLine(
            name=other or product,
            category="debt_service",
            direction="debt_service",
            kind="fixed",
            essential=False,
            monthly_amount=round(monthly - covered),
            observed_amount=sum(row.counted for row in rows),
            basis=joint_basis([span for span, _ in parts]),
            rows=rows,
            recurring=next(iter(find_recurring(rows, today)), None),
        )


def propose_from_accounts(
    accounts: Sequence[AccountRows], currency: str = "CNY"
) -> tuple[ProposedLine, ...]:
    """Budget lines borne out by the rows of several accounts, the largest monthly amount first.

    Each payment stands in one account only. Recurring ones are found over all of them; what is
    left is averaged over the whole months of its own account (with none, two weeks of rows or
    more are scaled to a month) and then added up. A single payment that would distort an average
    is a line of its own with basis `one_off`.
    """
    own = [
        AccountRows(
            tuple(row for row in account.rows if row.transaction.currency == currency),
            account.months,
        )
        for account in accounts
    ]
    rows = [row for account in own for row in account.rows]
    if not rows:
        return ()
    today = max(row.transaction.day for row in rows)
    spent = [row for row in rows if row.kind in ("income", "expense")]
    recurring = find_recurring(spent, today)
    used = {id(row) for entry in recurring for row in entry.rows}
    proposed = [_recurring_line(entry) for entry in recurring]
    spans = [span for account in own if (span := span_of(account)) is not None]
    for (category, direction), parts in _by_category(spans, used).items():
        proposed += _category_lines(category, direction, parts)
    proposed += _debt_lines(spans, today)
    return tuple(sorted(proposed, key=lambda line: (-line.monthly_amount, line.lines)))


def _by_category(
    spans: Sequence[Span], used: set[int]
) -> Mapping[tuple[str, Literal["income", "expense"]], _Spans]:
    groups: dict[
        tuple[str, Literal["income", "expense"]], dict[int, tuple[Span, list[Classified]]]
    ] = {}
    for place, span in enumerate(spans):
        for row in span.rows:
            if id(row) not in used and row.kind in ("income", "expense", "refund"):
                side: Literal["income", "expense"] = "income" if row.kind == "income" else "expense"
                parts = groups.setdefault((row.category, side), {})
                parts.setdefault(place, (span, []))[1].append(row)
    return {key: list(parts.values()) for key, parts in groups.items()}
