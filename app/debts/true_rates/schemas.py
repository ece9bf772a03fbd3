"""The true annual rate of a debt of a case."""

from typing import Annotated

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import DecimalOut, MoneyOut, Schema
from app.debts.schemas import MissingFact
from app.law.schemas import Ceiling


class RateRead(Schema):
    """One rate, and the sums it comes from."""

    nominal_annual_percent: Annotated[
        DecimalOut, Field(description="Period rate × periods a year (Reg. Z, Appendix J).")
    ]
    effective_annual_percent: Annotated[
        DecimalOut, Field(description="With compounding, actual days / 365 (XIRR).")
    ]
    received: Annotated[MoneyOut, Field(description="What arrived.")]
    paid_back: Annotated[MoneyOut, Field(description="All that goes back.")]


class DebtTrueRate(CalculationResult):
    """What a debt really costs a year; null where facts are missing or no single rate solves it."""

    as_agreed: Annotated[
        RateRead | None, Field(description="Paid so far, and all instalments to come.")
    ]
    to_date: Annotated[
        RateRead | None, Field(description="Paid so far, and all that is owed as if paid today.")
    ]
    contract_rate_percent: Annotated[
        DecimalOut | None, Field(description="What the contract says, % a year.")
    ]
    ceilings: Annotated[
        list[Ceiling],
        Field(max_length=100, description="Compared with the nominal rate as agreed."),
    ]
    findings: Annotated[
        list[MissingFact], Field(max_length=20, description="What to find out for a better answer.")
    ]
