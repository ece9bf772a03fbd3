"""Bodies of answers to proposals, and of what each means."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.contacts.schemas import Channel
from app.core.results import Citation
from app.core.schemas import Code, Day, Id, Instant, Prose, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence
from app.proposals.scores.schemas import Message, Notice, TermsInput

Answer = Literal["accepted", "accepted_with_changes", "refused", "no_reply"]
RefusalReason = Literal[
    "payment_too_low",
    "term_too_long",
    "reduction_too_large",
    "hardship_not_proven",
    "documents_missing",
    "terms_misunderstood",
    "upfront_payment_required",
    "not_overdue_yet",
    "overdue_too_short",
    "ability_to_pay_assumed",
    "recent_spending_or_cash_out",
    "already_restructured",
    "plan_broken_before",
    "amount_too_small",
    "credit_record_poor",
    "policy_not_available",
    "agent_lacks_authority",
    "agent_suspected",
    "with_collection_agency",
    "legal_department",
    "referred_elsewhere",
    "debt_sold",
    "no_reason_given",
    "other",
]


class ResponseCreate(Schema):
    """What the lender answered."""

    answer: Annotated[Answer, Field(description="The answer.", examples=["refused"])]
    received_at: Annotated[
        Instant, Field(description="When it came.", examples=["2026-11-21T10:00:00+08:00"])
    ]
    channel: Annotated[Channel, Field(description="How it came.", examples=["phone"])]
    refusal_reasons: Annotated[
        list[RefusalReason],
        Field(
            max_length=24,
            description="Reasons given, in any order.",
            examples=[["hardship_not_proven", "term_too_long"]],
        ),
    ] = []
    counter_terms: Annotated[
        TermsInput | None, Field(description="What the lender offers instead.", examples=[None])
    ] = None
    may_reapply_on: Annotated[
        Day | None, Field(description="Day the lender named for asking again.", examples=[None])
    ] = None
    note: Annotated[Prose | None, Field(description="Its words.", examples=["客服说期数太长"])] = (
        None
    )
    contact_id: Annotated[
        Id | None, Field(description="The contact it was given in.", examples=[None])
    ] = None


class ReasonAnswerRead(Schema):
    """One reason, what it usually means, what answers it, and which proof is still missing."""

    reason: RefusalReason
    meaning: Message
    remedy: Code
    answer: Message
    missing_evidence: Annotated[list[Code], Field(max_length=20)]
    reapply_on: date
    basis: Literal["rule", "creditor_statement", "product_suggestion"]
    next_channel: Code
    citations: Annotated[list[Citation], Field(max_length=10)]


class DifferenceRead(Schema):
    """A term the lender wants otherwise."""

    field: Annotated[str, Field(max_length=64)]
    proposed: Annotated[str, Field(max_length=2000)]
    asked: Annotated[str, Field(max_length=2000)]


class AfterYesRead(Schema):
    """Something to see to now that the lender agreed."""

    code: Code
    message: Message


class ResponseAnalysis(Schema):
    """What the answer means and what comes next; `reapply_on` has its basis."""

    answers: Annotated[list[ReasonAnswerRead], Field(max_length=24)]
    missing_evidence: Annotated[list[Code], Field(max_length=50)]
    reapply_on: date | None
    basis: Literal["rule", "creditor_statement", "product_suggestion"] | None
    next_channel: Code | None
    next_step: Message
    differences: Annotated[list[DifferenceRead], Field(max_length=20)]
    after_yes: Annotated[list[AfterYesRead], Field(max_length=20)]


class ResponseRead(ResponseCreate):
    """An answer as recorded, with the version of the proposal it is about."""

    id: UUID
    proposal_id: UUID
    proposal_version: Version
    sequence: Sequence
    entry_hash: Hash
    recorded_at: datetime
    analysis: ResponseAnalysis
    notice: Notice
    version: Version


class ResponseCreated(ResponseRead, Recorded):
    """A recorded answer with its receipt."""
