"""Bodies of contacts and their corrections."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import ActedBy, WrittenBy
from app.core.parameters import DEMO_DEBT
from app.core.schemas import Code, Day, Id, Instant, Line, Prose, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence

Channel = Literal[
    "phone",
    "automated_call",
    "video_call",
    "email",
    "online_chat",
    "wechat",
    "sms",
    "letter",
    "branch",
    "home_visit",
    "workplace_visit",
    "app_message",
    "complaint_portal",
    "regulator_hotline",
    "mediation",
    "court_notice",
    "other",
]
Direction = Literal["outbound", "inbound"]
Outcome = Literal[
    "refused",
    "under_review",
    "accepted",
    "counter_offer",
    "documents_requested",
    "upfront_demanded",
    "information",
    "transferred",
    "hung_up",
    "no_answer",
    "callback_promised",
    "legal_action_announced",
    "pressure",
    "other",
]
AboutPerson = Literal["debtor", "guarantor", "family", "colleague", "third_party"]
Conduct = Literal[
    "threat",
    "insult",
    "impersonation",
    "fake_court_document",
    "contact_book_blast",
    "workplace_contact",
    "disclosure",
    "data_leak",
    "public_posting",
    "home_entry",
    "visit_pressure",
    "induced_borrowing",
    "personal_account_payment",
]
Seconds = Annotated[int, Field(ge=0, le=86400)]


class Counterpart(Schema):
    """Who was on the other side; what is unknown is null."""

    organisation: Annotated[Line | None, Field(examples=["某银行信用卡中心"])] = None
    department: Annotated[Line | None, Field(examples=["客服"])] = None
    agent_name: Annotated[Line | None, Field(description="Name given.", examples=[None])] = None
    agent_id: Annotated[
        Line | None, Field(description="Staff number, 工号.", examples=["8021"])
    ] = None
    number: Annotated[
        Line | None, Field(description="Telephone number or account.", examples=["95500"])
    ] = None


class Recording(Schema):
    """A recording of one's own call or visit (本人录音); its file goes into the vault."""

    made: Annotated[bool, Field(description="Whether there is one.", examples=[True])]
    announced: Annotated[
        bool | None, Field(description="Whether the other side was told.", examples=[False])
    ] = None
    original_kept: Annotated[
        bool | None,
        Field(description="Whether the device keeps the original recording.", examples=[True]),
    ] = None


class Promise(Schema):
    """What someone said they would do; with a day it becomes a follow-up."""

    by: Annotated[
        Literal["creditor", "debtor", "agency", "court", "other"], Field(examples=["creditor"])
    ]
    what: Annotated[Line, Field(description="What.", examples=["三个工作日内回电"])]
    due_on: Annotated[Day | None, Field(description="By when.", examples=["2026-11-25"])] = None


Promises = Annotated[list[Promise], Field(max_length=20, description="Promises made.")]
OtherCounterparts = Annotated[
    list[Counterpart],
    Field(max_length=10, description="Further people on the other side.", examples=[[]]),
]
DebtIds = Annotated[
    list[Id], Field(max_length=100, description="Debts it was about.", examples=[[DEMO_DEBT]])
]
EvidenceIds = Annotated[
    list[Id], Field(max_length=100, description="Recordings, screenshots.", examples=[[]])
]
ComplaintChannel = Annotated[
    Code | None,
    Field(
        description="The complaint channel it went to, by its code; its clock runs.",
        examples=[None],
    ),
]
ConductList = Annotated[
    list[Conduct],
    Field(max_length=13, description="Conduct the caller noticed.", examples=[[]]),
]


class ContactCreate(Schema):
    """A contact as it happened; recorded for good, corrected only by addition."""

    occurred_at: Annotated[
        Instant,
        Field(description="When; its offset is kept.", examples=["2026-11-20T15:30:00+08:00"]),
    ]
    channel: Annotated[Channel, Field(description="By what means.", examples=["phone"])]
    direction: Annotated[
        Direction | None,
        Field(
            description="Who began it; left out, it is taken from the channel and marked assumed.",
            examples=["outbound"],
        ),
    ] = None
    answered: Annotated[bool | None, Field(examples=[True])] = None
    duration_seconds: Annotated[Seconds | None, Field(examples=[540])] = None
    counterpart: Counterpart | None = None
    other_counterparts: OtherCounterparts = []
    debt_ids: DebtIds = []
    summary: Annotated[
        Prose | None,
        Field(description="What was said.", examples=["申请个性化分期，客服称暂无政策"]),
    ] = None
    outcome: Annotated[Outcome | None, Field(description="Result.", examples=["refused"])] = None
    ticket_number: Annotated[Line | None, Field(examples=["20261120-33"])] = None
    promises: Promises = []
    evidence_ids: EvidenceIds = []
    recording: Recording | None = None
    complaint_channel: ComplaintChannel = None
    about_person: Annotated[
        AboutPerson, Field(description="Who was contacted or spoken about.", examples=["debtor"])
    ] = "debtor"
    conduct: ConductList = []


