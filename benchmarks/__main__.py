"""`make bench`: prints figures; nothing fails on them, these machines are noisy."""

import csv
import os
import platform
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from io import StringIO

import numpy as np

from app.calc.frontier import best_payments
from app.statements.classify import classify
from app.statements.parsing import parse
from benchmarks import loans, months, scoring
from benchmarks.rounds import compare

Work = Callable[[], object]
SEED = 20261124
CENT = Decimal("0.01")


_cash = random.Random(SEED)
MONTHLY = [_cash.randrange(-50_000, 400_000) for _ in range(36)]
CUMULATIVE = np.cumsum(np.array(MONTHLY, dtype=np.int64)) + 350_000
SHAPES = [(0, first, term) for first in range(4) for term in range(1, 33)]


def _naive_frontier() -> list[Decimal | None]:
    """The largest payment of each shape by bisection over a Decimal cash flow."""
    return [_bisected(*shape) for shape in SHAPES]


def _bisected(upfront: int, first: int, term: int) -> Decimal | None:
    def holds(payment: Decimal) -> bool:
        balance = Decimal("3500.00") - upfront
        for month, net in enumerate(MONTHLY):
            balance += Decimal(net) / 100
            if first <= month < first + term:
                balance -= payment
            if balance < 0:
                return False
        return True

    low, high = Decimal(0), Decimal(1_000_000)
    if not holds(low):
        return None
    while high - low > CENT:
        middle = ((low + high) / 2).quantize(CENT)
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _exact_frontier() -> object:
    upfronts, firsts, terms = (
        np.array(column, dtype=np.int64) for column in zip(*SHAPES, strict=True)
    )
    return best_payments(CUMULATIVE, upfronts, firsts, terms, 0)


def _statement(rows: int) -> bytes:
    made = random.Random(SEED)
    lines = [
        "-" * 24 + "支付宝支付科技有限公司  电子客户回单" + "-" * 24,
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,",
    ]
    for number in range(rows):
        day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d} 12:{number % 60:02d}:00"
        amount = f"{made.randrange(100, 50_000) / 100:.2f}"
        lines.append(
            f"{day},餐饮美食,某饭馆{number % 97},/,午餐,支出,{amount},余额,交易成功,"
            f"2026{number:024d}\t,\t,,"
        )
    return "\n".join(lines).encode("gb18030")


STATEMENT = _statement(20_000)


def _naive_rows() -> Iterator[tuple[datetime, Decimal]]:
    text = STATEMENT.decode("gb18030").split("\n", 1)[1]
    for row in csv.DictReader(StringIO(text)):
        yield (
            datetime.strptime(row["交易时间"], "%Y-%m-%d %H:%M:%S"),  # noqa: DTZ007 - the plain way
            Decimal(row["金额"]),
        )


def _our_rows() -> object:
    read = parse(STATEMENT, "a.csv")
    return classify(read.transactions, read.family)


def main() -> None:
    """Runs every comparison."""
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, seed {SEED}")
    scoring.check()
    bare, endpoint = scoring.endpoints()
    rows: tuple[tuple[str, Work, Work], ...] = (
        ("20,000 offers over 36 months: kept or not", scoring.naive_verdicts, scoring.our_verdicts),
        (
            f"… in 10,000 courses ({scoring.SAMPLED} of 20,000 / all)",
            scoring.brute_success,
            scoring.our_success,
        ),
        ("counter-offers: bare route / ours", bare.call, endpoint.call),
        *loans.comparisons(),
        *months.comparisons(),
        ("largest payment of 128 shapes, 36 months", _naive_frontier, _exact_frontier),
        ("20,000 rows: read only / parse and classify", lambda: list(_naive_rows()), _our_rows),
    )
    for name, plain, ours in rows:
        print(compare(name, plain, ours).line(), flush=True)


if __name__ == "__main__":
    main()
