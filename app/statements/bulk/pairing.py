"""Refunds and closed orders of a large file, held as bytes until it is known which ones matter."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.statements.bulk.classes import decoded
from app.statements.bulk.plan import MERCHANTS, ORDER_NUMBERS, PAIRING
from app.statements.bulk.reader import EPOCH, Batch, BulkReader, Columns
from app.statements.classify import Classified, is_paired, taken_off
from app.statements.refunds import order_keys
from app.statements.refusals import StatementRefused

MOST_HELD: Final = 200_000
"""Refunds, closed orders and purchases refunded in part that are held to pair them."""
_LONG_NUMBER: Final = re.compile(r"[0-9A-Za-z_]{8,}")
"""No word for nothing is as long, and there is nothing in it to clean."""


@dataclass(slots=True)
class PairedRow:
    """What of a row decides how refunds are paired; `occurred_at` in seconds since 1970."""

    one: Classified
    currency: str
    refunded: int
    line: int
    occurred_at: float
    amount: int
    external_id: str
    merchant_order_id: str
    counterparty: str
    category_text: str

    @property
    def numbers(self) -> tuple[str, str]:
        """Those under which an order can be named."""
        return self.external_id, self.merchant_order_id


@dataclass(frozen=True, slots=True)
class _Held:
    """Rows of one batch: their figures, and by role their cells, each ended by a line end."""

    columns: Columns
    first_line: int
    cells: dict[str, bytes]


@dataclass(slots=True)
class Pairing:
    """The rows of a file that refunds may pair, until the file has been read."""

    reader: BulkReader
    _singles: list[Classified] = field(default_factory=list)
    _held: list[_Held] = field(default_factory=list)
    _count: int = 0
    _is_held: list[bool] = field(default_factory=list)

    def add_single(self, one: Classified) -> None:
        """Holds a row read by itself, if it has a part in it."""
        if is_paired(one.transaction, one.kind):
            self._singles.append(one)
            self._add(1)

    def add_columns(self, batch: Batch) -> None:
        """Holds those rows of a batch that have a part in it."""
        columns, known, plan = batch.columns, self.reader.book.known, self.reader.plan
        for entry in known[len(self._is_held) :]:
            one = entry.first
            self._is_held.append(one is not None and is_paired(one.transaction, one.kind))
        rows = np.flatnonzero(np.array(self._is_held, bool)[columns.classes])
        if plan is None or not rows.size:
            return
        part = columns.part(rows)
        cells = {
            role: batch.grid.column(place).part(part.places).lines()
            for role, place in plan.pairing.items()
        }
        self._held.append(_Held(part, batch.first_line, cells))
        self._add(len(rows))

    def _add(self, count: int) -> None:
        self._count += count
        if self._count > MOST_HELD:
            raise StatementRefused("statement_too_many_refunds", limit=MOST_HELD)

    def settle(self) -> Iterator[tuple[PairedRow, int]]:
        """Refunds that their purchases took off already, and how many fen of them.

        A closed order matters only to a refund that names its number; merchants matter only to
        purchases that took a refund off by themselves, and those were read one by one.
        """
        rows = [_as_paired(one) for one in self._singles]
        needed = {*ORDER_NUMBERS}
        if any(row.one.kind != "refund" for row in rows):
            needed |= {*MERCHANTS}
        closed: list[PairedRow] = []
        for held in self._held:
            for row in self._opened(held, needed):
                (rows if row.one.kind == "refund" else closed).append(row)
        numbers = {key for row in rows if row.one.kind == "refund" for key in order_keys(row)}
        numbers.discard("")
        rows += [row for row in closed if not numbers.isdisjoint(row.numbers)]
        rows.sort(key=lambda row: row.line)
        taken = taken_off(rows, [row.one.kind for row in rows])
        return ((rows[index], fen) for index, fen in taken.items() if fen)

    def _opened(self, held: _Held, needed: Collection[str]) -> Iterator[PairedRow]:
        """The rows of a batch, with the texts that are needed."""
        columns, known = held.columns, self.reader.book.known
        firsts = [known[number].first for number in columns.classes.tolist()]
        lines = (columns.lines + held.first_line).tolist()
        seconds, fen = columns.seconds.tolist(), columns.fen.tolist()
        nothing = [""] * len(lines)
        texts = [
            self._texts(role, held.cells[role])
            if role in needed and role in held.cells
            else nothing
            for role in PAIRING
        ]
        for one, *figures in zip(firsts, lines, seconds, fen, *texts, strict=True):
            if one is not None:
                yield PairedRow(one, one.transaction.currency, 0, *figures)

    def _texts(self, role: str, cells: bytes) -> list[str]:
        texts = decoded(cells, self.reader.encoding).split("\n")[:-1]
        clean = self.reader.rows.cleaned
        if role in ORDER_NUMBERS:
            return [_number(text, clean) for text in texts]
        cleaned = {text: clean(text) for text in set(texts)}
        return [cleaned[text] for text in texts]


def _number(text: str, clean: Callable[[str], str]) -> str:
    plain = text.strip(" \t")
    return plain if _LONG_NUMBER.fullmatch(plain) else clean(text)


def _as_paired(one: Classified) -> PairedRow:
    row = one.transaction
    return PairedRow(
        one,
        row.currency,
        row.refunded,
        row.line,
        (row.occurred_at - EPOCH).total_seconds(),
        row.amount,
        row.external_id,
        row.merchant_order_id,
        row.counterparty,
        row.category_text,
    )
