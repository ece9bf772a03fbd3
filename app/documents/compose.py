"""Composes a document from a template of `app/data/templates` and the facts of a case.

A template is a list of blocks. `{name}` in a text stands for a fact. A block that needs an unknown
fact is left out where it says `optional`; otherwise the fact is named as missing. `when`, `unless`
and `profiles` say for whom and when a block is there at all. The template's own words carry no
source, every fact carries its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import Any

from app.documents.facts import Facts, Row
from app.documents.typesetting.plain_text import one_line, plain
from app.documents.typesetting.tree import (
    Block,
    Column,
    Document,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Run,
    Runs,
    Signature,
    Table,
)

NUMERALS = "一二三四五六七八九十"
UNKNOWN = {"zh-CN": "不详", "en": "not known"}

Template = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is needed and unknown: its name, and where it would be entered."""

    name: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A document, the facts it still needs, and the person's own words in it."""

    document: Document
    missing: tuple[Missing, ...]
    own_words: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """One composition under way."""

    facts: Facts
    locale: str
    missing: dict[str, Missing] = field(default_factory=dict)
    own_words: dict[str, None] = field(default_factory=dict)
    lacking: list[Missing] = field(default_factory=list)


def compose(
    template: Template, facts: Facts, *, profile: str, locale: str, as_of: date
) -> Composed:
    """The document of a template, and what it lacks.

    Raises:
        KeyError: if the template names a fact that nobody gathers; templates are tested for it.
    """
    work = _Work(facts, locale)
    blocks: list[Block] = []
    for row in template["blocks"]:
        if not _applies(row, facts, profile):
            continue
        work.lacking = []
        made = _block(row, work)
        if work.lacking:
            if row.get("optional"):
                continue
            work.missing |= {each.name: each for each in work.lacking}
        if made is not None:
            blocks.append(made)
    footer = _text(template.get("footer", ""), {}, work)
    document = Document(
        title=template["title"],
        locale=locale,
        as_of=as_of,
        blocks=tuple(_numbered(_without_empty_parts(blocks), template, locale)),
        footer="".join(run.text for run in footer),
    )
    return Composed(document, tuple(work.missing.values()), tuple(work.own_words))


def names_in(template: Template) -> Iterator[tuple[str, str | None]]:
    """(name, rows it belongs to) of every fact a template names; for tests of templates."""
    for row in template["blocks"]:
        of = row.get("each") or row.get("table")
        for text in _texts_of(row):
            yield from ((name, of) for name in _names(text))
    yield from ((name, None) for name in _names(template.get("footer", "")))


