"""Runs contenders in turn, several rounds, and reports the ratio of their CPU times."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7
LEAST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: median CPU seconds of each, and the ratio's median, least and most."""

    name: str
    plain: float
    ours: float
    ratio: float
    least: float
    most: float

    def line(self) -> str:
        """The row as it is printed; a ratio above 1 means ours is that much cheaper."""
        return (
            f"{self.name:<44} plain {self.plain * 1e3:10.3f} ms   ours {self.ours * 1e3:10.3f} ms"
            f"   ratio {self.ratio:8.2f}  [{self.least:.2f} … {self.most:.2f}]"
        )


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call, measured over at least a tenth of a second."""
    calls, spent = 0, 0.0
    while spent < LEAST_SECONDS:
        started = time.process_time()
        work()
        spent += time.process_time() - started
        calls += 1
    return spent / calls


def compare(
    name: str, plain: Callable[[], object], ours: Callable[[], object], rounds: int = ROUNDS
) -> Row:
    """Each round runs both once; the ratio is taken within the round."""
    pairs = [(_cpu(plain), _cpu(ours)) for _ in range(rounds)]
    ratios = [first / second for first, second in pairs]
    return Row(
        name,
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )
