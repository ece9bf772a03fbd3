"""Cells of a statement: text folding, money and dates as banks and wallets print them."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from app.statements.transactions import SHANGHAI

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,13}|(?=\.\d))(?:\.\d{0,2}0*)?"
_MONEY = re.compile(
    rf"([+-]?)(?:¥|CNY|RMB)?([+-]?)({_NUMBER})元?"
    rf"(?:\((?:已退款?)¥?({_NUMBER})元?\)|\((已全额退款)\))?"
)
_PLAIN = re.compile(r"\d{1,12}\.\d\d")
_REFUND_STATUS = re.compile(rf"已退款\(?¥?({_NUMBER})元?\)?")
_DATE = re.compile(
    r"(?:(\d{4})(\d{2})(\d{2})|(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)"
    r"(?:(?:T|\s+|(?<=\d{8}))(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?)?"
)
_SHORT_DATE = re.compile(r"(?P<year>\d{2})?(?P<month>\d{2})[-/.月]?(?P<day>\d{2})日?")
_COMBINED = re.compile(
    r"(?P<before>[^\d+\-(),.]*)/?(?P<amount>[+-]?[\d,.]+)/?(?P<after>[^\d+\-(),.]*)"
    r"(?:\((?P<word>[^()]*)\))?"
)
_EARLIEST_YEAR = 1990
_BMP = 1 << 16
_ROUNDED_ID = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount cell in fen: signed value, whether a sign stood there, what was refunded.

    `currency` and `word` are what else stood in the cell, folded: `RMB` and `支出` of
    `12.30/RMB(支出)`.
    """

    value: int
    signed: bool
    refunded: int = 0
    currency: str = ""
    word: str = ""


@lru_cache(maxsize=1)
def _narrow() -> dict[int, str]:
    """Full-width and other compatibility forms of one character by their code."""
    plain = ((code, unicodedata.normalize("NFKC", chr(code))) for code in range(_BMP))
    return {code: form for code, form in plain if len(form) == 1 and ord(form) != code}


def fold(text: str) -> str:
    """The cell without blanks, full-width forms narrowed; for names and numbers.

    As NFKC has it, but for characters that stand for several: unfolding those makes a text
    eighteen times as long, at a cost that a hostile file could choose.
    """
    if not unicodedata.is_normalized("NFKC", text):
        text = text.translate(_narrow())
    return "".join(text.split())


def clean(text: str) -> str:
    """The cell as text for people: tabs and padding removed, one blank between words."""
    return " ".join(text.split())


def _fen(number: str) -> int:
    whole, _, fraction = number.replace(",", "").partition(".")
    return int(whole or "0") * 100 + int(fraction[:2].ljust(2, "0"))


def money(text: str) -> Money | None:
    """The amount of a cell; None if it is no amount.

    Knows `¥28.16`, `"-1,000.00"`, `+0.01`, `131.77(已退款89.84)`, `468.32(已全额退款)`. More than
    two decimals are taken only if the rest are zeros.
    """
    plain = text.strip()
    if _PLAIN.fullmatch(plain):
        return Money(int(plain[:-3]) * 100 + int(plain[-2:]), signed=False)
    match = _MONEY.fullmatch(fold(text).replace("\u2212", "-").upper())
    if match is None:
        return None
    sign = match[1] or match[2]
    value = _fen(match[3])
    refunded = value if match[5] else min(value, _fen(match[4] or "0"))
    return Money(-value if sign == "-" else value, signed=bool(sign), refunded=refunded)


def combined_money(text: str) -> Money | None:
    """The amount of a cell that holds its currency, too; None if it is no amount.

    Card bills print `CNY 123.18`, `人民币元/20.80`, `-84.58/CNY`, `1,234.56/RMB(支出)`.
    """
    match = _COMBINED.fullmatch(fold(text).replace("\u2212", "-"))
    found = money(match["amount"]) if match else None
    if match is None or found is None:
        return None
    currency = (match["before"] or match["after"]).strip("/").lower()
    return replace(found, currency=currency, word=(match["word"] or "").lower())


def refunded_by_status(status: str) -> int | None:
    """Fen given back according to a status like `已退款(￥5.00)`; None if it names no amount."""
    match = _REFUND_STATUS.search(fold(status)) if "已退款" in status else None
    return _fen(match[1]) if match else None


def moment(text: str, clock_text: str = "") -> tuple[datetime, bool] | None:
    """Date and time of day of a row in Shanghai, and whether only the day is known.

    Takes `2023-02-12 21:32:14`, `2023/2/12 21:32`, `20240101`, `2024年1月1日`; `clock_text` is
    the cell of a separate time column (`132324`, `18:53:19`). None if unreadable: orders that
    differ by country (`09/01/2025`) are never guessed.
    """
    match = _DATE.fullmatch(f"{text.strip()} {clock_text.strip()}".strip())
    if match is None:
        match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    parts = match.groups()
    year, month, day = (int(part) for part in (parts[:3] if parts[0] else parts[3:6]))
    hour, minute, second = (int(part or "0") for part in parts[6:9])
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
    return (at, parts[6] is None) if year >= _EARLIEST_YEAR else None


def short_date(text: str, bill: date | None) -> datetime | None:
    """The day of a card bill's row that prints `01/05`, `0105` or `260105`; None if unreadable.

    `bill` is a day of the bill's month: without a year a row is of that month or the eleven
    before it; with no bill known it is not guessed.
    """
    match = _SHORT_DATE.fullmatch(text.strip())
    if match is None or (match["year"] is None and bill is None):
        return None
    month, day = int(match["month"]), int(match["day"])
    if match["year"] is not None:
        year = 2000 + int(match["year"])
    else:
        assert bill is not None  # noqa: S101 - told above
        year = bill.year - (month > bill.month)
    try:
        return datetime(year, month, day, tzinfo=SHANGHAI)
    except ValueError:
        return None


def is_rounded_identifier(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into `2.02E+27`: no identity any more."""
    return _ROUNDED_ID.fullmatch(text.strip()) is not None


def spreadsheet_text(value: object) -> str:
    """A workbook's cell as the text a CSV export would hold; 15 digits, as spreadsheets show."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        return (datetime.min.replace(tzinfo=UTC) + value).strftime("%H:%M:%S")
    if isinstance(value, float) and not isinstance(value, bool):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    return str(value)
