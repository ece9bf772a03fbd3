"""Lines that a household shares (分摊): whose part is how much, exact to the fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.calc.money import share_by_largest_remainder


@dataclass(frozen=True, slots=True)
class OtherShare:
    """Another member of the household and how many parts of a line are theirs."""

    member: str
    parts: int


def split_parts(total: int, own_parts: int, others: Sequence[OtherShare]) -> tuple[int, ...]:
    """The person's part first, then the others' in order; they add up to the total exactly.

    Left-over fen go to the largest remainders, ties in that order. Nobody to share with: all of
    it is the person's own, whatever `own_parts` says.
    """
    if not others:
        return (total,)
    return share_by_largest_remainder(total, [own_parts, *(other.parts for other in others)])


def own_part(total: int, own_parts: int, others: Sequence[OtherShare]) -> int:
    """The person's own part of a total in fen."""
    return split_parts(total, own_parts, others)[0]


class Shareable(Protocol):
    """A line that may be shared, with what is split of it: a month's amount, or a whole cost."""

    @property
    def name(self) -> str:
        """What it is."""

    @property
    def own_parts(self) -> int:
        """The person's own parts."""

    @property
    def shared_with(self) -> tuple[OtherShare, ...]:
        """The others."""

    @property
    def superseded(self) -> bool:
        """Whether a scenario replaced it."""

    @property
    def whole(self) -> int:
        """What is split."""


@dataclass(frozen=True, slots=True)
class MemberAmount:
    """What another member bears, in fen."""

    member: str
    amount: int


@dataclass(frozen=True, slots=True)
class SharedAmount:
    """A shared line: all of it, the person's own part and the others', adding up exactly."""

    name: str
    whole: int
    own: int
    others: tuple[MemberAmount, ...]


def shared_amounts(lines: Iterable[Shareable]) -> tuple[SharedAmount, ...]:
    """The shared ones among the lines that last, in order."""
    found = []
    for line in lines:
        if line.shared_with and not line.superseded:
            own, *parts = split_parts(line.whole, line.own_parts, line.shared_with)
            others = tuple(
                MemberAmount(other.member, part)
                for other, part in zip(line.shared_with, parts, strict=True)
            )
            found.append(SharedAmount(line.name, line.whole, own, others))
    return tuple(found)
