from typing import Any

import pytest

from app.core import i18n
from app.core.vocabularies import label_of
from app.dossier.bundles.papers import (
    Placed,
    contact_rows,
    contents_rows,
    item_notes,
    list_rows,
    moment,
)
from app.dossier.bundles.selection import Added, Told


def _say(key: str, **params: Any) -> str:
    return i18n.text(key, language="zh-CN", **params)


def _name(vocabulary: str, code: str) -> str:
    return label_of(vocabulary, code, "zh-CN")


def _placed(**changes: Any) -> Placed:
    fields: dict[str, Any] = {
        "number": 1,
        "title": "离职证明",
        "aside": "",
        "source": "人事部",
        "purpose": "证明失业",
        "first_page": 1,
        "last_page": 3,
        "path": "evidence/1/a.pdf",
        "sha256": "ab" * 32,
        "notes": (),
        "volume": None,
        **changes,
    }
    return Placed(**fields)


@pytest.mark.parametrize(
    ("first", "last", "shown"), [(1, 3, "1–3"), (7, 7, "7"), (None, None, "电子文件")]
)
def test_the_page_column_says_where_to_look(
    first: int | None, last: int | None, shown: str
) -> None:
    rows = list_rows([_placed(first_page=first, last_page=last)], _say)
    assert rows == [["1", "离职证明", "人事部", "证明失业", shown]]


def test_contents_name_volume_file_and_hash() -> None:
    [[number, name, pages, where]] = contents_rows(
        [_placed(volume=2, notes=("原件保留，可当庭核对",))], _say
    )
    assert (number, pages) == ("1", "1–3")
    assert name == "离职证明\n原件保留，可当庭核对"
    assert where.startswith("第 2 卷\nevidence/1/a.pdf\nabababababababab ")


def _told(**changes: Any) -> Told:
    shown = {
        "occurred_at": "2026-11-20T07:30:00Z",
        "channel": "phone",
        "direction": "outbound",
        "duration_seconds": 540,
        "counterpart": {"organisation": "某银行", "department": "客服", "agent_id": "8021"},
        "summary": "申请个性化分期",
        "outcome": "refused",
        "ticket_number": "20261120-33",
        "promises": [{"by": "creditor", "what": "回电", "due_on": "2026-11-25"}],
        "conduct": ["threat"],
    }
    fields: dict[str, Any] = {
        "entry_id": "c1",
        "sequence": 3,
        "shown": shown,
        "withheld": (),
        "added": (),
        "is_late": False,
        **changes,
    }
    return Told(**fields)


def test_a_contact_is_one_row_in_china_time() -> None:
    [row] = contact_rows([_told()], _say, _name)
    assert row[:2] == ["1", "2026-11-20 15:30"]
    assert row[2].splitlines()[-1] == "时长 0:09:00"
    assert row[3] == "某银行 客服 8021"
    assert row[4].startswith("申请个性化分期\n记录到的行为：")
    assert "creditor" not in row[5]
    assert row[5].splitlines()[1:] == ["编号：20261120-33", "债权人承诺：回电（2026-11-25）"]
    assert row[6] == "3"


def test_corrections_stand_below_the_first_text() -> None:
    added = Added("k", "correction", 9, {"reason": "听了录音", "summary": "须先证明困难"}, ())
    gone = Added("w", "withdrawal", 10, {"reason": "重复"}, ())
    [row] = contact_rows([_told(added=(added, gone))], _say, _name)
    assert row[4].splitlines()[-2:] == ["更正（听了录音）：须先证明困难", "已撤回：重复"]
    assert row[6] == "3、9、10"


def test_what_was_kept_back_is_said() -> None:
    bare = {"occurred_at": "2026-11-20T07:30:00Z"}
    [row] = contact_rows([_told(shown=bare, withheld=("summary",))], _say, _name)
    assert row[2:4] == ["", ""]
    assert row[4].startswith("（部分内容按用途未带出")


def test_a_promise_without_a_day_says_so() -> None:
    shown = {
        "occurred_at": "2026-11-20T07:30:00Z",
        "promises": [{"by": "creditor", "what": "回电", "due_on": None}],
    }
    [row] = contact_rows([_told(shown=shown)], _say, _name)
    assert row[5].endswith("（未说日期）")


def test_notes_tell_of_the_original() -> None:
    item = {
        "occurred_at": "2026-11-20T23:30:00+08:00",
        "original_device": "本人手机",
        "original_kept": True,
        "duplicates_of": "x",
    }
    assert item_notes(item, _say) == (
        "发生时间：2026-11-20 23:30",
        "原始载体：本人手机",
        "原件保留，可当庭核对",
        "与案件中另一份证据的文件内容相同",
    )
    assert item_notes({"original_kept": False}, _say) == ("原件未保留",)
    assert item_notes({}, _say) == ()


def test_instants_are_shown_in_china_time() -> None:
    assert moment("2026-11-20T23:30:00-05:00") == "2026-11-21 12:30"
