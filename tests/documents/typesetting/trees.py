"""Trees that tests render: an everyday one and a hostile one."""

import re
import zlib
from datetime import date

from app.documents.typesetting.tree import (
    Column,
    Document,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Run,
    Signature,
    Source,
    Table,
)

HOSTILE = (
    "#strong[粗] *星* _下_ $x$ `码` <script>alert(1)</script> &amp; {{ 7*7 }} {% raw %} ${x} "
    "=HYPERLINK(1) +1 @引 | 管道 ![图](http://e.example) [链](javascript:x) \\\\ <b>"
)
AS_OF = date(2026, 11, 25)


def tree_with(text: str, *, locale: str = "zh-CN") -> Document:
    """A document that shows a text in every kind of block."""
    run = (Run("词"), Run(text, Source("case", "hardship.description")))
    return Document(
        title="个人情况说明",
        locale=locale,
        as_of=AS_OF,
        blocks=(
            Heading(run),
            Paragraph(run),
            Paragraph(run, indent=False),
            Listing((run, (Run("二"),))),
            Listing((run,), numbered=True),
            KeyFigures(
                (("每月收入", (Run("9,800.00", Source("budget", "incomes")),)), ("备", run))
            ),
            Table(
                (Column("期", "center"), Column("金额", "right", 2)),
                tuple(((Run(str(number)),), run) for number in range(3)),
                ((Run("合计"),), (Run("300.00"),)),
            ),
            Table((Column("项"),), ((run,),)),
            Signature(("说明人（签名）：",)),
        ),
        footer="数据截至 2026年11月25日",
    )


def characters_of_pdf(content: bytes) -> str:
    """Every character the PDF's own maps give its glyphs, in no order."""
    return "".join(
        bytes.fromhex(line.decode()).decode("utf-16-be")
        for stream in _streams(content)
        for line in re.findall(rb"^<[0-9A-Fa-f]+> <([0-9A-Fa-f]+)>$", stream, re.MULTILINE)
    )


def parts_of_pdf(content: bytes) -> bytes:
    """The file with its compressed parts opened."""
    return content + b"\n".join(_streams(content))


def _streams(content: bytes) -> list[bytes]:
    opened = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            opened.append(zlib.decompress(raw))
        except zlib.error:
            opened.append(raw)
    return opened