class ContactChanges(Schema):
    """Contact fields as they should have been; only those given are corrected."""

    occurred_at: Annotated[Instant | None, Field(examples=["2026-11-20T15:35:00+08:00"])] = None
    channel: Annotated[Channel | None, Field(examples=["phone"])] = None
    direction: Annotated[Direction | None, Field(examples=["outbound"])] = None
    answered: Annotated[bool | None, Field(examples=[True])] = None
    duration_seconds: Annotated[Seconds | None, Field(examples=[540])] = None
    counterpart: Counterpart | None = None
    other_counterparts: OtherCounterparts | None = None
    debt_ids: DebtIds | None = None
    summary: Annotated[Prose | None, Field(examples=["客服称须先提供失业证明"])] = None
    outcome: Annotated[Outcome | None, Field(examples=["documents_requested"])] = None
    ticket_number: Annotated[Line | None, Field(examples=["20261120-33"])] = None
    promises: Promises | None = None
    evidence_ids: EvidenceIds | None = None
    recording: Recording | None = None
    complaint_channel: ComplaintChannel = None
    about_person: Annotated[AboutPerson | None, Field(examples=["debtor"])] = None
    conduct: ConductList | None = None


class CorrectionCreate(Schema):
    """Why a contact is corrected, and the fields as they should have been."""

    reason: Annotated[Line, Field(description="Why.", examples=["听了录音，客服的原话有出入"])]
    changes: Annotated[
        ContactChanges,
        Field(description="At least one field.", examples=[{"summary": "客服称须先提供失业证明"}]),
    ]


class WithdrawalCreate(Schema):
    """Why a contact should not have been recorded."""

    reason: Annotated[Line, Field(description="Why.", examples=["重复记录，同一通电话已经记过"])]


Fields = Annotated[dict[str, object], Field(max_length=20)]


class CorrectionRead(Schema):
    """A correction as it stands beside the original, with what it replaces."""

    id: UUID
    sequence: Sequence
    entry_hash: Hash
    recorded_at: datetime
    reason: Annotated[str, Field(max_length=200)]
    acted_by: WrittenBy = None
    changes: Annotated[Fields, Field(description="The corrected fields, as given.")]
    replaces: Annotated[Fields, Field(description="What these fields said before.")]


class CorrectionCreated(Recorded):
    """A recorded correction with its receipt."""

    id: UUID
    corrects: Annotated[UUID, Field(description="Id of the contact.")]


class WithdrawalRead(Schema):
    """The withdrawal of a contact; what it withdraws stays readable."""

    id: UUID
    acted_by: WrittenBy = None
    sequence: Sequence
    entry_hash: Hash
    recorded_at: datetime
    reason: Annotated[str, Field(max_length=200)]


class WithdrawalCreated(Recorded):
    """A recorded withdrawal with its receipt."""

    id: UUID
    withdraws: Annotated[UUID, Field(description="Id of the contact.")]


class ContactRead(ContactCreate):
    """A contact with its first text, and what was added to it since."""

    id: UUID
    direction: Annotated[Direction, Field(description="Who began it.")]
    direction_assumed: Annotated[
        bool, Field(description="Taken from the channel, because it was left out.")
    ] = False
    recorded_at: datetime
    recorded_late: Annotated[
        bool, Field(description="Recorded well after it occurred, or imported from old records.")
    ]
    source: Annotated[
        Literal["entered", "imported"], Field(description="How it came into the log.")
    ] = "entered"
    acted_by: Annotated[
        ActedBy | None, Field(description="Who recorded it under a grant; null: the owner.")
    ] = None
    sequence: Sequence
    entry_hash: Hash
    corrections: Annotated[list[CorrectionRead], Field(max_length=10000)]
    corrected: Annotated[Fields, Field(description="The corrected fields as they read now.")]
    withdrawn: Annotated[
        WithdrawalRead | None, Field(description="Present once the contact was withdrawn.")
    ]
    version: Annotated[Version, Field(description="1 + corrections and withdrawal.")]


class ContactCreated(ContactRead, Recorded):
    """A recorded contact with its receipt."""
