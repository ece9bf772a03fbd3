"""Types of the contract: strict bodies, money and rates as decimal strings, exact instants."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from app.calc.money import format_fen, parse_fen
from app.core.clock import SHANGHAI

MONEY_IN = r"^\d{1,10}(\.\d{1,2})?$"
SIGNED_MONEY_IN = r"^-?\d{1,10}(\.\d{1,2})?$"
MONEY_OUT = r"^-?\d{1,17}\.\d{2}$"
INSTANT = r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$"
DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
MONTH = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$"
WEB_ADDRESS = r"^https?://[A-Za-z0-9.\u4e00-\u9fff-]{1,253}(:\d{1,5})?([/?#]\S*)?$"
UUID_PATTERN = r"^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"


class Schema(BaseModel):
    """A body of the contract: unknown fields are refused, nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, from_attributes=True)


def _string(pattern: str, convert: Callable[[str], Any], code: str) -> BeforeValidator:
    compiled = re.compile(pattern)

    def validate(value: object) -> Any:
        if not isinstance(value, str):
            return value
        refused = PydanticCustomError(code, "not in the format of the contract")
        if compiled.fullmatch(value) is None:
            raise refused
        try:
            return convert(value)
        except (ValueError, OverflowError) as error:
            raise refused from error

    return BeforeValidator(validate)


def _refuse_numbers(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("money_string", "money is a decimal string")
    return value


def _money(pattern: str, *, signed: bool) -> Any:
    return Annotated[
        int,
        _string(pattern, lambda value: parse_fen(value, signed=signed), "money_format"),
        BeforeValidator(_refuse_numbers),
        PlainSerializer(format_fen, return_type=str),
        WithJsonSchema({"type": "string", "pattern": pattern, "maxLength": 14}),
    ]


WebAddress = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=2048)]
"""Where something can be read: http or https, a host by its name, no user before it."""
MoneyIn = _money(MONEY_IN, signed=False)
"""An amount in a request: decimal string outside, fen inside; JSON numbers are refused."""
SignedMoneyIn = _money(SIGNED_MONEY_IN, signed=True)
"""A signed amount in a request (`opening_balance`, `cash_flows[].amount`)."""
MoneyOut = Annotated[
    int,
    PlainSerializer(format_fen, return_type=str),
    WithJsonSchema({"type": "string", "pattern": MONEY_OUT, "maxLength": 21}),
]
"""An amount in an answer: fen inside, always two decimals outside."""


def _decimal_in(pattern: str, length: int) -> Any:
    return Annotated[
        Decimal,
        _string(pattern, Decimal, "decimal_format"),
        PlainSerializer(lambda value: format(value, "f"), return_type=str),
        WithJsonSchema({"type": "string", "pattern": pattern, "maxLength": length}),
    ]


PercentIn = _decimal_in(r"^\d{1,4}(\.\d{1,4})?$", 9)
"""A percentage in a request as a decimal string; the field's name says of what."""
RatioIn = _decimal_in(r"^(0(\.\d{1,4})?|1(\.0{1,4})?)$", 6)
"""A share between 0 and 1 in a request, as a decimal string."""
DecimalOut = Annotated[
    Decimal,
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,17}(\.\d{1,10})?$", "maxLength": 30}),
]
"""A rate, percentage or ratio in an answer, as a decimal string."""


def _instant(value: str) -> datetime:
    parsed = datetime.fromisoformat(value.upper())
    parsed.astimezone(SHANGHAI)
    return parsed


Instant = Annotated[
    datetime,
    _string(INSTANT, _instant, "instant_format"),
    WithJsonSchema({"type": "string", "format": "date-time", "maxLength": 40}),
]
"""An instant, RFC 3339 with offset; the offset given is kept."""
Day = Annotated[
    date,
    _string(DAY, date.fromisoformat, "day_format"),
    WithJsonSchema({"type": "string", "format": "date", "maxLength": 10}),
]
"""A business date `YYYY-MM-DD` in Asia/Shanghai."""
Month = Annotated[str, StringConstraints(pattern=MONTH, max_length=7)]
"""A calendar month `YYYY-MM`."""
Id = Annotated[
    UUID,
    _string(UUID_PATTERN, UUID, "id_format"),
    WithJsonSchema({"type": "string", "format": "uuid", "maxLength": 36}),
]
"""An identifier (UUIDv7)."""

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\u0000-\u001f\u007f]+$"),
]
"""A one-line text without control characters."""
Prose = Annotated[
    str,
    StringConstraints(
        max_length=4000, pattern=r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"
    ),
]
"""A text of several lines; tabs and line ends are its only control characters."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$", max_length=64)]
"""A machine-readable code in lower snake case."""
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of a stored resource's version; its ETag begins with it."""


Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Item] = Field(max_length=100)
    next_cursor: Annotated[str, Field(max_length=1024)] | None
