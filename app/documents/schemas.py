"""Bodies of `/v1/cases/{case_id}/documents`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.access import WrittenBy
from app.core.results import Citation
from app.core.schemas import Code, Day, Id, Line, Prose, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence
from app.proposals.warnings.schemas import Message, Warnings

Template = Literal[
    "hardship_statement",
    "repayment_proposal",
    "call_script",
    "written_complaint",
    "mediation_request",
    "evidence_list",
    "contact_timeline",
    "case_summary",
    "payment_order_objection",
    "court_answer",
    "jurisdiction_objection",
    "enforcement_objection",
    "enforcement_settlement_proposal",
]
Locale = Literal["zh-CN", "en"]
Format = Literal["pdf", "docx", "html", "markdown"]
Profile = Literal["creditor", "adviser", "private"]
Ground = Literal[
    "amount_wrong",
    "interest_excessive",
    "not_my_debt",
    "already_paid",
    "time_barred",
    "assignment_not_notified",
    "other_merits",
    "court_of_another_place",
    "another_court_agreed",
    "clause_not_pointed_out",
    "agreed_court_unconnected",
    "arbitration_agreed",
    "measure_unlawful",
    "living_costs_not_kept",
    "enforcement_time_barred",
    "settlement_sought",
    "inability_to_pay",
]
Risk = Literal[
    "cash_out",
    "gambling",
    "loan_use_breach",
    "false_material",
    "asset_concealment",
    "absolute_promise",
    "admits_disputed_amount",
    "pleads_inability",
]
TemplateField = Annotated[Template, Field(description="Which paper.")]
LocaleField = Annotated[Locale, Field(description="Language of the paper.")]
FormatField = Annotated[Format, Field(description="File format; `docx` can be edited.")]
ProfileField = Annotated[
    Profile, Field(description="For whom: what goes to a lender is checked for risks first.")
]


HandIn = Annotated[
    str | None,
    Field(
        max_length=500,
        description="How the person hands it in; not printed in the paper. Null: as one likes.",
    ),
]


class DocumentRequest(Schema):
    """Which paper to make, for whom, and from which parts of the case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"template": "hardship_statement", "profile": "creditor", "format": "pdf"},
            ]
        }
    )

    template: Annotated[
        Template, Field(description="Which paper.", examples=["hardship_statement"])
    ]
    locale: Annotated[Locale, Field(description="Its language.", examples=["zh-CN"])] = "zh-CN"
    format: Annotated[Format, Field(description="File format.", examples=["pdf"])] = "pdf"
    profile: Annotated[Profile, Field(description="For whom.", examples=["creditor"])] = "private"
    as_of: Annotated[
        Day | None,
        Field(description="Day of its facts, the only date in the file; null: the budget's."),
    ] = None
    proposal_id: Annotated[Id | None, Field(description="The proposal it puts forward.")] = None
    debt_ids: Annotated[
        list[Id], Field(max_length=50, description="Debts it is about.", examples=[[]])
    ] = []
    creditor_name: Annotated[
        Line | None, Field(description="Only what concerns this creditor.", examples=[None])
    ] = None
    checklist_id: Annotated[
        Id | None, Field(description="Lists the evidence linked to this checklist.")
    ] = None
    evidence_ids: Annotated[
        list[Id], Field(max_length=200, description="Evidence, in this order.", examples=[[]])
    ] = []
    proceeding_id: Annotated[
        Id | None, Field(description="The proceedings a court paper answers.")
    ] = None
    ground: Annotated[
        Ground | None,
        Field(
            description="What is wrong with the debt itself, or one of the paper's own grounds "
            "(`GET /v1/document-templates`); court papers need one. "
            "`inability_to_pay` is no ground and is refused with the reason.",
            examples=[None],
        ),
    ] = None
    ground_statement: Annotated[
        Prose | None,
        Field(
            description="The facts behind the ground in the person's own words; nothing is added.",
            examples=[None],
        ),
    ] = None
    competent_court: Annotated[
        Line | None, Field(description="Where the case belongs instead.", examples=[None])
    ] = None
    acknowledge: Annotated[
        list[Literal["limitation"]],
        Field(
            max_length=1,
            description="Needed where a debt may be time-barred and the paper acknowledges it.",
            examples=[["limitation"]],
        ),
    ] = []
    acknowledged_risks: Annotated[
        list[Risk],
        Field(max_length=8, description="Findings that may stay in the paper.", examples=[[]]),
    ] = []


class RiskFinding(Schema):
    """Something in the person's own words that could harm them in a lender's hands."""

    code: Annotated[Risk, Field(description="Which risk.")]
    message: Message
    acknowledged: Annotated[bool, Field(description="Whether it was said that it may stay.")]


class FigureSource(Schema):
    """Where a figure was taken from."""

    kind: Annotated[Code, Field(description="Kind of record.")]
    ref: Annotated[
        str | None, Field(max_length=64, description="Its id, where it has one of its own.")
    ]
    field: Annotated[str, Field(max_length=200, description="Field of the record.")]


class FigureRead(Schema):
    """A figure or text of the paper that was taken from the case."""

    label: Annotated[str, Field(max_length=200, description="Column or name beside it.")]
    text: Annotated[str, Field(max_length=5000, description="As it is printed.")]
    source: FigureSource


class DocumentBase(Schema):
    """What a paper is, before or after it was issued."""

    template: TemplateField
    locale: LocaleField
    format: FormatField
    profile: ProfileField
    title: Annotated[str, Field(max_length=200, description="Its title.")]
    as_of: Annotated[date, Field(description="Day of its facts.")]
    findings: Annotated[list[RiskFinding], Field(max_length=20, description="Wording to look at.")]
    warnings: Warnings
    citations: Annotated[list[Citation], Field(max_length=50, description="Rules behind it.")]
    hand_in: HandIn


class MissingRead(Schema):
    """A fact the paper needs and nobody has entered."""

    pointer: Annotated[str, Field(max_length=300, description="Where it would be entered.")]
    message: Message


class DocumentRisks(DocumentBase):
    """What would stand in the way of issuing the paper, and what to look at first."""

    missing: Annotated[list[MissingRead], Field(max_length=100, description="Facts to add.")]
    blocked_by: Annotated[
        list[Code], Field(max_length=10, description="Refusals that issuing would meet.")
    ]


class DocumentRead(DocumentBase):
    """A paper as it was issued; later changes of the case do not touch it."""

    id: Annotated[UUID, Field(description="Id of the document.")]
    file_name: Annotated[str, Field(max_length=200, description="Name for downloads.")]
    media_type: Annotated[str, Field(max_length=128, description="Kind of file.")]
    sha256: Annotated[Hash, Field(description="Of its bytes.")]
    size: Annotated[int, Field(ge=1, description="Bytes.")]
    inputs_hash: Annotated[str, Field(max_length=71, description="Of everything it was made from.")]
    rule_set_version: Annotated[str, Field(max_length=64, description="Version of the rules.")]
    figures: Annotated[
        list[FigureRead], Field(max_length=20000, description="Each with its source.")
    ]
    issued_at: Annotated[datetime, Field(description="When it was issued.")]
    acted_by: WrittenBy = None
    sequence: Sequence
    entry_hash: Hash
    version: Version


class DocumentCreated(DocumentRead, Recorded):
    """An issued paper with its receipt."""