def _texts_of(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (row[key] for key in ("text", "heading", "item", "rest") if key in row)
    yield from row.get("list", ())
    yield from (pair["value"] for pair in row.get("figures", ()))
    for column in row.get("columns", ()):
        yield column["cell"]
        yield column.get("total", "")


def _names(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _applies(row: Mapping[str, Any], facts: Facts, profile: str) -> bool:
    needed, barred = row.get("when"), row.get("unless")
    return (
        profile in row.get("profiles", (profile,))
        and (needed is None or needed in facts.flags)
        and (barred is None or barred not in facts.flags)
    )


def _block(row: Mapping[str, Any], work: _Work) -> Block | None:
    if "heading" in row:
        return Heading(_text(row["heading"], {}, work), row.get("level", 1))
    if "text" in row:
        text, apart = _text(row["text"], {}, work), row.get("apart", False)
        return Paragraph(text, row.get("indent", True), is_apart=apart)
    if "list" in row or "each" in row:
        return _listing(row, work)
    if "figures" in row:
        return _figures(row, work)
    if "table" in row:
        return _table(row, work)
    return Signature(tuple(row["sign"]))


def _text(text: str, row: Row, work: _Work) -> Runs:
    """The runs of a text; facts it lacks are noted, and stand as unknown."""
    runs = []
    for words, name, _, _ in Formatter().parse(text):
        if words:
            runs.append(Run(words))
        if name is None:
            continue
        fact = row[name] if name in row else work.facts.named[name]
        shown = plain(fact.text or "")
        if not shown:  # blanks and unseen characters say nothing
            work.lacking.append(Missing(name, fact.pointer))
            runs.append(Run(UNKNOWN[work.locale]))
            continue
        if fact.is_own:
            work.own_words[shown] = None
        runs.append(Run(shown, fact.source))
    return tuple(runs)


def _whole(text: str, row: Row, work: _Work, *, may_lack: bool) -> Runs | None:
    """The text, or None where it lacks a fact and may."""
    before = len(work.lacking)
    runs = _text(text, row, work)
    if may_lack and len(work.lacking) > before:
        del work.lacking[before:]
        return None
    return runs


def _listing(row: Mapping[str, Any], work: _Work) -> Listing | None:
    may_lack = bool(row.get("optional"))
    if "each" in row:
        found = _rows(row, row["each"], work)
        given = [(row["item"], each) for each in found[: row.get("max_items", len(found))]]
    else:
        given = [(text, {}) for text in row["list"]]
    items = [_whole(text, each, work, may_lack=may_lack) for text, each in given]
    kept = tuple(item for item in items if item is not None)
    return Listing(kept, bool(row.get("numbered"))) if kept else None


def _rows(row: Mapping[str, Any], name: str, work: _Work) -> Sequence[Row]:
    found = work.facts.rows[name]
    if not found and not row.get("optional"):
        work.lacking.append(Missing(name, row["pointer"]))
    return found


def _figures(row: Mapping[str, Any], work: _Work) -> KeyFigures | None:
    pairs = []
    for pair in row["figures"]:
        may_lack = bool(pair.get("optional") or row.get("optional"))
        runs = _whole(pair["value"], {}, work, may_lack=may_lack)
        if runs is not None:
            pairs.append((pair["label"], runs))
    return KeyFigures(tuple(pairs)) if pairs else None


def _table(row: Mapping[str, Any], work: _Work) -> Table | None:
    found = _rows(row, row["table"], work)
    if not found:
        return None
    columns = row["columns"]
    most = row.get("max_rows", len(found))
    shown = [tuple(_cell(column, each, work) for column in columns) for each in found[:most]]
    if len(found) > most:
        rest = Run(row["rest"].format(count=len(found) - most))
        shown.append(((rest,), *((Run(""),) for _ in columns[1:])))
    total = None
    if any("total" in column for column in columns):
        total = tuple(_total(column, work) for column in columns)
    return Table(
        tuple(
            Column(column["title"], column.get("align", "left"), column.get("share", 2))
            for column in columns
        ),
        tuple(shown),
        total,
    )


def _cell(column: Mapping[str, Any], row: Row, work: _Work) -> Runs:
    runs = _whole(column["cell"], row, work, may_lack=not column.get("required"))
    if runs is None:
        return (Run(column.get("unknown", UNKNOWN[work.locale])),)
    return tuple(Run(one_line(run.text), run.source) for run in runs)


def _total(column: Mapping[str, Any], work: _Work) -> Runs:
    runs = _whole(column.get("total", ""), {}, work, may_lack=True)
    return (Run(UNKNOWN[work.locale]),) if runs is None else runs or (Run(""),)


def _without_empty_parts(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without headings that nothing stands under."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            while kept and isinstance(kept[-1], Heading) and kept[-1].level >= block.level:
                kept.pop()
        kept.append(block)
    while kept and isinstance(kept[-1], Heading):
        kept.pop()
    return kept


def _numbered(blocks: Sequence[Block], template: Template, locale: str) -> Iterator[Block]:
    """The blocks with their first-level headings numbered, where the template asks for it."""
    number = 0
    for block in blocks:
        if template.get("numbered") and isinstance(block, Heading) and block.level == 1:
            mark = f"{NUMERALS[number]}、" if locale == "zh-CN" else f"{number + 1}. "
            number += 1
            yield Heading((Run(mark), *block.runs), block.level)
        else:
            yield block
