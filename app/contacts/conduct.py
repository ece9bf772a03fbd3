"""Conduct below standard (催收行为) in a contact log, by the dated rules of the law data.

A rule looks at what the person ticked, or at times and numbers. The basis of a finding is the
first of the rule's bases that was in force that day and applies to this kind of creditor and
product; where none applies there is no finding. A creditor one knows nothing of is covered only
by bases that say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from app.core.rules import RuleBook

TABLE = "collection_conduct"
UNKNOWN = ("unknown", "unknown")
"""Creditor type and product type of a contact that names no debt."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One contact as the rules see it, day and time in Asia/Shanghai.

    `connected` is None where nobody noted it; `party` is who called, as far as it was noted;
    `covers` are (creditor type, product type) of the debts named; `is_at_rest` says that
    collection on one of them had to rest that day, because of an agreement.
    """

    contact_id: UUID
    day: date
    at: time
    channel: str
    is_inbound: bool
    connected: bool | None = None
    party: str | None = None
    about_person: str = "debtor"
    outcome: str | None = None
    conduct: frozenset[str] = frozenset()
    covers: frozenset[tuple[str, str]] = frozenset({UNKNOWN})
    is_at_rest: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule rests on, how strong it is, and for which creditors and products."""

    rule_id: str
    force: str
    level: str
    creditor_types: frozenset[str] | None = None
    product_types: frozenset[str] | None = None

    def covers(self, creditor_type: str, product_type: str) -> bool:
        """Whether it applies to this kind of creditor and product."""
        creditor = self.creditor_types is None or creditor_type in self.creditor_types
        return creditor and (self.product_types is None or product_type in self.product_types)


@dataclass(frozen=True, slots=True)
class ConductRule:
    """One rule that can be checked on a log; `figures` as in the law data."""

    code: str
    bases: tuple[Basis, ...]
    since: date
    until: date | None
    ticked: frozenset[str]
    channels: frozenset[str]
    figures: Mapping[str, Any]
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Contacts that fall below one rule; `count` where a number of a day was exceeded.

    `is_creditor_unknown` says that the basis names kinds of creditor and this one's is not known.
    """

    rule: ConductRule
    basis: Basis
    contact_ids: tuple[UUID, ...]
    days: tuple[date, ...]
    count: int | None = None
    is_creditor_unknown: bool = False


@dataclass(slots=True)
class _Group:
    """Occurrences that make one finding together."""

    occurrences: list[Occurrence] = field(default_factory=list)
    count: int | None = None


def conduct_rules(book: RuleBook) -> tuple[ConductRule, ...]:
    """The rules that the log can be checked against, in the order of the law data."""
    rows: Sequence[Mapping[str, Any]] = book.table(TABLE)["conduct"]
    return tuple(_rule(row) for row in rows if row["checked"])


def _rule(row: Mapping[str, Any]) -> ConductRule:
    return ConductRule(
        code=row["code"],
        bases=tuple(_basis(each) for each in row["basis"]),
        since=row["from"],
        until=row.get("to"),
        ticked=frozenset(row.get("conduct", ())),
        channels=frozenset(row.get("channels", ())),
        figures=row.get("figures", {}),
        remedies=tuple(row["remedies"]),
    )


def _basis(row: Mapping[str, Any]) -> Basis:
    creditors, products = row.get("creditor_types"), row.get("product_types")
    return Basis(
        rule_id=row["rule_id"],
        force=row["force"],
        level=row["level"],
        creditor_types=frozenset(creditors) if creditors is not None else None,
        product_types=frozenset(products) if products is not None else None,
    )


def find_conduct(book: RuleBook, occurrences: Iterable[Occurrence]) -> list[Finding]:
    """Every finding, by rule in the order of the law data, then by day.

    A number exceeded on a day makes a finding of its own; all else of one rule and basis is one.
    """
    seen = sorted(occurrences, key=lambda each: (each.day, each.at, each.contact_id))
    return [finding for rule in conduct_rules(book) for finding in _findings_of(book, rule, seen)]


def _findings_of(
    book: RuleBook, rule: ConductRule, seen: Sequence[Occurrence]
) -> Iterator[Finding]:
    dated = [each for each in seen if _is_in_time(rule, each.day)]
    most = rule.figures.get("most_per_day")
    if most is not None:
        groups = _too_many(rule, dated, most)
    else:
        groups = [_Group([each]) for each in dated if _meets(rule, each)]
    by_basis: dict[tuple[Basis, bool, int], _Group] = {}
    for number, group in enumerate(groups):
        first = group.occurrences[0]
        basis = _basis_for(book, rule, first)
        if basis is not None:
            apart = number if group.count is not None else -1
            unknown = basis.creditor_types is not None and UNKNOWN in first.covers
            found = by_basis.setdefault((basis, unknown, apart), _Group(count=group.count))
            found.occurrences += group.occurrences
    for (basis, unknown, _), group in by_basis.items():
        ids = tuple(each.contact_id for each in group.occurrences)
        days = tuple(dict.fromkeys(each.day for each in group.occurrences))
        yield Finding(rule, basis, ids, days, group.count, unknown)


def _is_in_time(rule: ConductRule, day: date) -> bool:
    return rule.since <= day and (rule.until is None or day <= rule.until)


def _basis_for(book: RuleBook, rule: ConductRule, occurrence: Occurrence) -> Basis | None:
    for basis in rule.bases:
        applies = any(basis.covers(*each) for each in occurrence.covers)
        if applies and book.rule(basis.rule_id).in_force_on(occurrence.day):
            return basis
    return None


def _too_many(rule: ConductRule, dated: Iterable[Occurrence], most: int) -> list[_Group]:
    """Calls of one caller on one day, where there are more than `most`."""
    calls: dict[tuple[date, str | None], list[Occurrence]] = defaultdict(list)
    for each in dated:
        counts = each.connected is rule.figures["connected"] and each.about_person == "debtor"
        if counts and each.is_inbound and each.channel in rule.channels:
            calls[each.day, each.party].append(each)
    return [_Group(found, len(found)) for found in calls.values() if len(found) > most]


def _meets(rule: ConductRule, occurrence: Occurrence) -> bool:
    """Whether one contact alone falls below the rule."""
    if rule.ticked & occurrence.conduct:
        return True
    if not occurrence.is_inbound:
        return False
    figures = rule.figures
    if "start" in figures:
        is_quiet = _is_between(occurrence.at, figures["start"], figures["end"])
        return is_quiet and occurrence.channel in rule.channels
    if "persons" in figures:
        return occurrence.about_person in figures["persons"]
    if "outcomes" in figures:
        presses = bool(occurrence.conduct) or occurrence.outcome in figures["outcomes"]
        return presses and occurrence.is_at_rest
    return False


def _is_between(at: time, start: str, end: str) -> bool:
    """Whether a time lies from `start` on and before `end`, across midnight if need be."""
    first, last = time.fromisoformat(start), time.fromisoformat(end)
    return first <= at or at < last if last <= first else first <= at < last
