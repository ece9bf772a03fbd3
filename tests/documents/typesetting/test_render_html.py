import re
from dataclasses import replace
from html.parser import HTMLParser

from typing_extensions import override

from app.documents.typesetting.render_html import render_html
from tests.documents.typesetting.trees import HOSTILE, tree_with


class Reader(HTMLParser):
    """Collects tags and text as a browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.read: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @override
    def handle_data(self, data: str) -> None:
        self.read.append(data)


def _read(text: str) -> Reader:
    reader = Reader()
    reader.feed(render_html(tree_with(text)).decode())
    return reader


def test_what_a_person_wrote_stays_text() -> None:
    reader = _read(HOSTILE)
    assert not {tag for tag, _ in reader.tags} & {"script", "b", "a", "img", "strong", "iframe"}
    assert "".join(reader.read).count(HOSTILE) == 10


def test_nothing_is_loaded_and_no_script_may_run() -> None:
    page = render_html(tree_with("甲")).decode()
    assert not re.search(r"(src|href|url)\s*[=(]", page)
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


def test_a_line_end_is_a_break_and_the_locale_is_named() -> None:
    reader = _read("甲\n乙")
    assert ("br", {}) in reader.tags
    assert reader.tags[0] == ("html", {"lang": "zh-CN"})


def test_without_a_footer_there_is_none() -> None:
    page = render_html(replace(tree_with("甲"), footer="")).decode()
    assert "<footer>" not in page
