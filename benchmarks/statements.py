"""A statement read and classified beside the plain loop that only reads it."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from io import StringIO

from app.statements.classify import Classified, classify
from app.statements.layouts import catalogue
from app.statements.parsing import parse
from benchmarks.made_statements import alipay_file

Work = Callable[[], object]
ROWS = 20_000
SEED = 20261125
CONTENT = alipay_file(ROWS, SEED)


def _plain_rows() -> Iterator[tuple[datetime, Decimal, str]]:
    """The plain way: one row after the other, nothing classified, no damage expected."""
    text = CONTENT.decode("gb18030").split("\n", 1)[1]
    for row in csv.DictReader(StringIO(text, newline="")):
        yield (
            datetime.strptime(row["交易时间"], "%Y-%m-%d %H:%M:%S"),  # noqa: DTZ007 - the plain way
            Decimal(row["金额"]),
            row["收/支"],
        )


def _our_rows() -> tuple[Classified, ...]:
    read = parse(CONTENT, "a.csv")
    return classify(read.transactions, read.family)


def check() -> None:
    """Rows and fen by direction are the plain loop's.

    Raises:
        SystemExit: if they differ.
    """
    words = catalogue().vocabulary.directions
    plain = [(int(amount * 100), words[word]) for _, amount, word in _plain_rows()]
    ours = [(row.transaction.amount, row.transaction.direction) for row in _our_rows()]
    if plain != ours:
        raise SystemExit("statements: the rows differ from the plain loop's")


def comparisons() -> tuple[tuple[str, Work, Work], ...]:
    """What is measured: name, plain way, ours."""
    name = f"{ROWS:,} rows: read only / parse and classify"
    return ((name, lambda: list(_plain_rows()), _our_rows),)
