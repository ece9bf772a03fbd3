"""A document as a neutral tree: what it says, in which order, and where each figure comes from.

Nothing here knows a file format. Renderers take the tree and nothing else, so that the same
document reads the same everywhere, and whatever a person wrote stays text in all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was taken from: kind of record, its id if it has one, and the field."""

    kind: str
    field: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; without a source they are the template's own words."""

    text: str
    source: Source | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the document, from level 1 down."""

    runs: Runs
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `indent` begins it the way running Chinese text does.

    `is_apart`: room before it sets it off from what stands above.
    """

    runs: Runs
    indent: bool = True
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or not."""

    items: tuple[Runs, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Figures with their names, side by side."""

    pairs: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` is its width beside the others."""

    title: str
    align: Align = "left"
    share: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the header is repeated on every page, `total` stands last."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    total: tuple[Runs, ...] | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines to be filled in by hand, such as name and date."""

    labels: tuple[str, ...]


Block = Heading | Paragraph | Listing | KeyFigures | Table | Signature


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document; `as_of` is the day its facts are right for, the only date a file holds."""

    title: str
    locale: str
    as_of: date
    blocks: tuple[Block, ...]
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure or text of the document with its source and what stands beside it as its name."""

    label: str
    text: str
    source: Source


def traced(document: Document) -> Iterator[Traced]:
    """Everything in the document that was taken from the case, in reading order."""
    for block in document.blocks:
        for label, runs in labelled_runs(block):
            for run in runs:
                if run.source is not None:
                    yield Traced(label, run.text, run.source)


def labelled_runs(block: Block) -> Iterator[tuple[str, Runs]]:
    """The texts of a block, each with its column or name where it has one."""
    match block:
        case Heading() | Paragraph():
            yield "", block.runs
        case Listing():
            yield from (("", item) for item in block.items)
        case KeyFigures():
            yield from block.pairs
        case Table():
            rows = block.rows if block.total is None else (*block.rows, block.total)
            for row in rows:
                yield from zip((column.title for column in block.columns), row, strict=True)
        case _:
            return


def texts(document: Document) -> Iterator[str]:
    """Every text that is shown, the template's own words included."""
    yield from (document.title, document.footer)
    for block in document.blocks:
        match block:
            case Signature():
                yield from block.labels
            case KeyFigures():
                yield from (name for name, _ in block.pairs)
            case Table():
                yield from (column.title for column in block.columns)
            case _:
                pass
        for _, runs in labelled_runs(block):
            yield from (run.text for run in runs)
