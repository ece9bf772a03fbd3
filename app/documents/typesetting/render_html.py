"""HTML of a document: one page without scripts, links or anything loaded from elsewhere."""

from html import escape

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

STYLE = (
    "body{max-width:46em;margin:2em auto;padding:0 1em;line-height:1.7;"
    'font-family:"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}'
    "h1{text-align:center;font-size:1.5em}h2{font-size:1.1em}h3{font-size:1em}"
    "p.indent:lang(zh){text-indent:2em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.3em .5em}th{background:#eee}"
    ".right{text-align:right}.center{text-align:center}dt{color:#555}"
    ".sign{text-align:right}footer{color:#666;font-size:.8em;margin-top:2em}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_html(document: Document) -> bytes:
    """The document as an HTML page in UTF-8."""
    title = _escaped(document.title)
    body = "\n".join(_block(block) for block in document.blocks)
    footer = f"\n<footer>{_escaped(document.footer)}</footer>" if document.footer else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(document.locale)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{body}{footer}\n</body>\n</html>\n"
    )
    return page.encode()


def _escaped(text: str) -> str:
    return escape(plain(text)).replace("\n", "<br>")


def _text(runs: Runs) -> str:
    return _escaped("".join(run.text for run in runs))


def _block(block: Block) -> str:
    match block:
        case Heading():
            level = min(block.level + 1, 6)
            return f"<h{level}>{_text(block.runs)}</h{level}>"
        case Paragraph():
            opening = '<p class="indent">' if block.indent else "<p>"
            return f"{opening}{_text(block.runs)}</p>"
        case Listing():
            tag = "ol" if block.numbered else "ul"
            items = "".join(f"<li>{_text(item)}</li>" for item in block.items)
            return f"<{tag}>{items}</{tag}>"
        case KeyFigures():
            pairs = "".join(
                f"<dt>{_escaped(name)}</dt><dd>{_text(runs)}</dd>" for name, runs in block.pairs
            )
            return f"<dl>{pairs}</dl>"
        case Table():
            return _table(block)
        case _:
            return "".join(
                f'<p class="sign">{_escaped(label)}____________</p>' for label in block.labels
            )


def _table(block: Table) -> str:
    head = "".join(f"<th>{_escaped(column.title)}</th>" for column in block.columns)
    rows = block.rows if block.total is None else (*block.rows, block.total)
    body = "".join(f"<tr>{_cells(block, row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(block: Table, row: tuple[Runs, ...]) -> str:
    return "".join(
        f'<td class="{column.align}">{_text(cell)}</td>'
        for column, cell in zip(block.columns, row, strict=True)
    )
