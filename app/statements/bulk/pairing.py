"""Refunds and closed orders of a large file, held as bytes until it is known which ones matter."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np

from app.statements.bulk.classes import decoded
from app.statements.bulk.plan import ORDER_NUMBERS
from app.statements.bulk.reader import EPOCH, Batch, BulkReader
from app.statements.classify import Classified, is_paired, taken_off
from app.statements.refunds import order_keys
from app.statements.refusals import StatementRefused
from app.statements.transactions import Transaction

MOST_HELD: Final = 200_000
"""Refunds, closed orders and purchases refunded in part that are held to pair them."""


_Held = tuple[int, int, int, int, list[bytes]]
"""A row read by columns: line, seconds, fen, class, and the bytes of its cells by role."""


_LONG_NUMBER: Final = 8
"""From so many letters and digits on a text is no word for nothing, and clean but for its ends."""


@dataclass(slots=True)
class Pairing:
    """The rows of a file that refunds may pair, until the file has been read."""

    reader: BulkReader
    _singles: list[Classified] = field(default_factory=list)
    _held: list[_Held] = field(default_factory=list)
    _is_held: list[bool] = field(default_factory=list)
    _numbered: int = field(init=False)
    _with_merchants: bool = True

    def __post_init__(self) -> None:
        """The order numbers are the first of the cells held."""
        plan = self.reader.plan
        self._numbered = len(set(ORDER_NUMBERS) & plan.pairing.keys()) if plan else 0

    def add_single(self, one: Classified) -> None:
        """Holds a row read by itself, if it has a part in it."""
        if is_paired(one.transaction, one.kind):
            self._singles.append(one)
            self._check()

    def add_columns(self, batch: Batch) -> None:
        """Holds those rows of a batch that have a part in it."""
        columns, known, plan = batch.columns, self.reader.book.known, self.reader.plan
        for entry in known[len(self._is_held) :]:
            one = entry.first
            self._is_held.append(one is not None and is_paired(one.transaction, one.kind))
        rows = np.flatnonzero(np.array(self._is_held, bool)[columns.classes])
        if plan is None or not rows.size:
            return
        part, grid = columns.part(rows), batch.grid
        places = list(plan.pairing.values())
        starts = grid.starts[part.places[:, None], places].tolist()
        ends = grid.ends[part.places[:, None], places].tolist()
        text = grid.text
        cells = [
            [text[start:end] for start, end in zip(*row, strict=True)]
            for row in zip(starts, ends, strict=True)
        ]
        lines = part.lines + batch.first_line
        figures = (column.tolist() for column in (lines, part.seconds, part.fen, part.classes))
        self._held.extend(zip(*figures, cells, strict=True))
        self._check()

    def _check(self) -> None:
        if len(self._held) + len(self._singles) > MOST_HELD:
            raise StatementRefused("statement_too_many_refunds", limit=MOST_HELD)

    def settle(self) -> Iterator[tuple[Classified, Transaction, int]]:
        """Refunds that their purchases took off already: a row like it, itself, how many fen.

        A closed order matters only to a refund that names its number; merchants matter only to
        purchases that took a refund off by themselves, and those were read one by one.
        """
        self._with_merchants = any(one.kind != "refund" for one in self._singles)
        firsts = [entry.first for entry in self.reader.book.known]
        is_refund = [one is not None and one.kind == "refund" for one in firsts]
        rows = [(one, one.transaction) for one in self._singles]
        rows += [self._opened(held) for held in self._held if is_refund[held[3]]]
        numbers = {key for one, row in rows if one.kind == "refund" for key in order_keys(row)}
        rows += [
            self._opened(held)
            for held in self._held
            if not is_refund[held[3]] and self._is_named(held, numbers)
        ]
        rows.sort(key=lambda pair: pair[1].line)
        taken = taken_off([row for _, row in rows], [one.kind for one, _ in rows])
        return ((*rows[index], fen) for index, fen in taken.items() if fen)

    def _first(self, held: _Held) -> Classified:
        one = self.reader.book.known[held[3]].first
        assert one is not None  # noqa: S101 - is held
        return one

    def _text(self, cell: bytes) -> str:
        return self.reader.rows.cleaned(decoded(cell, self.reader.encoding))

    def _is_named(self, held: _Held, numbers: Collection[str]) -> bool:
        """Whether an order bears one of the numbers."""
        for cell in held[4][: self._numbered]:
            text = self._number(cell)
            if text != "" and text in numbers:
                return True
        return False

    def _number(self, cell: bytes) -> str:
        plain = cell.strip(b" \t")
        if len(plain) >= _LONG_NUMBER and plain.isalnum():
            return plain.decode("ascii")
        return self._text(cell)

    def _texts(self, cells: list[bytes]) -> list[str]:
        texts = [self._number(cell) for cell in cells[: self._numbered]]
        if self._with_merchants:
            texts += [self._text(cell) for cell in cells[self._numbered :]]
        return texts

    def _opened(self, held: _Held) -> tuple[Classified, Transaction]:
        assert self.reader.plan is not None  # noqa: S101 - there were columns
        line, seconds, fen, _, cells = held
        one = self._first(held)
        like = one.transaction
        texts = dict(zip(self.reader.plan.pairing, self._texts(cells), strict=False))
        row = Transaction(
            line,
            EPOCH + timedelta(seconds=seconds),
            like.date_only,
            like.direction,
            fen,
            like.currency,
            texts.get("counterparty", ""),
            category_text=texts.get("category_text", ""),
            external_id=texts.get("external_id", ""),
            merchant_order_id=texts.get("merchant_order_id", ""),
        )
        return one, row
