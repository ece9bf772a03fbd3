"""Refunds and closed orders of a large file, held as bytes until it is known which ones matter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np

from app.statements.bulk.classes import decoded
from app.statements.bulk.plan import ORDER_NUMBERS
from app.statements.bulk.reader import EPOCH, Batch, BulkReader
from app.statements.classify import Classified, is_paired, taken_off
from app.statements.movements import Kind
from app.statements.refunds import order_keys
from app.statements.refusals import StatementRefused
from app.statements.transactions import Transaction

MOST_HELD: Final = 200_000
"""Refunds, closed orders and purchases refunded in part that are held to pair them."""


_Held = tuple[int, int, int, int, list[bytes]]
"""A row read by columns: line, seconds, fen, class, and the bytes of its cells by role."""


@dataclass(slots=True)
class Pairing:
    """The rows of a file that refunds may pair, until the file has been read."""

    reader: BulkReader
    _singles: list[Classified] = field(default_factory=list)
    _held: list[_Held] = field(default_factory=list)
    _is_held: list[bool] = field(default_factory=list)

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

        A closed order matters only to a refund that names its number.
        """
        rows = [(one, one.transaction) for one in self._singles]
        rows += [self._opened(held) for held in self._held if self._kind(held) == "refund"]
        numbers = {key for one, row in rows if one.kind == "refund" for key in order_keys(row)}
        numbers -= {""}
        rows += [
            self._opened(held)
            for held in self._held
            if self._kind(held) != "refund" and not numbers.isdisjoint(self._numbers(held))
        ]
        rows.sort(key=lambda pair: pair[1].line)
        taken = taken_off([row for _, row in rows], [one.kind for one, _ in rows])
        return ((*rows[index], fen) for index, fen in taken.items() if fen)

    def _first(self, held: _Held) -> Classified:
        one = self.reader.book.known[held[3]].first
        assert one is not None  # noqa: S101 - is held
        return one

    def _kind(self, held: _Held) -> Kind:
        return self._first(held).kind

    def _text(self, cell: bytes) -> str:
        return self.reader.rows.cleaned(decoded(cell, self.reader.encoding))

    def _numbers(self, held: _Held) -> Iterator[str]:
        assert self.reader.plan is not None  # noqa: S101 - there were columns
        for role, cell in zip(self.reader.plan.pairing, held[4], strict=True):
            if role in ORDER_NUMBERS:
                yield self._text(cell)

    def _opened(self, held: _Held) -> tuple[Classified, Transaction]:
        assert self.reader.plan is not None  # noqa: S101 - there were columns
        line, seconds, fen, _, cells = held
        one = self._first(held)
        texts = dict(zip(self.reader.plan.pairing, map(self._text, cells), strict=True))
        row = Transaction(
            line=line,
            occurred_at=EPOCH + timedelta(seconds=seconds),
            date_only=one.transaction.date_only,
            direction=one.transaction.direction,
            amount=fen,
            currency=one.transaction.currency,
            counterparty=texts.get("counterparty", ""),
            category_text=texts.get("category_text", ""),
            external_id=texts.get("external_id", ""),
            merchant_order_id=texts.get("merchant_order_id", ""),
        )
        return one, row
