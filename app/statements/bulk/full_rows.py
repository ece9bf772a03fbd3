"""Rows read by columns in full: every text of theirs, decoded column by column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from app.statements.bulk.classes import decoded
from app.statements.bulk.plan import PASSED_ON, TEXTS
from app.statements.bulk.reader import EPOCH, Batch, BulkReader
from app.statements.cells import money
from app.statements.classify import Classified
from app.statements.rows import bound_places
from app.statements.transactions import Transaction

_TEXTS = (*TEXTS, *PASSED_ON)
"""What differs within a class; direction, currency and status are those of its first row."""
Texts = Sequence[str]


@dataclass(slots=True)
class FullRows:
    """Makes the transactions of a batch, as the row reader would one by one."""

    reader: BulkReader
    _places: dict[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Binds the columns of the texts."""
        found = bound_places(self.reader.layout, self.reader.names)
        self._places = {role: found[role] for role in _TEXTS if role in found}

    def of(self, batch: Batch) -> list[Classified]:
        """The rows with their kinds; a refund weighs its whole amount."""
        columns, known = batch.columns, self.reader.book.known
        if not len(columns.lines):
            return []
        texts = [self._texts(batch, role) for role in _TEXTS]
        figures = (
            (columns.lines + batch.first_line).tolist(),
            *(part.tolist() for part in (columns.seconds, columns.date_only, columns.fen)),
        )
        firsts = [known[number].first for number in columns.classes.tolist()]
        return [
            _classified(first, *row)
            for first, *row in zip(firsts, *figures, *texts, strict=True)
            if first is not None
        ]

    def _texts(self, batch: Batch, role: str) -> Texts:
        """A role's text in every row; of several columns the filled ones, joined."""
        count = len(batch.columns.lines)
        parts = [self._column(batch, place) for place in self._places.get(role, ())]
        if not parts:
            return [""] * count
        if len(parts) == 1:
            return parts[0]
        return [_joined(cells) for cells in zip(*parts, strict=True)]

    def _column(self, batch: Batch, place: int) -> Texts:
        """One column, cleaned; equal cells are one text."""
        if place >= batch.grid.width:
            return [""] * len(batch.columns.lines)
        cells = batch.grid.column(place).part(batch.columns.places)
        texts = decoded(cells.lines(), self.reader.encoding).split("\n")[:-1]
        cleaned = {text: self.reader.rows.cleaned(text) for text in set(texts)}
        return [cleaned[text] for text in texts]


def _joined(cells: Iterable[str]) -> str:
    return " ".join(filter(None, cells))


def _classified(
    first: Classified,
    line: int,
    seconds: int,
    date_only: bool,  # noqa: FBT001 - a cell of a row, given by its place
    fen: int,
    counterparty: str,
    description: str,
    category_text: str,
    payment_method: str,
    external_id: str,
    merchant_order_id: str,
    balance_text: str,
) -> Classified:
    like = first.transaction
    balance = money(balance_text) if balance_text else None
    row = Transaction(
        line=line,
        occurred_at=EPOCH + timedelta(seconds=seconds),
        date_only=date_only,
        direction=like.direction,
        amount=fen,
        currency=like.currency,
        counterparty=counterparty,
        description=description,
        category_text=category_text,
        payment_method=payment_method,
        status=like.status,
        external_id=external_id,
        merchant_order_id=merchant_order_id,
        balance=balance.value if balance else None,
    )
    counted = fen if first.counted else 0
    return Classified(
        row, first.kind, first.category, counted, first.on_credit, first.credit_product
    )
