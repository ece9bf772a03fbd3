"""`make bench`: prints figures; nothing fails on them, these machines are noisy."""

import os
import platform
import random
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from app.calc.frontier import best_payments
from app.core.garbage import settle
from benchmarks import (
    appending,
    loans,
    months,
    scoring,
    statements,
    verification,
)
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


def main() -> None:
    """Runs every comparison."""
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, seed {SEED}")
    scoring.check()
    ready, validating, endpoint = scoring.endpoints()
    settle()  # as the server does
    rows: tuple[tuple[str, Work, Work], ...] = (
        ("20,000 offers over 36 months: kept or not", scoring.naive_verdicts, scoring.our_verdicts),
        (
            f"… in 10,000 courses ({scoring.SAMPLED} of 20,000 / all)",
            scoring.brute_success,
            scoring.our_success,
        ),
        ("counter-offers: route with a ready answer / ours", ready.call, endpoint.call),
        ("counter-offers: route that validates it / ours", validating.call, endpoint.call),
        *loans.comparisons(),
        *months.comparisons(),
        ("largest payment of 128 shapes, 36 months", _naive_frontier, _exact_frontier),
        *statements.comparisons(),
    )
    for name, plain, ours in rows:
        print(compare(name, plain, ours).line(), flush=True)
    verification.main(verification.SHORT)
    appending.main()


if __name__ == "__main__":
    main()
