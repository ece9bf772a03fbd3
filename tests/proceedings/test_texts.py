"""Every code has its words in both languages, and no word is left over."""

from collections.abc import Iterator

import pytest

from app.core import i18n
from app.proceedings.catalogue import catalogue
from app.proceedings.response_clocks import HEARING, STATED

KNOWN = catalogue()
OWN_WARNINGS = {
    *("suspected_fake", "we_have_not_asked_the_court", "last_day_passed", "received_day_missing"),
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
    yield from ("open_clock", "open_clock_passed")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_and_codes_agree(language: str) -> None:
    own = {key for key in i18n.catalogue(language) if key.startswith("proceedings.")}
    assert own == {f"proceedings.{key}" for key in needed()}


def test_nobody_is_told_that_we_asked_the_court() -> None:
    said = i18n.text("proceedings.warnings.we_have_not_asked_the_court", language="zh-CN")
    assert "没有向法院核实" in said
