"""Bodies of statement imports."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Code, MoneyOut, Schema, Version

Currency = Annotated[str, Field(max_length=3, pattern=r"^[A-Z]{3}$", description="ISO 4217.")]
Text = Annotated[str, Field(max_length=1000)]
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
    direction: Literal["income", "expense", "neutral"]
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


class ProposedLine(Schema):
    """One line proposed for the budget, borne out by rows of the file."""

    name: Text
    category: Annotated[str, Field(max_length=64)]
    direction: Literal["income", "expense", "debt_service"]
    kind: Literal["fixed", "flexible"]
    essential: bool
    monthly_amount: MoneyOut
    observed_amount: MoneyOut
    basis: Literal["recurring", "average", "estimate", "one_off", "ended"]
    lines: Annotated[list[Count], Field(max_length=10000, description="Rows in the file.")]
    applied: Annotated[bool, Field(description="Whether it went into the budget.")]


class AppliedStatement(Schema):
    """What was put into the budget, and what was only named."""

    import_id: UUID
    lines: Annotated[list[ProposedLine], Field(max_length=1000)]
    budget_version: Version
