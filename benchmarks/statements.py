"""Reading a statement, row by row and in columns, beside the plain loop that only reads it.

`python -m benchmarks.statements [rows]`: a large one in columns, results compared first, then
paired rounds, then the peak of memory in a process of its own.
"""

import csv
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

from app.statements.bulk.chunks import pieces_of
from app.statements.bulk.opening import OpenPieces, open_large
from app.statements.bulk.statement import LargeStatement, rows_in_full, summarise
from app.statements.classify import Classified, classify
from app.statements.layouts import catalogue
from app.statements.parsing import parse
from benchmarks.made_statements import alipay_file
from benchmarks.rounds import compare

Work = Callable[[], object]
ROWS = 1_000_000
COMPARED_ROWS = 50_000
FEWER_ROWS = 200_000
REQUEST_ROWS = 20_000
SEED = 20261125
ROUNDS = 5
LIMITS = replace(catalogue().limits, file_bytes=1 << 30, rows=10 * ROWS)


def plain_rows(content: bytes) -> Iterator[tuple[datetime, Decimal, str]]:
    """The plain way: one row after the other, nothing classified, no damage expected."""
    text = content.decode("gb18030").split("\n", 1)[1]
    for row in csv.DictReader(StringIO(text, newline="")):
        yield (
            datetime.strptime(row["交易时间"], "%Y-%m-%d %H:%M:%S"),  # noqa: DTZ007 - the plain way
            Decimal(row["金额"]),
            row["收/支"],
        )


def read_plainly(content: bytes) -> int:
    """Rows read."""
    return sum(1 for _ in plain_rows(content))


def read_by_row(content: bytes) -> tuple[Classified, ...]:
    """As within a request: read row by row, classified, refunds paired."""
    statement = parse(content, "a.csv")
    return classify(statement.transactions, statement.family)


def read(open_pieces: OpenPieces) -> LargeStatement:
    """As a worker does: read in columns, classified, refunds paired, summed."""
    return summarise(open_large(open_pieces, LIMITS))


def check_equal(content: bytes) -> None:
    """Every row is what the row reader and the rules make of it, and the sums are the loop's."""
    statement = read(lambda: pieces_of(content))
    found = [row for batch in rows_in_full(statement) for row in batch]
    if found != list(read_by_row(content)):
        raise SystemExit("the two readers differ")
    check_sums(content, statement)


def check_sums(content: bytes, statement: LargeStatement) -> None:
    """Rows and fen by direction are the plain loop's."""
    words = catalogue().vocabulary.directions
    plain: dict[str, int] = {}
    count = 0
    for _, amount, word in plain_rows(content):
        plain[words[word]] = plain.get(words[word], 0) + int(amount * 100)
        count += 1
    ours: dict[str, int] = {}
    for one in statement.sums:
        row = one.transaction
        ours[row.direction] = ours.get(row.direction, 0) + row.amount
    if (count, plain) != (statement.rows, ours):
        raise SystemExit("the sums differ from the plain loop's")


def comparisons() -> tuple[tuple[str, Work, Work], ...]:
    """What `make bench` measures: name, plain way, ours; the results are compared first."""
    few, many = alipay_file(REQUEST_ROWS, SEED), alipay_file(FEWER_ROWS, SEED)
    check_equal(few)
    check_sums(many, read(lambda: pieces_of(many)))
    return (
        (
            f"{REQUEST_ROWS:,} rows: read only / by row",
            lambda: read_plainly(few),
            lambda: read_by_row(few),
        ),
        (
            f"{FEWER_ROWS:,} rows: read only / in columns",
            lambda: read_plainly(many),
            lambda: read(lambda: pieces_of(many)),
        ),
    )


def _peak_kib() -> int:
    """The process's own peak; what `getrusage` says includes the parent's before the start."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def measure_memory(path: Path) -> None:
    """Prints how far the peak rises while a file on disk is read."""

    def pieces() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece

    before = _peak_kib()
    read(pieces)
    print(f"memory: {before / 1024:.0f} MiB before, {(_peak_kib() - before) / 1024:.0f} MiB above")


def main() -> None:
    """Compares, measures, prints."""
    if sys.argv[1:2] == ["--memory"]:
        measure_memory(Path(sys.argv[2]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, seed {SEED}")
    check_equal(alipay_file(min(rows, COMPARED_ROWS), SEED))
    content = alipay_file(rows, SEED)
    check_sums(content, read(lambda: pieces_of(content)))
    print(f"{rows:,} rows, {len(content) / 1e6:.0f} MB in GB18030: results equal", flush=True)
    name = f"{rows:,} rows: read only / read, classify"
    row = compare(
        name, lambda: read_plainly(content), lambda: read(lambda: pieces_of(content)), ROUNDS
    )
    print(row.line(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.csv"
        path.write_bytes(content)
        subprocess.run(  # noqa: S603 - this module, in a process of its own
            [sys.executable, "-m", "benchmarks.statements", "--memory", str(path)], check=True
        )
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
