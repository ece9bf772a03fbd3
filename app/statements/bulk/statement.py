"""What a large file says as a whole, and its rows in full once more.

The first reading holds only sums, and of single rows those that refunds may pair: refunds,
closed orders, purchases refunded in part.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.statements.bulk.full_rows import FullRows
from app.statements.bulk.opening import LargeFile
from app.statements.bulk.pairing import Pairing
from app.statements.bulk.reader import EPOCH, Batch, BulkReader
from app.statements.classify import Classified, classify
from app.statements.findings import Findings
from app.statements.summaries import FoundSum, declared_totals
from app.statements.transactions import SHOWN_UNPARSED, DeclaredTotals, Notice, Unparsed


@dataclass(frozen=True, slots=True)
class LargeStatement:
    """A large file as a whole.

    `sums` stand for its transactions: one per direction, currency, kind, category and way of
    paying, their amounts and weights added up. `rows` = transactions + rows that cannot be
    read, of which the first `SHOWN_UNPARSED` are in `unparsed`. `weights` tells by line what is
    left of a refund whose purchase already took some of it off.
    """

    file: LargeFile
    rows: int
    transactions: int
    explained: int
    unparsed: tuple[Unparsed, ...]
    declared_totals: DeclaredTotals | None
    period_first: date | None
    period_last: date | None
    covers: tuple[date, date] | None
    warnings: tuple[Notice, ...]
    sums: tuple[Classified, ...]
    weights: dict[int, int]


@dataclass(slots=True)
class _Sum:
    """Fen of the rows like `one`."""

    one: Classified
    amount: int = 0
    counted: int = 0
    refunded: int = 0

    def as_row(self) -> Classified:
        """One row that stands for all of them."""
        total = replace(self.one.transaction, amount=self.amount, refunded=self.refunded)
        return replace(self.one, transaction=total, counted=self.counted)


@dataclass(slots=True)
class _Gathered:
    """What is kept while the batches pass by.

    `counts` and `fen` are by class.
    """

    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    fen: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    findings: Findings = field(default_factory=Findings)
    sums: dict[tuple[object, ...], "_Sum"] = field(default_factory=dict)
    unparsed: list[Unparsed] = field(default_factory=list)
    explained: int = 0
    declared: DeclaredTotals | None = None

    def add(self, one: Classified, amount: int, counted: int, refunded: int) -> None:
        """Adds to the sum of the rows like `one`."""
        row = one.transaction
        key = (
            *(row.direction, row.currency),
            *(one.kind, one.category, one.on_credit, one.credit_product),
        )
        so_far = self.sums.setdefault(key, _Sum(one))
        so_far.amount += amount
        so_far.counted += counted
        so_far.refunded += refunded

    def note_footers(self, texts: list[str]) -> None:
        """Takes over what footers declare; a later line replaces an earlier one."""
        for text in texts:
            found, before = declared_totals([text]), self.declared or DeclaredTotals()
            if found is not None:
                self.declared = DeclaredTotals(
                    records=before.records if found.records is None else found.records,
                    income=found.income or before.income,
                    expense=found.expense or before.expense,
                    neutral=found.neutral or before.neutral,
                )


def summarise(
    file: LargeFile,
    filename: str | None = None,
    tell: Callable[[int], None] = lambda _lines: None,
) -> LargeStatement:
    """Reads and classifies every row of a file; `tell` hears after how many lines.

    Raises:
        StatementRefused: damaged, beyond a limit, or with more refunds than can be paired.
    """
    reader = file.reader()
    pairing = Pairing(reader)
    found = _Gathered(declared=declared_totals(file.above))
    for batch in file.batches(reader):
        _add_columns(found, reader, batch)
        pairing.add_columns(batch)
        for one in _add_singles(found, reader, batch):
            pairing.add_single(one)
        tell(batch.first_line + batch.lines)
    _add_classes(found, reader)
    weights = {}
    for row, fen in pairing.settle():
        found.add(row.one, 0, -fen, 0)
        weights[row.line] = row.amount - fen
    findings = found.findings
    findings.rounded = reader.rows.rounded_identifiers
    return LargeStatement(
        file=file,
        rows=findings.transactions + findings.unparsed,
        transactions=findings.transactions,
        explained=found.explained,
        unparsed=tuple(found.unparsed),
        declared_totals=found.declared,
        period_first=findings.first,
        period_last=findings.last,
        covers=findings.covers(file.above),
        warnings=findings.notices(file.detected, found.declared, filename),
        sums=tuple(each.as_row() for each in found.sums.values()),
        weights=weights,
    )


def _add_columns(found: _Gathered, reader: BulkReader, batch: Batch) -> None:
    columns, known = batch.columns, reader.book.known
    if not len(columns.lines):
        return
    added = len(known) - len(found.counts)
    found.counts = np.pad(found.counts, (0, added))
    found.fen = np.pad(found.fen, (0, added))
    found.counts += np.bincount(columns.classes, minlength=len(known))
    np.add.at(found.fen, columns.classes, columns.fen)
    for seconds in (columns.seconds.min(), columns.seconds.max()):
        found.findings.see((EPOCH + timedelta(seconds=int(seconds))).date())


def _add_classes(found: _Gathered, reader: BulkReader) -> None:
    """The sums of all rows read by columns; refunds weigh their whole amount as yet."""
    firsts = [entry.first for entry in reader.book.known]
    firsts = firsts[: len(found.counts)]
    for first, count, fen in zip(firsts, found.counts.tolist(), found.fen.tolist(), strict=True):
        if first is not None and count:
            found.findings.add_many(first.transaction, FoundSum(count, fen, 0))
            found.add(first, fen, fen if first.counted else 0, 0)


def _add_singles(found: _Gathered, reader: BulkReader, batch: Batch) -> Iterator[Classified]:
    singles = batch.singles
    for row in singles.transactions:
        found.findings.add(row)
        (one,) = classify((row,), reader.layout.family, reader.own_names)
        found.add(one, row.amount, one.counted, row.refunded)
        yield one
    unparsed = [*singles.unparsed, *batch.unreadable]
    found.findings.unparsed += len(unparsed)
    unparsed.sort(key=lambda row: row.line)
    found.unparsed += unparsed[: SHOWN_UNPARSED - len(found.unparsed)]
    found.explained += len(singles.explained)
    found.note_footers(singles.footers)


def rows_in_full(statement: LargeStatement) -> Iterator[list[Classified]]:
    """Every transaction of the file in its order, batch by batch, as row by row reading has it."""
    reader = statement.file.reader()
    full = FullRows(reader)
    family, own_names = reader.layout.family, reader.own_names
    for batch in statement.file.batches(reader):
        rows = full.of(batch)
        for single in batch.singles.transactions:
            rows.extend(classify((single,), family, own_names))
        rows.sort(key=lambda row: row.transaction.line)
        yield [
            replace(row, counted=statement.weights[row.transaction.line])
            if row.transaction.line in statement.weights
            else row
            for row in rows
        ]
