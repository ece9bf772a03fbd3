from datetime import UTC, date, datetime

import pytest

from app.documents.wording import amount, in_capitals, minute
from tests.documents.samples import CHINESE, ENGLISH


@pytest.mark.parametrize(
    ("fen", "written"), [(None, None), (0, "0.00"), (4_800_000, "48,000.00"), (-105, "-1.05")]
)
def test_amounts_are_grouped(fen: int | None, written: str | None) -> None:
    assert amount(fen) == written


def test_amounts_in_capitals_name_their_currency() -> None:
    assert in_capitals(4_800_000) == "人民币肆万捌仟元整"
    assert (in_capitals(None), in_capitals(-1)) == (None, None)


def test_days_and_months_by_language() -> None:
    day = date(2026, 1, 5)
    assert (CHINESE.day(day), ENGLISH.day(day), CHINESE.day(None)) == (
        "2026年1月5日",
        "2026-01-05",
        None,
    )
    assert (CHINESE.month("2027-02"), ENGLISH.month("2027-02")) == ("2027年2月", "2027-02")
    assert minute(datetime(2026, 1, 5, 9, 3, tzinfo=UTC)) == "2026-01-05 09:03"


def test_codes_have_names_and_unknown_ones_none() -> None:
    assert CHINESE.label("hardship_reason", "job_loss") == "失业"
    assert ENGLISH.label("hardship_reason", "job_loss") == "Job loss"
    assert CHINESE.label("creditor_type", "unknown") is None
    assert CHINESE.label("creditor_type", None) is None
    assert (CHINESE.joined(["甲", "乙"]), ENGLISH.joined(["a", "b"])) == ("甲、乙", "a, b")
