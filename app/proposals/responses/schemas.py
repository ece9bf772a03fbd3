"""Bodies of answers to proposals, and of what each means."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.contacts.schemas import Channel
from app.core.access import WrittenBy
from app.core.results import Citation
from app.core.schemas import Code, Day, Id, Instant, Prose, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence
from app.proposals.payments.schemas import TermsInput, TermsRead
from app.proposals.responses.counters.schemas import CounterOfferRead
from app.proposals.warnings.schemas import Message, Notice, Warnings

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


class ResponseFacts(Schema):
    """What was answered, when, how and why."""

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
    may_reapply_on: Annotated[
        Day | None, Field(description="Day the lender named for asking again.", examples=[None])
    ] = None
    note: Annotated[Prose | None, Field(description="Its words.", examples=["客服说期数太长"])] = (
        None
    )
    contact_id: Annotated[
        Id | None, Field(description="The contact it was given in.", examples=[None])
    ] = None


class ResponseCreate(ResponseFacts):
    """What the lender answered."""

    counter_terms: Annotated[
        TermsInput | None, Field(description="What the lender offers instead.", examples=[None])
    ] = None


class ReasonAnswerRead(Schema):
    """One reason, what it usually means, what answers it, and which proof is still missing."""

    reason: Annotated[RefusalReason, Field(description="The reason given.")]
    meaning: Message
    remedy: Annotated[Code, Field(description="What answers it.")]
    answer: Message
    missing_evidence: Annotated[
        list[Code], Field(description="Proof still to be found.", max_length=20)
    ]
    reapply_on: Annotated[date, Field(description="When asking again makes sense.")]
    basis: Annotated[
        Literal["rule", "creditor_statement", "product_suggestion"],
        Field(description="What the day rests on."),
    ]
    next_channel: Annotated[Code, Field(description="Where to turn.")]
    citations: Annotated[list[Citation], Field(description="Rules behind it.", max_length=10)]


class DifferenceRead(Schema):
    """A term the lender wants otherwise."""

    field: Annotated[str, Field(description="Field of the terms.", max_length=64)]
    proposed: Annotated[str, Field(description="As proposed.", max_length=2000)]
    asked: Annotated[str, Field(description="As the lender wants it.", max_length=2000)]


class AfterYesRead(Schema):
    """Something to see to now that the lender agreed."""

    code: Annotated[Code, Field(description="Which point.")]
    message: Message


class ResponseAnalysis(Schema):
    """What the answer means and what comes next; `reapply_on` has its basis."""

    answers: Annotated[
        list[ReasonAnswerRead], Field(description="Reason by reason.", max_length=24)
    ]
    missing_evidence: Annotated[
        list[Code], Field(description="Proof still to be found, for all reasons.", max_length=50)
    ]
    reapply_on: Annotated[date | None, Field(description="When asking again makes sense.")]
    basis: Annotated[
        Literal["rule", "creditor_statement", "product_suggestion"] | None,
        Field(description="What the day rests on."),
    ]
    next_channel: Annotated[Code | None, Field(description="Where to turn first.")]
    next_step: Message
    differences: Annotated[
        list[DifferenceRead], Field(description="Terms the lender wants otherwise.", max_length=20)
    ]
    counter_offer: CounterOfferRead | None
    after_yes: Annotated[
        list[AfterYesRead], Field(description="What to see to after a yes.", max_length=20)
    ]


class ResponseRead(ResponseFacts):
    """An answer as recorded, with the version of the proposal it is about."""

    id: Annotated[UUID, Field(description="Id.")]
    proposal_id: Annotated[UUID, Field(description="The proposal.")]
    proposal_version: Annotated[Version, Field(description="Its version when the answer came.")]
    counter_terms: Annotated[TermsRead | None, Field(description="What the lender offers instead.")]
    sequence: Annotated[Sequence, Field(description="Place in the ledger.")]
    entry_hash: Annotated[Hash, Field(description="Hash of the ledger entry.")]
    recorded_at: Annotated[datetime, Field(description="When it was recorded.")]
    acted_by: WrittenBy = None
    analysis: ResponseAnalysis
    notice: Notice
    warnings: Warnings
    version: Version


class ResponseCreated(ResponseRead, Recorded):
    """A recorded answer with its receipt."""
