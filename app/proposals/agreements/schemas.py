"""Bodies of agreements and of what was found in them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import WrittenBy
from app.core.parameters import DEMO_DEBT
from app.core.results import Citation
from app.core.schemas import Code, Day, Id, Prose, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence
from app.proposals.payments.schemas import ComputedTermsRead, TermsInput, TermsRead
from app.proposals.responses.schemas import DifferenceRead
from app.proposals.warnings.schemas import Message, Notice, WarningRead

Item = Literal[
    "balance_structure_currency",
    "schedule_dates_amounts",
    "fees_and_interest_during_plan",
    "no_new_cards_until_settled",
    "rights_duties_and_breach",
    "other_repayment_matters",
    "no_receipt_no_upfront",
    "written_or_recorded",
    "payee_is_creditor",
    "principal_first",
    "collection_stops",
    "what_if_one_payment_late",
    "credit_report_wording",
    "debit_authorisation",
    "settlement_certificate",
]
AgreementForm = Annotated[
    Literal["written", "oral"], Field(description="How it was made.", examples=["oral"])
]
Payee = Annotated[
    Literal["creditor", "personal_account", "other_company", "unknown"],
    Field(description="Whose account payments go to.", examples=["creditor"]),
]


class AgreementFacts(Schema):
    """What was agreed, how, and what the paper or the recording says."""

    debt_id: Annotated[Id, Field(description="The debt.", examples=[DEMO_DEBT])]
    proposal_id: Annotated[
        Id | None, Field(description="The proposal it answers; null: none.", examples=[None])
    ] = None
    form: AgreementForm
    agreed_on: Annotated[Day, Field(description="Day it was made.", examples=["2026-11-24"])]
    recorded: Annotated[
        bool, Field(description="Whether an oral one was recorded.", examples=[True])
    ] = False
    items_present: Annotated[
        list[Item],
        Field(
            description="What the paper or the recording says.",
            max_length=15,
            examples=[["balance_structure_currency", "schedule_dates_amounts"]],
        ),
    ] = []
    payee: Payee = "unknown"
    note: Annotated[
        Prose | None, Field(description="Its words.", examples=["客服同意分 36 期，利息减半"])
    ] = None
    contact_id: Annotated[
        Id | None, Field(description="The contact it was made in.", examples=[None])
    ] = None
    evidence_ids: Annotated[
        list[Id], Field(description="Paper or recording.", max_length=20, examples=[[]])
    ] = []


class AgreementCreate(AgreementFacts):
    """A written or oral agreement about a debt of the case."""

    terms: TermsInput
    acknowledge: Annotated[
        list[Literal["limitation"]],
        Field(
            max_length=1,
            description="Needed where the debt may be time-barred.",
            examples=[["limitation"]],
        ),
    ] = []


class AgreementFindingRead(Schema):
    """One point of the check: there, missing, or to be looked at."""

    code: Annotated[Code, Field(description="Which point.")]
    status: Annotated[
        Literal["present", "missing", "attention"], Field(description="How it stands.")
    ]
    severity: Annotated[Literal["fatal", "warning", "info"], Field(description="Its weight.")]
    message: Message
    citation: Citation | None


class CollectionRestRead(Schema):
    """The days on which collection must rest while the agreement is kept."""

    begins_on: Annotated[date, Field(description="First day.")]
    ends_on: Annotated[date, Field(description="Last day.")]
    citation: Citation


class AgreementRead(AgreementFacts):
    """An agreement as recorded, checked against what it must hold."""

    id: Annotated[UUID, Field(description="Id.")]
    status: Annotated[
        Literal["current", "replaced", "settled"],
        Field(description="`replaced`: a later one about the same debt took its place."),
    ]
    terms: TermsRead
    computed_terms: ComputedTermsRead
    findings: Annotated[
        list[AgreementFindingRead], Field(description="Point by point.", max_length=40)
    ]
    missing_items: Annotated[list[Code], Field(description="What is missing.", max_length=20)]
    is_complete: Annotated[bool, Field(description="Whether nothing is missing.")]
    differences: Annotated[
        list[DifferenceRead],
        Field(description="Where it differs from the proposal.", max_length=20),
    ]
    collection_rest: CollectionRestRead | None
    next_step: Message
    notice: Notice
    warnings: Annotated[
        list[WarningRead], Field(description="To be known before more is done.", max_length=20)
    ]
    acted_by: WrittenBy = None
    sequence: Annotated[Sequence, Field(description="Place in the ledger.")]
    entry_hash: Annotated[Hash, Field(description="Hash of the ledger entry.")]
    recorded_at: Annotated[datetime, Field(description="When it was recorded.")]
    version: Version


class AgreementCreated(AgreementRead, Recorded):
    """A recorded agreement with its receipt."""
