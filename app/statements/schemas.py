"""Bodies of statement imports."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from app.core.errors import InvalidInput, invalid
from app.core.problems import field_errors
from app.core.schemas import Code, MoneyOut, Schema, Version
from app.statements.generic import ColumnMapping
from app.statements.layouts import fold_name
from app.statements.transactions import Direction, Family

Currency = Annotated[str, Field(max_length=3, pattern=r"^[A-Z]{3}$", description="ISO 4217.")]
Text = Annotated[str, Field(max_length=1000)]
Column = Annotated[str, Field(min_length=1, max_length=64, pattern=r"\S")]
Words = Annotated[list[Column], Field(max_length=20)]
_HOW = ("sign", "family", "income_words", "expense_words", "neutral_words")
Count = Annotated[int, Field(ge=0, le=10_000_000)]


class PlainTotals(Schema):
    """Sums by the file's own direction or sign; one entry per currency, never added up."""

    currency: Currency
    income: MoneyOut
    expense: MoneyOut
    neutral: MoneyOut


class CountedTotals(Schema):
    """The economic truth: spending after refunds, repayments and transfers apart."""

    currency: Currency
    income: MoneyOut
    expense: MoneyOut
    debt_service: MoneyOut
    transfers: MoneyOut
    refunds: MoneyOut
    on_credit: MoneyOut
    borrowed: MoneyOut


class DeclaredSum(Schema):
    """One line of the file's own summary."""

    count: Count
    amount: MoneyOut


class DeclaredTotals(Schema):
    """The file's own summary; null where it says nothing."""

    records: Count | None
    income: DeclaredSum | None
    expense: DeclaredSum | None
    neutral: DeclaredSum | None


class UnparsedRow(Schema):
    """A row that could not be read, with its line in the file."""

    line: Count
    reason: Code
    message: Text


class ExplainedRows(Schema):
    """Rows that add nothing to what is counted, and why."""

    reason: Code
    rows: Count
    message: Text


class Notice(Schema):
    """Something to know about the file."""

    code: Code
    message: Text


class Period(Schema):
    """First and last day of the rows."""

    first: date
    last: date


class Preflight(Schema):
    """What a file holds, before anything of it counts."""

    institution: Annotated[str, Field(max_length=32, description="Who issued the file.")]
    format: Annotated[str, Field(max_length=32, description="Which of its layouts it is.")]
    encoding: Annotated[str, Field(max_length=32)]
    rows: Annotated[Count, Field(description="Rows below the header: counted and unparsed.")]
    duplicates: Annotated[Count, Field(description="Rows this case already had.")]
    period: Period | None
    totals: Annotated[list[PlainTotals], Field(max_length=100)]
    counted: Annotated[list[CountedTotals], Field(max_length=100)]
    counted_rows: Annotated[
        Count, Field(description="Rows that count; with `explained` they are all `rows`.")
    ]
    explained: Annotated[
        list[ExplainedRows], Field(max_length=20, description="Why the other rows do not.")
    ]
    declared_totals: DeclaredTotals | None
    warnings: Annotated[list[Notice], Field(max_length=100)]
    unparsed: Annotated[
        list[UnparsedRow], Field(max_length=1000, description="The first thousand at most.")
    ]


class StatementImportRead(Preflight):
    """An imported statement."""

    id: UUID
    status: Literal["preflight", "applied"]
    created_at: datetime
    version: Version


class TransactionRead(Schema):
    """One row: what the file says, and what it is in economic terms."""

    id: UUID
    line: Count
    occurred_at: datetime
    date_only: bool
    direction: Direction
    amount: MoneyOut
    currency: Currency
    counterparty: Text
    description: Text
    payment_method: Text
    status: Text
    kind: Annotated[Code, Field(description="income, expense, debt_service, transfer, refund …")]
    category: Annotated[str, Field(max_length=64)]
    counted: Annotated[MoneyOut, Field(description="What it weighs after refunds.")]
    on_credit: bool
    credit_product: Annotated[
        Code | None, Field(description="What was borrowed with, or is repaid.")
    ]
    same_as: Annotated[
        UUID | None,
        Field(description="The row of another import that is the same payment and counts for it."),
    ]
    same_as_import: Annotated[UUID | None, Field(description="The import of that row.")]


class ColumnMap(Schema):
    """Header names by what the column means, and how the direction of money is told.

    `date` is needed, and `amount` or one of `income` and `expense`. `sign`: `direction` by a
    column of words, `signed` (+ in, - out), `reversed` (+ out), `two_columns`.
    """

    date: Annotated[Column, Field(examples=["日期"])]
    time: Column | None = None
    amount: Annotated[Column | None, Field(examples=["金额"])] = None
    direction: Annotated[Column | None, Field(examples=["收支"])] = None
    income: Column | None = None
    expense: Column | None = None
    counterparty: Annotated[Column | None, Field(examples=["对方"])] = None
    description: Annotated[Column | None, Field(examples=["说明"])] = None
    category_text: Column | None = None
    payment_method: Column | None = None
    status: Column | None = None
    external_id: Column | None = None
    balance: Column | None = None
    currency: Column | None = None
    sign: Literal["direction", "signed", "reversed", "two_columns"] | None = None
    family: Annotated[Family, Field(description="Whose file it is.")] = "debit"
    income_words: Annotated[Words, Field(description="Words for money in.")] = []
    expense_words: Annotated[Words, Field(description="Words for money out.")] = []
    neutral_words: Annotated[Words, Field(description="Words for neither.")] = []


def read_column_map(text: str | None) -> ColumnMapping | None:
    """The mapping given as JSON text in the form's field `mapping`.

    Raises:
        InvalidInput: naming the place inside `/mapping`; never echoes what was given.
    """
    if not text:
        return None
    try:
        given = TypeAdapter(ColumnMap).validate_json(text, strict=True)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        if found[0]["type"] == "json_invalid":
            raise invalid("/mapping", "json_malformed") from error
        placed = [{**each, "loc": ("body", "mapping", *each["loc"])} for each in found]
        raise InvalidInput(errors=field_errors(placed)) from error
    return _checked(given)


def _checked(given: ColumnMap) -> ColumnMapping:
    roles = given.model_dump(exclude_none=True, exclude=set(_HOW))
    columns = {role: name for role, name in roles.items() if isinstance(name, str)}
    is_told_apart = given.income is not None or given.expense is not None
    if given.amount is None and not is_told_apart:
        raise invalid("/mapping/amount", "required")
    if given.sign == "direction" and given.direction is None:
        raise invalid("/mapping/direction", "required")
    words: dict[str, Direction] = {}
    told: tuple[tuple[Direction, list[str]], ...] = (
        ("income", given.income_words),
        ("expense", given.expense_words),
        ("neutral", given.neutral_words),
    )
    for direction, names in told:
        words.update({fold_name(name): direction for name in names})
    sign = given.sign or ("two_columns" if is_told_apart else None)
    return ColumnMapping(columns, sign, given.family, words)
