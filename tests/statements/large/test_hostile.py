"""Hostile text above the size that a request reads: a clear problem, soon, and nothing written."""

from uuid import UUID

import pytest

from app.wiring import Runtime
from tests.client import ApiClient
from tests.statements.large.reading import drain
from tests.statements.samples import ALIPAY_HEADER

HEADER = (",".join(ALIPAY_HEADER) + "\n").encode("gb18030")
SIZE = 6_000_000
REFUSED = {
    "one line": (b"x" * SIZE, "statement_damaged"),
    "delimiters": (b"," * SIZE, "statement_damaged"),
    "quotes": (b'"' * SIZE, "statement_damaged"),
    "line ends": (b"\n" * SIZE, "statement_empty"),
    "zeros": (b"a,b\n" + b"\0" * SIZE, "statement_format_unknown"),
    "pdf": (b"%PDF-1.7\n" + b"x\n" * SIZE, "statement_format_unknown"),
    "noise": (bytes(range(128, 256)) * 50_000, None),
    "a header and one line": (HEADER + b"x" * SIZE, "statement_damaged"),
    "no statement": (b"a,b\n1,2\n" * 800_000, "statement_format_unknown"),
    "too many rows": (HEADER + b"x,y\n" * 1_000_200, "statement_too_many_rows"),
}
FAILING = {
    "a quote without end": (
        HEADER + b'2026-01-01 00:00:00,"a\n' + b"b,c\n" * 300_000,
        "statement_damaged",
    ),
    "a cell without end": (
        HEADER + b"x,y\n" * 30_000 + b'2026-01-01,"' + b"z" * 200_000 + b'"\n',
        "statement_damaged",
    ),
    "too wide": (HEADER + b"x,y\n" * 30_000 + b"," * 300 + b"\n", "statement_too_wide"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_once(client: ApiClient, case_id: UUID, name: str) -> None:
    content, code = REFUSED[name]
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("statement.csv", content)})
    assert answer.status_code == 422
    found = answer.json()
    assert code in (None, found["code"])
    assert found["title"]
    assert found["detail"]
    assert client.get("/v1/operations").json()["items"] == []


@pytest.mark.parametrize("name", FAILING)
def test_what_shows_only_further_down_fails_in_words(
    client: ApiClient, runtime: Runtime, case_id: UUID, name: str
) -> None:
    content, code = FAILING[name]
    path = f"/v1/cases/{case_id}/statement-imports"
    asked = client.post(path, files={"file": ("statement.csv", content)})
    assert asked.status_code == 202, asked.text
    drain(runtime)
    operation = client.get(asked.headers["Location"]).json()
    assert (operation["status"], operation["error"]["code"]) == ("failed", code)
    assert operation["error"]["message"]
    assert client.get(path).json()["items"] == []


def test_junk_below_a_header_is_counted_line_by_line(
    client: ApiClient, runtime: Runtime, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"
    content = HEADER + b"zzzz zzzz\n" * 20_001
    asked = client.post(path, files={"file": ("statement.csv", content)})
    drain(runtime)
    (found,) = client.get(path).json()["items"]
    assert found["id"] == asked.json()["id"]
    assert (found["rows"], found["counted_rows"]) == (20_001, 0)
    assert found["explained"][0]["rows"] == 20_001
    assert len(found["unparsed"]) == 1000
