"""Bodies of what a score rests on besides debt, terms and cash flow."""

from typing import Annotated

from pydantic import Field

from app.core.schemas import Code, DecimalOut, MoneyIn, MoneyOut, PercentIn, RatioIn, Schema


class EvidenceInput(Schema):
    """Proof of hardship at hand, and what is known to be missing."""

    held: Annotated[
        list[Code],
        Field(
            description="Codes of what is at hand.",
            max_length=50,
            examples=[["income_proof", "bank_statements"]],
        ),
    ] = []
    missing: Annotated[
        list[Code],
        Field(
            description="Codes of what is missing.",
            max_length=50,
            examples=[["medical_report"]],
        ),
    ] = []


class HistoryInput(Schema):
    """What was paid, tried and done lately."""

    payments_made_last_6_months: Annotated[
        int, Field(description="Payments made.", ge=0, le=100, examples=[4])
    ] = 0
    contacts_made: Annotated[
        int, Field(description="Contacts made.", ge=0, le=1000, examples=[3])
    ] = 0
    efforts: Annotated[
        list[Code],
        Field(
            description="What was tried.",
            max_length=50,
            examples=[["cut_spending", "seeking_work"]],
        ),
    ] = []


class RouteInput(Schema):
    """One way the lender goes without a plan."""

    code: Annotated[Code, Field(description="Your name for it.", examples=["suit_and_enforcement"])]
    probability: Annotated[RatioIn, Field(description="That it works.", examples=["0.55"])]
    recovery: Annotated[RatioIn, Field(description="Part of the claim.", examples=["0.60"])]
    months: Annotated[int, Field(ge=0, le=600, description="Until the money.", examples=[18])]
    cost: Annotated[MoneyIn, Field(description="Costs.", examples=["2000.00"])]


class AssumptionsInput(Schema):
    """Assumptions about the lender to replace; those left out are the model's."""

    discount_rate_percent: Annotated[
        PercentIn | None, Field(le=100, description="% a year.", examples=["8.00"])
    ] = None
    redefault_share: Annotated[
        RatioIn | None, Field(description="Part of plans that break.", examples=["0.30"])
    ] = None
    break_month: Annotated[
        int | None, Field(ge=1, le=360, description="When they break.", examples=[12])
    ] = None
    routes: Annotated[
        list[RouteInput] | None,
        Field(
            description="Null: the model's.",
            min_length=1,
            max_length=10,
            examples=[None],
        ),
    ] = None


class Circumstance(Schema):
    """What else is known about the debt; each that is true raises a gate."""

    limitation_possible: Annotated[
        bool, Field(description="The debt may be time-barred (诉讼时效).", examples=[False])
    ] = False
    payment_order_pending: Annotated[
        bool, Field(description="A payment order (支付令) is open.", examples=[False])
    ] = False


class ScoreContext(Schema):
    """What a score may take into account besides debt, terms and cash flow."""

    evidence: EvidenceInput = EvidenceInput()
    history: HistoryInput = HistoryInput()
    assumptions: Annotated[AssumptionsInput, Field(examples=[{}])] = AssumptionsInput()
    circumstances: Circumstance = Circumstance()


class RouteAssumption(Schema):
    """The assumptions behind one way without a plan."""

    code: Annotated[Code, Field(description="Which way.")]
    probability: Annotated[DecimalOut, Field(description="That it works, 0 to 1.")]
    recovery: Annotated[DecimalOut, Field(description="Part of the claim, 0 to 1.")]
    months: Annotated[int, Field(description="Months until the money.")]
    cost: Annotated[MoneyOut, Field(description="Costs.")]


class AssumptionsRead(Schema):
    """The assumptions that were used; all may be replaced."""

    discount_rate_percent: Annotated[DecimalOut, Field(description="% a year.")]
    redefault_share: Annotated[DecimalOut, Field(description="Part that breaks, 0 to 1.")]
    break_month: Annotated[int, Field(description="Month in which they break.")]
    routes: Annotated[list[RouteAssumption], Field(description="Each way.", max_length=10)]
