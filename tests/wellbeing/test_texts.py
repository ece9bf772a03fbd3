"""What is said of the help line is what its rule says of it."""

import pytest

from app.core import i18n
from app.core.rules import rule_book

AT_NIGHT = {"zh-CN": "夜里万一打不通", "en": "Should nobody answer at night"}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_nobody_is_promised_a_voice_at_every_hour(language: str) -> None:
    """It answers eighteen hours a day at least; whoever reads this in the night is told so."""
    assert rule_book().rule("HOT-12356").numbers["hours_per_day_min"] == 18
    for key in ("support.message", "wellbeing.support"):
        told = i18n.text(key, language=language)
        assert AT_NIGHT[language] in told
        for number in ("12356", "120", "110"):
            assert number in told
        assert "现在就可以拨打" not in told
    hours = {"zh-CN": "每天至少开通十八小时", "en": "at least eighteen hours a day"}
    assert hours[language] in i18n.text("wellbeing.hotline", language=language)
