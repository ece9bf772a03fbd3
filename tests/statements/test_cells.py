from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statements.cells import (
    Money,
    clean,
    combined_money,
    fold,
    is_rounded_identifier,
    moment,
    money,
    refunded_by_status,
    short_date,
    spreadsheet_text,
)
from app.statements.transactions import SHANGHAI


@pytest.mark.parametrize(
    ("text", "value", "signed", "refunded"),
    [
        ("28.16", 2816, False, 0),
        ("¥28.16", 2816, False, 0),
        ("￥28.16", 2816, False, 0),
        ("￥ 28.16 \t", 2816, False, 0),
        ("28.16元", 2816, False, 0),
        ("CNY 28.1", 2810, False, 0),
        ("1,234,567.89", 123456789, False, 0),
        ("-1,000.00", -100000, True, 0),
        ("¥-5", -500, True, 0),
        ("-¥5", -500, True, 0),
        ("\u22125.00", -500, True, 0),
        ("+0.01", 1, True, 0),
        ("+0.00", 0, True, 0),
        ("67", 6700, False, 0),
        ("5.", 500, False, 0),
        (".5", 50, False, 0),
        ("0.1200", 12, False, 0),
        ("１２．３４", 1234, False, 0),
        ("131.77(已退款89.84)", 13177, False, 8984),
        ("131.77（已退款¥89.84）", 13177, False, 8984),
        ("5.00(已退款9.00)", 500, False, 500),
        ("468.32(已全额退款)", 46832, False, 46832),
    ],
)
def test_amounts_as_printed(text: str, value: int, *, signed: bool, refunded: int) -> None:
    assert money(text) == Money(value, signed, refunded)


@pytest.mark.parametrize(
    "text",
    ["", "-", "/", "abc", "1.234", "12,34.00", "1e5", "1 2.3.4", "(5.00)", "1234567890123456", "."],
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert money(text) is None


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_amounts_survive_printing(fen: int) -> None:
    for pattern in ("{}{}.{:02d}", "{}¥{:,}.{:02d}"):
        text = pattern.format("-" if fen < 0 else "", abs(fen) // 100, abs(fen) % 100)
        found = money(text)
        assert found is not None
        assert found.value == fen


@pytest.mark.parametrize(
    ("status", "fen"),
    [
        ("已退款(￥5.00)", 500),
        ("已退款￥5.00", 500),
        ("已退款（¥1,005.50元）", 100550),
        ("支付成功", None),
        ("已全额退款", None),
    ],
)
def test_status_names_the_refund(status: str, fen: int | None) -> None:
    assert refunded_by_status(status) == fen


@pytest.mark.parametrize(
    ("text", "clock", "expected", "date_only"),
    [
        ("2023-02-12 21:32:14", "", (2023, 2, 12, 21, 32, 14), False),
        (" 2023-02-12 21:32:14\t", "", (2023, 2, 12, 21, 32, 14), False),
        ("2023-02-12 21:32", "", (2023, 2, 12, 21, 32), False),
        ("2023/2/1 9:05", "", (2023, 2, 1, 9, 5), False),
        ("2023-02-12T21:32:14.000", "", (2023, 2, 12, 21, 32, 14), False),
        ("20240101", "132324", (2024, 1, 1, 13, 23, 24), False),
        ("20240101", "93605", (2024, 1, 1, 9, 36, 5), False),
        ("20240101132324", "", (2024, 1, 1, 13, 23, 24), False),
        ("20240101", "", (2024, 1, 1), True),
        ("20240101", "noon", (2024, 1, 1), True),
        ("2024年1月5日", "", (2024, 1, 5), True),
        ("1990-01-01", "", (1990, 1, 1), True),
        ("2024.01.05", "18:53:19", (2024, 1, 5, 18, 53, 19), False),
    ],
)
def test_moments(text: str, clock: str, expected: tuple[int, ...], *, date_only: bool) -> None:
    year, month, day, hour, minute, second = (*expected, 0, 0, 0)[:6]
    at = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    assert moment(text, clock) == (at, date_only)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "09/01/2025 01:23:45",
        "2024-13-01",
        "2024-02-30",
        "20241",
        "1024-01-01",
        "1989-12-31",
        "合计",
        "2024111",
    ],
)
def test_dates_that_could_mean_two_days_are_not_guessed(text: str) -> None:
    assert moment(text) is None


def test_folding_and_cleaning() -> None:
    assert fold(" 金额（元）\t") == "金额(元)"
    assert fold("日 志 号") == "日志号"
    assert clean("  小麦 \t 便利\n") == "小麦 便利"


def test_rounded_identifiers() -> None:
    assert is_rounded_identifier("2.02E+27 ")
    assert is_rounded_identifier("1e+15")
    assert not is_rounded_identifier("20230212")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02 03:04:05"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4, 5), "03:04:05"),
        (time(3, 4, 5, 600_000), "03:04:05"),
        (timedelta(hours=3, minutes=4, seconds=5), "03:04:05"),
        (67.0, "67"),
        (66.4, "66.4"),
        (0.1 + 0.2, "0.3"),
        (515.02, "515.02"),
        (20250101.0, "20250101"),
        ("text", "text"),
        ("", ""),
        (True, "True"),
    ],
)
def test_spreadsheet_values_become_export_text(value: object, text: str) -> None:
    assert spreadsheet_text(value) == text


@pytest.mark.parametrize(
    ("text", "bill", "day"),
    [
        ("01/05", date(2026, 1, 1), "2026-01-05"),
        ("12/29", date(2026, 1, 1), "2025-12-29"),
        ("0105", date(2026, 2, 1), "2026-01-05"),
        ("1月05日", date(2026, 2, 1), None),
        ("01月05日", date(2026, 2, 1), "2026-01-05"),
        ("260105", None, "2026-01-05"),
        ("01/05", None, None),
        ("02/30", date(2026, 3, 1), None),
        ("261341", None, None),
        ("abc", date(2026, 3, 1), None),
    ],
)
def test_days_of_card_bills(text: str, bill: date | None, day: str | None) -> None:
    found = short_date(text, bill)
    assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("text", "value", "currency", "word"),
    [
        ("CNY 123.18", 12318, "cny", ""),
        ("CNY13.50", 1350, "cny", ""),
        ("人民币元/20.80", 2080, "人民币元", ""),
        ("人民币元/-395.48", -39548, "人民币元", ""),
        ("-84.58/CNY", -8458, "cny", ""),
        ("1,234.56/RMB(支出)", 123456, "rmb", "支出"),
        ("$5", 500, "$", ""),
    ],
)
def test_amounts_with_their_currency(text: str, value: int, currency: str, word: str) -> None:
    found = combined_money(text)
    assert found is not None
    assert (found.value, found.currency, found.word) == (value, currency, word)


@pytest.mark.parametrize("text", ["", "CNY", "1.2.3/CNY", "CNY 1,2", "5/CNY(支出"])
def test_no_amount_with_its_currency(text: str) -> None:
    assert combined_money(text) is None
