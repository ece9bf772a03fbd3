"""A document as the values that `app/data/templates/document.typ` sets (PDF/A-2b).

Every text goes in as a value of JSON, so none of it is ever read as markup.
"""

from typing import Any

from app.documents.typesetting.plain_text import plain
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

TEMPLATE = "document"
"""Name of the typst source that reads these values."""


def pdf_values(document: Document) -> dict[str, Any]:
    """The document as values of JSON."""
    language, _, region = document.locale.partition("-")
    return {
        "title": plain(document.title),
        "footer": plain(document.footer),
        "language": language,
        "region": region.lower() or "cn",
        "blocks": [_block(block) for block in document.blocks],
    }


def _text(runs: Runs) -> str:
    return plain("".join(run.text for run in runs))


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _text(block.runs)}
        case Paragraph():
            return {
                "kind": "paragraph",
                "indent": block.indent,
                "apart": block.is_apart,
                "text": _text(block.runs),
            }
        case Listing():
            items = [_text(item) for item in block.items]
            return {"kind": "listing", "numbered": block.numbered, "items": items}
        case KeyFigures():
            pairs = [[name, _text(runs)] for name, runs in block.pairs]
            return {"kind": "figures", "pairs": pairs}
        case Table():
            return _table(block)
        case _:
            return {"kind": "signature", "labels": list(block.labels)}


def _table(block: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [
            {"title": column.title, "align": column.align, "share": column.share}
            for column in block.columns
        ],
        "rows": [[_text(cell) for cell in row] for row in block.rows],
        "total": None if block.total is None else [_text(cell) for cell in block.total],
    }
