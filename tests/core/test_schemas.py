"""Types of the contract: strict in, exact out."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from app.core.schemas import (
    WEB_ADDRESS,
    Code,
    Day,
    DecimalOut,
    Id,
    Instant,
    Line,
    MoneyIn,
    MoneyOut,
    Month,
    Page,
    PercentIn,
    Prose,
    RatioIn,
    Schema,
    SignedMoneyIn,
    WebAddress,
)


class Sample(Schema):
    """One field of each type."""

    money: MoneyIn = 0
    signed: SignedMoneyIn = 0
    paid: MoneyOut = 0
    percent: PercentIn = Decimal(0)
    ratio: RatioIn = Decimal(0)
    figure: DecimalOut = Decimal(0)
    at: Instant = datetime(2026, 1, 1, tzinfo=UTC)
    on: Day = datetime(2026, 1, 1, tzinfo=UTC).date()
    month: Month = "2026-01"
    id: Id | None = None
    line: Line = "x"
    prose: Prose = ""
    code: Code = "x"
    count: Annotated[int, Field(ge=0, le=9)] = 0


def _read(**fields: Any) -> Sample:
    return Sample.model_validate(fields)


def _written(**fields: Any) -> dict[str, Any]:
    written: dict[str, Any] = _read(**fields).model_dump(mode="json")
    return written


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0", 0), ("0.00", 0), ("1.5", 150), ("0.01", 1), ("9999999999.99", 999_999_999_999)],
)
def test_money_is_fen_inside_and_two_decimals_outside(text: str, fen: int) -> None:
    assert _read(money=text).money == fen
    assert _written(money=text)["money"] == f"{fen // 100}.{fen % 100:02d}"


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1.5, True, None, "", "-1", "+1", "1.", ".5", "1.234", "1e3", "12345678901", "NaN"),
        *("１２", "1,000.00", " 1", "1 ", "1\n", "0x1", "٣", "1.0.0", [], {}),
    ],
)
def test_what_is_no_money_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        _read(money=value)


def test_only_signed_money_may_be_negative() -> None:
    assert _read(signed="-12.30").signed == -1230
    assert _written(signed="-0.05")["signed"] == "-0.05"
    with pytest.raises(ValidationError):
        _read(signed="--1")


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_money_survives_the_round_trip(fen: int) -> None:
    text = _written(money=f"{fen // 100}.{fen % 100:02d}")["money"]
    assert _read(money=text).money == fen


@pytest.mark.parametrize("text", ["0", "14.60", "9999.9999"])
def test_percentages_are_exact_decimals(text: str) -> None:
    assert _read(percent=text).percent == Decimal(text)
    assert _written(percent=text)["percent"] == text


@pytest.mark.parametrize("value", [14.6, 14, "1e2", "-1", "10000", "1.23456", "Infinity"])
def test_what_is_no_percentage_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        _read(percent=value)


@pytest.mark.parametrize(
    ("value", "fits"), [("1", True), ("0.8", True), ("1.1", False), (1, False)]
)
def test_ratios_lie_between_0_and_1(value: object, fits: bool) -> None:  # noqa: FBT001 - a table
    if fits:
        assert 0 <= _read(ratio=value).ratio <= 1
    else:
        with pytest.raises(ValidationError):
            _read(ratio=value)


def test_decimals_are_written_without_exponents() -> None:
    assert Sample(figure=Decimal("1E+3")).model_dump(mode="json")["figure"] == "1000"


@pytest.mark.parametrize(
    "text",
    ["2026-11-20T15:30:00+08:00", "2026-11-20T07:30:00Z", "2026-11-20t07:30:00.123456z"],
)
def test_instants_keep_their_offset(text: str) -> None:
    at = _read(at=text).at
    assert at.tzinfo is not None
    assert at == datetime.fromisoformat(text.upper())


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1790000000, "0", "2026-11-20", "2026-11-20T15:30:00", "2026-13-01T00:00:00Z"),
        *("2026-11-20 15:30:00Z", "2026-11-20T25:00:00Z", "2026-11-20T15:30:00+99:00"),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", None, True),
    ],
)
def test_what_is_no_instant_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        _read(at=value)


@pytest.mark.parametrize(
    "value", [0, "0", "2026-02-30", "2026-2-3", "20260203", "2026-02-03T00:00"]
)
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        _read(on=value)


@pytest.mark.parametrize("value", ["2026-00", "2026-13", "26-01", "2026-1", "1899-12", 202601])
def test_what_is_no_month_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        _read(month=value)


def test_ids_are_uuids_with_hyphens() -> None:
    text = "01930000-0000-7000-8000-000000000101"
    assert _read(id=text).id == UUID(text)
    for odd in (text.replace("-", ""), f"{{{text}}}", f"urn:uuid:{text}", 1):
        with pytest.raises(ValidationError):
            _read(id=odd)


@pytest.mark.parametrize("value", ["", "a\nb", "a\x00b", "x" * 201, "\x7f"])
def test_a_line_is_one_line(value: str) -> None:
    with pytest.raises(ValidationError):
        _read(line=value)


ADDRESSES = TypeAdapter(WebAddress)


@pytest.mark.parametrize(
    "value",
    ["https://example.org", "http://a.cn:8080/b?c=[1]#d", "https://例子.cn/登记", "https://a?b"],
)
def test_an_address_names_a_host(value: str) -> None:
    assert ADDRESSES.validate_python(value) == value
    assert urlsplit(value).hostname


@pytest.mark.parametrize(
    "value",
    [
        *("", "ftp://a.cn/", "https://", "https:///b", "https://[bad", "https://[::1]/"),
        *("https://a b", "https://u:p@a.cn/", "https://a.cn\\@b.cn", "https://a:port/"),
        "https://\u2100.cn/",
    ],
)
def test_what_names_no_host_or_hides_it_is_no_address(value: str) -> None:
    with pytest.raises(ValidationError):
        ADDRESSES.validate_python(value)


@given(st.from_regex(WEB_ADDRESS, fullmatch=True))
def test_every_address_can_be_taken_apart(value: str) -> None:
    assert urlsplit(value).scheme in {"http", "https"}


def test_prose_has_lines_but_no_control_characters() -> None:
    assert _read(prose="一\n\t二\r\n").prose == "一\n\t二\r\n"
    for odd in ("\x00", "\x1b[31m", "x" * 4001):
        with pytest.raises(ValidationError):
            _read(prose=odd)


@pytest.mark.parametrize("value", ["", "Upper", "with-dash", "x" * 65, "中"])
def test_codes_are_lower_snake_case(value: str) -> None:
    with pytest.raises(ValidationError):
        _read(code=value)


@pytest.mark.parametrize("value", ["1", 1.0, True, -1, 10])
def test_counts_are_neither_text_nor_float_nor_boolean(value: object) -> None:
    with pytest.raises(ValidationError):
        _read(count=value)


def test_unknown_fields_are_refused_and_bodies_are_frozen() -> None:
    with pytest.raises(ValidationError):
        _read(unknown=1)
    with pytest.raises(ValidationError):
        setattr(_read(), "line", "y")  # noqa: B010 - mypy would see the mistake


def test_a_page_names_its_next_cursor() -> None:
    page = Page[Sample](items=[], next_cursor=None)
    assert page.model_dump() == {"items": [], "next_cursor": None}
