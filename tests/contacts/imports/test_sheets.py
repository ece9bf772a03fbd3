import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.imports.sheets import Fault, read_sheet, with_offset
from app.core.tables import data_table

TABLE = data_table("contacts", "import_columns")


def _table(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_a_chinese_table_becomes_bodies() -> None:
    read = read_sheet(
        _table(
            "时间, 渠道 ,方向,是否接通,时长（秒）,机构,工号,结果,内容,承诺,承诺日期,对象,不当行为",
            "2026-09-03 10:20,电话,打出,是,540,某银行,8021,拒绝,没有政策,回电,2026-09-06,本人,",
            "2026/10/1 9:05:07,sms,收到,否,,,,施压,,,,家人,威胁；辱骂、爆通讯录",
            "",
        ),
        TABLE,
    )
    assert read.faults == ()
    assert list(read.bodies) == [1, 2]
    assert tuple(read.bodies.values()) == (
        {
            "occurred_at": "2026-09-03T10:20:00+08:00",
            "channel": "phone",
            "direction": "outbound",
            "answered": True,
            "duration_seconds": 540,
            "counterpart": {"organisation": "某银行", "agent_id": "8021"},
            "outcome": "refused",
            "summary": "没有政策",
            "promises": [{"by": "creditor", "what": "回电", "due_on": "2026-09-06"}],
            "about_person": "debtor",
        },
        {
            "occurred_at": "2026-10-01T09:05:07+08:00",
            "channel": "sms",
            "direction": "inbound",
            "answered": False,
            "outcome": "pressure",
            "about_person": "family",
            "conduct": ["threat", "insult", "contact_book_blast"],
        },
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    content = "时间,渠道,内容\n2026-09-03 10:20,电话,分期".encode(encoding)
    assert read_sheet(content, TABLE).bodies[1]["summary"] == "分期"


def test_a_list_has_the_fields_of_the_contract() -> None:
    body = {"occurred_at": "2026-09-03T10:20:00+08:00", "channel": "phone"}
    assert read_sheet(json.dumps([body]).encode(), TABLE).bodies == {1: body}
    assert read_sheet(b"[]", TABLE).bodies == {}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault(None, None, "import_unreadable")),
        (b" \n ", Fault(None, None, "import_unreadable")),
        (b'""', Fault(None, None, "import_unreadable")),
        (b"\xff\xff\xff", Fault(None, None, "import_unreadable")),
        (b"{", Fault(None, None, "import_unreadable")),
        (b"{}", Fault(None, None, "import_unreadable")),
        (b"[" * 100_000, Fault(None, None, "import_unreadable")),
        (b'occurred_at,summary\n2026-09-03 10:20,"x', Fault(None, None, "import_unreadable")),
        (_table("时间,心情", "2026-09-03 10:20,好"), Fault(None, None, "import_columns")),
        (_table("时间,发生时间", "a,b"), Fault(None, None, "import_columns")),
        (_table("渠道", "电话"), Fault(None, None, "import_columns")),
        (_table("时间,渠道", "a,电报"), Fault(1, "channel", "not_in_list")),
        (_table("时间,不当行为", "a,威胁；唱歌"), Fault(1, "conduct", "not_in_list")),
        (_table("时间,接通", "a,也许"), Fault(1, "answered", "not_in_list")),
        (_table("时间,渠道", "a,电话,多余"), Fault(1, None, "malformed")),
        (b'[{"a": 1}, 7]', Fault(2, None, "malformed")),
    ],
)
def test_what_cannot_be_taken_is_named(content: bytes, fault: Fault) -> None:
    assert read_sheet(content, TABLE).faults == (fault,)


def test_a_file_has_its_limit() -> None:
    few = {**TABLE, "most_rows": 2}
    lines = ["时间", *["2026-09-03 10:20"] * 3]
    for content in (_table(*lines), json.dumps([{}] * 3).encode()):
        assert read_sheet(content, few).faults == (Fault(None, None, "import_too_long"),)
    assert read_sheet(_table(*lines[:3]), few).faults == ()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-09-03 10:20", "2026-09-03T10:20:00+08:00"),
        ("2026/9/3 9:05", "2026-09-03T09:05:00+08:00"),
        ("2026年9月3日 9:05:06", "2026-09-03T09:05:06+08:00"),
        ("2026.09.03T10:20", "2026-09-03T10:20:00+08:00"),
        ("2026-09-03T10:20:00Z", "2026-09-03T10:20:00Z"),
        ("昨天", "昨天"),
        ("2026-09-03", "2026-09-03"),
    ],
)
def test_a_time_without_an_offset_is_that_of_shanghai(text: str, instant: str) -> None:
    assert with_offset(text) == instant


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    read = read_sheet(content, TABLE)
    assert all(isinstance(body, dict) for body in read.bodies.values())


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(sorted(TABLE["columns"])),
            st.text(alphabet='电话是1；, "x', max_size=6),
        ),
        max_size=4,
    )
)
def test_every_row_of_a_list_is_one_body(rows: list[dict[str, Any]]) -> None:
    assert read_sheet(json.dumps(rows).encode(), TABLE).bodies == dict(enumerate(rows, start=1))
