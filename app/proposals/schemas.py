"""Bodies of `/v1/cases/{case_id}/proposals`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import ActedBy
from app.core.parameters import DEMO_DEBT
from app.core.schemas import Id, Prose, Schema, Version
from app.proposals.payments.schemas import ComputedTermsRead, TermsInput, TermsRead
from app.proposals.warnings.schemas import Notice, WarningRead

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
    acted_by: Annotated[
        ActedBy | None, Field(description="Who wrote it under a grant; null: the owner.")
    ] = None
    created_at: Annotated[datetime, Field(description="When it was written down.")]
    updated_at: Annotated[datetime, Field(description="Last change.")]
    version: Version
