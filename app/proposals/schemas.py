"""Bodies of `/v1/cases/{case_id}/proposals`, of their answers and of the case's own scores."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.cash_flow.schemas import MonthCount, SafetyBuffer, StressInput
from app.core.parameters import DEMO_DEBT
from app.core.results import CalculationResult
from app.core.schemas import (
    Id,
    MoneyOut,
    Month,
    Prose,
    Schema,
    Version,
)
from app.proposals.offers.schemas import ConstraintsInput, MaxOptions
from app.proposals.scores.schemas import (
    ComputedTermsRead,
    Notice,
    ScoreContext,
    TermsInput,
    TermsRead,
    WarningRead,
)

RequestKind = Literal[
    "personalised_instalment",
    "interest_freeze",
    "deferral",
    "interest_fee_reduction",
    "principal_only",
    "instalment_settlement",
    "re_instalment",
    "lump_sum_settlement",
    "due_date_change",
    "extension",
]
Status = Literal[
    "draft", "sent", "withdrawn", "accepted", "accepted_with_changes", "refused", "no_reply"
]
Reason = Annotated[
    Prose | None,
    Field(
        description="Why, in the person's own words; sealed under the case's key.",
        examples=["失业后收入下降，希望停止计息并分 60 期还清本金，每期约 800 元。"],
    ),
]
Kind = Annotated[
    RequestKind,
    Field(
        description="What is asked for; 停息挂账 is no legal term, papers say 个性化分期 or 延期.",
        examples=["personalised_instalment"],
    ),
]


class ProposalCreate(Schema):
    """A new proposal about a debt of the case."""

    debt_id: Annotated[Id, Field(description="The debt.", examples=[DEMO_DEBT])]
    request_kind: Kind = "personalised_instalment"
    terms: TermsInput
    reason: Reason = None


class ProposalUpdate(Schema):
    """Fields to change; those left out stay. Terms that went out are not changed any more."""

    request_kind: Annotated[
        RequestKind | None,
        Field(description="What is asked for.", examples=["personalised_instalment"]),
    ] = None
    terms: TermsInput | None = None
    reason: Reason = None
    status: Annotated[
        Literal["sent", "withdrawn"] | None,
        Field(description="`sent`: it went out to the lender.", examples=[None]),
    ] = None
    acknowledge: Annotated[
        list[Literal["limitation"]],
        Field(
            max_length=1,
            description="Needed to send where the debt may be time-barred.",
            examples=[["limitation"]],
        ),
    ] = []


class ProposalRead(Schema):
    """A proposal, what its terms come to, and what to know before it goes out."""

    id: Annotated[UUID, Field(description="Id.")]
    debt_id: Annotated[UUID, Field(description="The debt.")]
    request_kind: Annotated[RequestKind, Field(description="What is asked for.")]
    status: Annotated[Status, Field(description="Where it stands.")]
    terms: TermsRead
    computed_terms: ComputedTermsRead | None
    reason: Annotated[
        str | None, Field(description="Why, in the person's own words.", max_length=4000)
    ]
    notice: Notice
    warnings: Annotated[
        list[WarningRead], Field(description="To be read before it is sent.", max_length=20)
    ]
    created_at: Annotated[datetime, Field(description="When it was written down.")]
    updated_at: Annotated[datetime, Field(description="Last change.")]
    version: Version


class InstalmentRead(Schema):
    """One instalment; `fee` holds arrears carried forward, `balance` is what remains."""

    number: Annotated[int, Field(description="Counted from 1.", ge=1, le=1200)]
    due_date: Annotated[date, Field(description="Due date.")]
    principal: Annotated[MoneyOut, Field(description="Principal.")]
    interest: Annotated[MoneyOut, Field(description="Interest.")]
    fee: Annotated[MoneyOut, Field(description="Arrears carried forward.")]
    payment: Annotated[MoneyOut, Field(description="All three.")]
    balance: Annotated[MoneyOut, Field(description="What remains in the plan.")]


class TotalsRead(Schema):
    """The exact sums of the columns."""

    principal: Annotated[MoneyOut, Field(description="Principal.")]
    interest: Annotated[MoneyOut, Field(description="Interest.")]
    fee: Annotated[MoneyOut, Field(description="Arrears carried forward.")]
    payment: Annotated[MoneyOut, Field(description="All three.")]


class ProposalSchedule(CalculationResult):
    """Every payment of a proposal, to the fen."""

    owed: Annotated[MoneyOut, Field(description="Owed today.")]
    waived: Annotated[MoneyOut, Field(description="To be waived.")]
    upfront_payment: Annotated[MoneyOut, Field(description="Paid in the first month.")]
    financed: Annotated[MoneyOut, Field(description="In the plan.")]
    rows: Annotated[list[InstalmentRead], Field(description="Every instalment.", max_length=1200)]
    totals: TotalsRead
    computed_terms: ComputedTermsRead


class CaseView(ScoreContext):
    """How to look at the budget of the case; what is left out is this month, a year ahead.

    Without `evidence`, what lies in the vault counts as held.
    """

    start_month: Annotated[
        Month | None, Field(description="First month; null: this one.", examples=["2026-12"])
    ] = None
    months: MonthCount = 12
    safety_buffer: SafetyBuffer = 0
    stress: Annotated[
        StressInput | None, Field(description="Null: the model's own.", examples=[None])
    ] = None


class CaseOffersRequest(CaseView):
    """A debt of the case for which plans are looked for that can be kept."""

    debt_id: Annotated[Id, Field(description="The debt.", examples=[DEMO_DEBT])]
    max_options: MaxOptions = 5
    constraints: ConstraintsInput = ConstraintsInput()
