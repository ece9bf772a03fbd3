"""Clocks of complaint channels, each with its article and how far it was checked."""

from datetime import date

import pytest

from app.contacts.follow_ups.complaints import channel_for, channels, stages
from app.core.rules import rule_book

BOOK = rule_book()
MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("channel", "types", "expected"),
    [
        # 银行业保险业消费投诉处理管理办法（2020年第3号）：15 / 30 / 60 日
        (
            "lender_internal",
            {"bank"},
            [
                ("reply_simple", date(2026, 11, 17), False),
                ("reply_complex", date(2026, 12, 2), False),
                ("reply_extended", date(2027, 1, 1), False),
            ],
        ),
        ("lender_internal", {"microloan_company"}, []),
        ("lender_internal", {"microloan_company", "bank"}, [1, 2, 3]),
        ("lender_internal", set(), [1, 2, 3]),
        ("lender_internal", {"unknown"}, [1, 2, 3]),
        # 征信业管理条例第25条、第26条
        ("pboc_credit_objection", set(), [("reply", date(2026, 11, 22), True)]),
        ("pboc_credit_complaint", set(), [("reply", date(2026, 12, 2), True)]),
        # 监管转送：七个工作日（记忆，未读原文）
        ("nfra_12378", {"bank"}, [("forward", date(2026, 11, 11), False)]),
        # 市场监督管理投诉举报处理暂行办法第14条：七个工作日；调解期限从受理起算，不在这里
        ("samr_12315", set(), [("accept", date(2026, 11, 11), True)]),
        # 消费者权益保护法第46条
        ("consumer_authority", set(), [("act", date(2026, 11, 11), True)]),
        ("lender_review", set(), [("decide", date(2026, 12, 2), False)]),
        ("people_mediation", set(), []),
        ("police_110", set(), []),
    ],
)
def test_each_channel_has_its_last_days(
    channel: str, types: set[str], expected: list[object]
) -> None:
    found = stages(BOOK, channel, MONDAY, types)
    assert len(found) == len(expected)
    for stage, wanted in zip(found, expected, strict=True):
        if isinstance(wanted, tuple):
            assert (stage.code, stage.due_on, stage.is_read) == wanted
            assert not stage.is_provisional


def test_working_days_beyond_the_published_calendar_are_provisional() -> None:
    [stage] = stages(BOOK, "samr_12315", date(2030, 1, 7), set())
    assert stage.is_provisional
    [days] = stages(BOOK, "pboc_credit_objection", date(2030, 1, 7), set())
    assert not days.is_provisional


@pytest.mark.parametrize(
    ("contact", "types", "channel"),
    [
        ("complaint_portal", set(), "lender_internal"),
        ("regulator_hotline", {"bank"}, "nfra_12378"),
        ("regulator_hotline", {"microloan_company"}, "local_finance"),
        ("regulator_hotline", set(), None),
        ("regulator_hotline", {"private_person"}, None),
        ("phone", {"bank"}, None),
    ],
)
def test_a_contact_tells_its_complaint_channel_only_where_it_is_sure(
    contact: str, types: set[str], channel: str | None
) -> None:
    assert channel_for(BOOK, contact, types) == channel


def test_every_stage_that_runs_from_submission_has_a_code_with_texts() -> None:
    codes = {
        clock["code"]
        for row in channels(BOOK).values()
        for clock in row["clocks"]
        if clock.get("starts") == "submitted"
    }
    assert codes == {
        *{"reply_simple", "reply_complex", "reply_extended", "decide"},
        *{"forward", "reply", "accept", "act"},
    }
