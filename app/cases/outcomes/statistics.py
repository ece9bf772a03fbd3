"""Counts over many outcomes that tell nothing of one: small groups stay untold, counts are rounded.

What is told of a group of people is told only if it, and everybody it leaves out, are at least the
smallest safe group; otherwise two published counts would give the third away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """Counts by code as they may be shown, and how many are in none of them, all rounded."""

    counts: Mapping[str, int]
    others: int


def of_results(results: Iterable[str], smallest: int, step: int) -> Told:
    """How many ended how; each person counts once.

    Codes below `smallest` go into `others`, and so do the next larger ones until these are enough
    to hide in. Nothing at all is told of fewer than `smallest` people.
    """
    counted = Counter(results)
    if counted.total() < smallest:
        return Told({}, 0)
    kept = dict(sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])))
    hidden = 0
    while kept and (min(kept.values()) < smallest or 0 < hidden < smallest):
        hidden += kept.pop(list(kept)[-1])
    return Told({code: rounded(count, step) for code, count in kept.items()}, rounded(hidden, step))


def of_help(helped: Sequence[Iterable[str]], smallest: int, step: int) -> Mapping[str, int]:
    """Whom each thing helped; one person may name several.

    A code is told only where both those who named it and those who did not are enough.
    """
    counted = Counter(code for each in helped for code in set(each))
    return {
        code: rounded(count, step)
        for code, count in sorted(counted.items())
        if count >= smallest and len(helped) - count >= smallest
    }


def rounded(count: int, step: int) -> int:
    """Down to a multiple of `step`: one person more or less is rarely seen."""
    return count - count % step
