"""Dated, cited law from `app/data/law`: one topic a file, loaded once, refused when unsound.

The loader refuses double ids, missing sources and dates, unknown verification levels, references
to rules that do not exist, and series, periods, tariffs and versions with gaps or overlaps
(`rule_checks`). Values are `Decimal`, dates are `date`; nothing legal stands in Python.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from app.core.rule_checks import UnsoundRules, check_table, named_rules

VERIFICATION_LEVELS = ("primary_text", "secondary_page", "secondary_page_partial", "memory")
"""How far the text of a rule was checked; only the first was read as the article itself."""

_ONE_DAY = timedelta(days=1)


def was_read(verification: str) -> bool:
    """Whether a text was read as the article itself, in full."""
    return verification == VERIFICATION_LEVELS[0]


_NEEDED = (
    *("id", "title_zh", "title_en", "article", "summary_zh", "summary_en"),
    *("effective_from", "source", "verification"),
)


class UnknownRule(LookupError):
    """Raised when no rule has this id."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule as an answer cites it; `warning` is True unless the article itself was read."""

    rule_id: str
    title: str
    title_en: str
    article: str
    url: str | None
    verification: str
    warning: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One article or provision, with its effective dates (the last day included)."""

    id: str
    topic: str
    title_zh: str
    title_en: str
    article: str
    summary_zh: str
    summary_en: str
    numbers: Mapping[str, Any]
    effective_from: date
    effective_to: date | None
    verification: str
    verified_on: date
    source: str
    url: str | None
    replaces: str | None

    def in_force_on(self, day: date) -> bool:
        """Whether the rule applied on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class DatedSeries:
    """Values that follow one another; each holds from its date until the next begins."""

    steps: tuple[tuple[date, Decimal], ...]

    def on(self, day: date) -> Decimal | None:
        """The value in force on a day; None before the series begins."""
        found: Decimal | None = None
        for begins, value in self.steps:
            if begins > day:
                break
            found = value
        return found


class RuleBook:
    """Every rule and table, by id and by name."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]], content_hash: str) -> None:
        """Reads and checks the parsed files."""
        self._tables = tables
        self._rules: dict[str, Rule] = {}
        newest = date.min
        for topic, table in sorted(tables.items()):
            newest = max(newest, _verified_on(topic, table))
            for rule in _rules_of(topic, table):
                if rule.id in self._rules:
                    raise UnsoundRules(f"{topic}: the id {rule.id} is taken")
                self._rules[rule.id] = rule
        for topic, table in sorted(tables.items()):
            check_table(topic, table)
            unknown = named_rules(table) - self._rules.keys()
            if unknown:
                raise UnsoundRules(f"{topic}: no such rules: {sorted(unknown)}")
        _check_versions(self._rules)
        self.version = f"{newest:%Y.%m.%d}+{content_hash[:12]}"

    def rule(self, rule_id: str) -> Rule:
        """One rule.

        Raises:
            UnknownRule: if no rule has the id.
        """
        try:
            return self._rules[rule_id]
        except KeyError as error:
            raise UnknownRule(rule_id) from error

    def rules(self, as_of: date | None = None, topic: str | None = None) -> tuple[Rule, ...]:
        """Rules by id, those in force on a day and of a topic if given."""
        return tuple(
            rule
            for _, rule in sorted(self._rules.items())
            if (as_of is None or rule.in_force_on(as_of)) and topic in {None, rule.topic}
        )

    def cite(self, rule_id: str) -> Citation:
        """The citation of a rule."""
        rule = self.rule(rule_id)
        return Citation(
            rule_id=rule.id,
            title=rule.title_zh,
            title_en=rule.title_en,
            article=rule.article,
            url=rule.url,
            verification=rule.verification,
            warning=not was_read(rule.verification),
        )

    def table(self, name: str) -> Mapping[str, Any]:
        """The parsed content of one file, without its extension."""
        return self._tables[name]

    def series(self, name: str) -> DatedSeries:
        """The dated values of one file."""
        return dated_series(name, self._tables[name]["values"])


def dated_series(name: str, values: Sequence[Mapping[str, Any]]) -> DatedSeries:
    """A series from `[[values]]` rows of `from` and `value`.

    Raises:
        UnsoundRules: if the dates do not rise, or a value is missing.
    """
    steps: list[tuple[date, Decimal]] = []
    for row in values:
        begins, value = row.get("from"), row.get("value")
        if not isinstance(begins, date) or value is None:
            raise UnsoundRules(f"{name}: each value needs `from` and `value`")
        if steps and begins <= steps[-1][0]:
            raise UnsoundRules(f"{name}: {begins} does not follow {steps[-1][0]}")
        steps.append((begins, Decimal(value)))
    return DatedSeries(tuple(steps))


def _verified_on(topic: str, table: Mapping[str, Any]) -> date:
    verified_on = table.get("verified_on")
    if not isinstance(verified_on, date):
        raise UnsoundRules(f"{topic}: verified_on is missing")
    return verified_on


def _rules_of(topic: str, table: Mapping[str, Any]) -> Iterator[Rule]:
    for row in table.get("rules", ()):
        where = f"{topic}: {row.get('id', 'a rule')}"
        for needed in _NEEDED:
            if not row.get(needed):
                raise UnsoundRules(f"{where} has no {needed}")
        if row["verification"] not in VERIFICATION_LEVELS:
            raise UnsoundRules(f"{where} has an unknown verification level")
        begins, ends = row["effective_from"], row.get("effective_to")
        if ends is not None and ends < begins:
            raise UnsoundRules(f"{where} ends before it begins")
        yield Rule(
            id=row["id"],
            topic=topic,
            title_zh=row["title_zh"],
            title_en=row["title_en"],
            article=row["article"],
            summary_zh=row.get("summary_zh", ""),
            summary_en=row.get("summary_en", ""),
            numbers=row.get("numbers", {}),
            effective_from=begins,
            effective_to=ends,
            verification=row["verification"],
            verified_on=row.get("verified_on", table["verified_on"]),
            source=row["source"],
            url=row.get("url"),
            replaces=row.get("replaces"),
        )


def _check_versions(rules: Mapping[str, Rule]) -> None:
    """A rule that replaces another begins on the day after it; one article has one text a day."""
    for rule in rules.values():
        if rule.replaces is None:
            continue
        former = rules.get(rule.replaces)
        if former is None:
            raise UnsoundRules(f"{rule.topic}: {rule.id} replaces an unknown rule")
        if former.effective_to != rule.effective_from - _ONE_DAY:
            raise UnsoundRules(f"{rule.topic}: {rule.id} does not follow {former.id} day by day")
    versions: dict[tuple[str, str], Rule] = {}
    for rule in sorted(rules.values(), key=lambda one: one.effective_from):
        article = (rule.title_zh, rule.article)
        former = versions.get(article)
        if former is not None and former.in_force_on(rule.effective_from):
            raise UnsoundRules(f"{rule.topic}: {rule.id} and {former.id} overlap")
        versions[article] = rule


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules shipped with this version, read once."""
    tables: dict[str, Mapping[str, Any]] = {}
    digest = hashlib.sha256()
    folder = files("app.data").joinpath("law")
    topics = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
    for file in sorted(topics, key=lambda entry: entry.name):
        content = file.read_text(encoding="utf-8")
        digest.update(f"{file.name}\n{content}".encode())
        tables[file.name.removesuffix(".toml")] = tomllib.loads(content, parse_float=Decimal)
    return RuleBook(tables, digest.hexdigest())
