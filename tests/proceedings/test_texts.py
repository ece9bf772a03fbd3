"""Every code has its words in both languages, and no word is left over."""

import re
from collections.abc import Iterator

import pytest

from app.core import i18n
from app.core.rules import rule_book
from app.proceedings.catalogue import catalogue
from app.proceedings.response_clocks import HEARING, STATED

KNOWN = catalogue()
OWN_WARNINGS = {
    *("suspected_fake", "we_have_not_asked_the_court", "last_day_passed"),
    *("received_day_missing", "printed_day_missing", "paper_missing"),
    *(f"frozen_by_{whom}" for whom in ("court", "bank_risk_control", "police", "unknown")),
}


def needed() -> Iterator[str]:
    started = [each for row in KNOWN.papers.values() for each in row]
    yield from (f"clocks.{each.obligation}" for each in started)
    yield from (f"clocks.{code}" for code in (HEARING, STATED))
    yield from (f"warnings.{each.warning}" for each in started if each.warning)
    yield from (f"warnings.{code}" for code in OWN_WARNINGS)
    for kind in KNOWN.kinds.values():
        yield from (f"steps.{step}" for step in kind.steps)
        yield from (f"warnings.{warning}" for warning in kind.warnings)
    for option in KNOWN.options.values():
        parts = ("title", "consequence", "cost", "where")
        yield from (f"options.{option.code}.{part}" for part in parts)
        yield from (f"papers.{paper}" for paper in option.papers)
    yield from (f"open_clock{how}" for how in ("", "_hearing", "_passed", "_unknown"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_and_codes_agree(language: str) -> None:
    own = {key for key in i18n.catalogue(language) if key.startswith("proceedings.")}
    assert own == {f"proceedings.{key}" for key in needed()}


def test_nobody_is_told_that_we_asked_the_court() -> None:
    said = i18n.text("proceedings.warnings.we_have_not_asked_the_court", language="zh-CN")
    assert "没有向法院核实" in said


TOLD = ("proceedings.", "first_check.", "plan.", "support.")
UNREAD_NUMBERS = ("12345", "12348", "12368")
FRIGHTS_AND_PROMISES = (
    "保证能",
    "一定能",
    "肯定",
    "坐牢",
    "违法",
    "prison",
    "illegal",
    "certainly",
)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_nothing_unread_is_said_as_a_fact_and_nobody_is_frightened(language: str) -> None:
    texts = {key: text for key, text in i18n.catalogue(language).items() if key.startswith(TOLD)}
    assert len(texts) > 100
    for key, text in texts.items():
        for word in FRIGHTS_AND_PROMISES:
            assert word not in text, (key, word)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_number_that_nobody_read_is_given_to_call(language: str) -> None:
    for key, text in i18n.catalogue(language).items():
        assert not any(number in text for number in UNREAD_NUMBERS), key


def test_owing_is_told_as_information_and_never_as_a_threat() -> None:
    """What the criminal law says of cards was read by nobody here: it is cited nowhere."""
    for key in ("first_check.not_true.owing_is_no_crime", "proceedings.steps.lawyer_first"):
        assert i18n.has_text(key)
    told = i18n.text("first_check.not_true.owing_is_no_crime", language="zh-CN")
    assert "本身不是犯罪" in told
    assert "接得通电话、说实话、留好记录" in told
    assert KNOWN.kinds["criminal_inquiry"].rule_ids == ()
    for language in i18n.LANGUAGES:
        for key, text in i18n.catalogue(language).items():
            for word in (
                "恶意透支",
                "信用卡诈骗",
                "刑事责任",
                "涉嫌犯罪",
                "card fraud",
                "criminal",
            ):
                assert word not in text.casefold(), (key, word)


def test_the_days_named_in_words_are_those_of_the_law() -> None:
    assert rule_book().rule("CPL-227").numbers["object_days"] == 15
    assert rule_book().rule("CR-17").numbers["per_year"] == 2
    essentials = i18n.text("plan.actions.cover_essentials_first.why", language="zh-CN")
    assert "每年可以免费查两次" in essentials
    told = i18n.text("first_check.steps.object_to_payment_order.title", language="zh-CN")
    assert "十五天" in told
    named = {
        key
        for key, text in i18n.catalogue("zh-CN").items()
        if key.startswith("proceedings.") and re.search("[二三四五六十]+[天日年]", text)
    }
    assert named == {"proceedings.options.plead_limitation.consequence"}
    years = [
        row["periods"][0]["years"]
        for row in rule_book().table("limitation")["obligations"]
        if row["code"] in {"lump_sum", "instalments"}
    ]
    assert years == [3, 3]
