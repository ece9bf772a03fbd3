"""Markdown of a document (CommonMark with GitHub's tables); what a person wrote stays text."""

import re

from app.documents.typesetting.plain_text import one_line, plain
from app.documents.typesetting.tree import (
    Block,
    Document,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Runs,
    Table,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:=@$^])")
_RULES = {"left": ":---", "right": "---:", "center": ":---:"}


def render_markdown(document: Document) -> bytes:
    """The document as Markdown in UTF-8; a line break inside a text is a hard one."""
    parts = [f"# {_text(document.title)}", *(_block(block) for block in document.blocks)]
    if document.footer:
        parts.append(f"---\n\n{_text(document.footer)}")
    return ("\n\n".join(parts) + "\n").encode()


def _escaped(text: str) -> str:
    """Every ASCII sign that could mean something is escaped, inside numbers a dot stays."""
    return re.sub(r"(?<=\d)\\([.\-])(?=\d)", r"\1", _MARKUP.sub(r"\\\1", text))


def _text(text: str) -> str:
    return "\\\n".join(_escaped(line) for line in plain(text).split("\n"))


def _line(runs: Runs) -> str:
    return _escaped(one_line("".join(run.text for run in runs)))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * min(block.level + 1, 6)} {_line(block.runs)}"
        case Paragraph():
            return _text("".join(run.text for run in block.runs))
        case Listing():
            marks = (f"{n}." if block.numbered else "-" for n in range(1, len(block.items) + 1))
            return "\n".join(
                f"{mark} {_line(item)}" for mark, item in zip(marks, block.items, strict=True)
            )
        case KeyFigures():
            return "\n".join(f"- {_escaped(name)}: {_line(runs)}" for name, runs in block.pairs)
        case Table():
            return _table(block)
        case _:
            return "\n\n".join(f"{_escaped(label)} \\_\\_\\_\\_\\_\\_" for label in block.labels)


def _table(block: Table) -> str:
    rows = block.rows if block.total is None else (*block.rows, block.total)
    lines = [
        _row([_escaped(one_line(column.title)) for column in block.columns]),
        _row([_RULES[column.align] for column in block.columns]),
        *(_row([_line(cell) for cell in row]) for row in rows),
    ]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
