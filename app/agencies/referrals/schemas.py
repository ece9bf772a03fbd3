"""Bodies of `/v1/cases/{case_id}/referrals`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.agencies.assessments.schemas import Message, RedFlagRead
from app.agencies.referral_states import ReferralStatus
from app.agencies.schemas import AgencyFees
from app.agencies.vetting import Verdict
from app.cases.grants.schemas import CaseParts
from app.core.results import Citation
from app.core.schemas import Day, Id, Instant, Line, Prose, Schema, Version
from app.ledger.schemas import Recorded

RejectReason = Literal[
    "no_capacity", "outside_services", "conflict_of_interest", "facts_missing", "other"
]
ReferralResult = Literal["achieved", "partly", "not_achieved"]
Acknowledgement = Literal["limitation"]
AgreementFinding = Literal["not_on_file", "no_end", "no_refund", "fees_unclear", "fees_differ"]
TextVersion = Annotated[
    Line,
    Field(
        description="Version of the text that the person read (`…/consent-text`).",
        examples=["2026-11-26"],
    ),
]


class Consent(Schema):
    """That the person read this version and agreed (同意)."""

    text_version: TextVersion
    given: Annotated[Literal[True], Field(description="Only a yes is recorded.")] = True
    given_at: Annotated[
        Instant | None,
        Field(description="When; null: now.", examples=[None]),
    ] = None


class ConsentRead(Consent):
    """A consent as it was recorded."""

    given: Annotated[Literal[True], Field(description="Only a yes is recorded.")]


class ServiceAgreement(Schema):
    """What was signed with the agency (服务协议)."""

    evidence_id: Annotated[
        Id | None, Field(description="The signed paper in the vault.", examples=[None])
    ] = None
    signed_on: Annotated[Day, Field(description="When.", examples=["2026-11-24"])]
    scope: Annotated[
        Prose, Field(description="What is to be done.", examples=["协助与两家银行协商个性化分期"])
    ]
    fees: Annotated[AgencyFees, Field(description="What it costs.")]
    refund_terms: Annotated[
        Prose | None,
        Field(description="In the agreement's words.", examples=["未开始工作全退"]),
    ] = None
    ends_on: Annotated[Day | None, Field(description="Until when.", examples=["2027-05-31"])] = None


class ReferralCreate(Schema):
    """To whom, for what, which parts, until when, and that the person agreed."""

    agency_id: Annotated[
        Id,
        Field(description="The agency.", examples=["01930000-0000-7000-8000-000000000f01"]),
    ]
    purpose: Annotated[Line, Field(description="What for.", examples=["协助协商信用卡个性化分期"])]
    debt_ids: Annotated[
        list[Id],
        Field(
            max_length=100,
            description="Debts it is about; empty: all.",
            examples=[["01930000-0000-7000-8000-000000000201"]],
        ),
    ] = []
    scope: CaseParts
    expires_at: Annotated[
        Instant, Field(description="Until when.", examples=["2099-12-31T23:59:59+08:00"])
    ]
    consent: Annotated[Consent, Field(description="To handing over these parts.")]
    sensitive_consent: Annotated[
        Consent | None,
        Field(description="The separate consent that sensitive parts need (单独同意)."),
    ] = None
    service_agreement: Annotated[
        ServiceAgreement | None, Field(description="What was signed.", examples=[None])
    ] = None
    acknowledge: Annotated[
        list[Acknowledgement],
        Field(
            max_length=1,
            description="limitation: a referral about a time-barred debt may acknowledge it.",
            examples=[["limitation"]],
        ),
    ] = []


class ReferralUpdate(Schema):
    """The service agreement, once it is signed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "service_agreement": {
                        "signed_on": "2026-11-24",
                        "scope": "协助与两家银行协商个性化分期",
                        "fees": {
                            "upfront": "2000.00",
                            "monthly": "0.00",
                            "percentage_of_debt": "0.00",
                            "percentage_of_reduction": "0.00",
                            "refund_terms": "partial",
                        },
                        "ends_on": "2027-05-31",
                    }
                }
            ]
        }
    )

    service_agreement: ServiceAgreement


class ReferralAccept(Schema):
    """That the agency takes it on."""

    note: Annotated[Prose | None, Field(description="A word to the person.", examples=[None])] = (
        None
    )


class ReferralReject(Schema):
    """Why the agency does not take it on."""

    reason: Annotated[RejectReason, Field(description="Why.", examples=["no_capacity"])]
    note: Annotated[Prose | None, Field(description="In words.", examples=[None])] = None


class ReferralComplete(Schema):
    """How it ended."""

    result: Annotated[ReferralResult, Field(description="What came of it.", examples=["partly"])]
    note: Annotated[Prose | None, Field(description="In words.", examples=["一家同意分 48 期"])] = (
        None
    )


class ReferralRevoke(Schema):
    """Taking the consent back needs no reason."""

    note: Annotated[Prose | None, Field(description="In words.", examples=[None])] = None


class ServiceAgreementFinding(Schema):
    """Something to settle in the service agreement."""

    code: Annotated[AgreementFinding, Field(description="Which.")]
    message: Annotated[Message, Field(description="What to do.")]


class ServiceAgreementRead(ServiceAgreement):
    """The agreement with what is wrong in it."""

    findings: Annotated[
        list[ServiceAgreementFinding], Field(max_length=10, description="What to settle first.")
    ]


class ReferralRead(Schema):
    """A referral and how it stands now."""

    id: UUID
    case_id: UUID
    agency_id: UUID
    agency_name: Annotated[str, Field(max_length=200, description="Name of the agency.")]
    grant_id: Annotated[UUID, Field(description="The grant it rests on.")]
    purpose: Annotated[str, Field(max_length=200, description="What for.")]
    debt_ids: Annotated[list[UUID], Field(max_length=100, description="Debts; empty: all.")]
    scope: CaseParts
    status: Annotated[ReferralStatus, Field(description="How it stands now.")]
    expires_at: Annotated[datetime, Field(description="Until when.")]
    accepted_at: Annotated[datetime | None, Field(description="From when the agency sees it.")]
    revoked_at: Annotated[datetime | None, Field(description="From when it sees nothing.")]
    reject_reason: Annotated[RejectReason | None, Field(description="Why it was not taken on.")]
    result: Annotated[ReferralResult | None, Field(description="What came of it.")]
    note: Annotated[str | None, Field(max_length=4000, description="The last word on it.")]
    consent: Annotated[ConsentRead, Field(description="What the person agreed to.")]
    sensitive_consent: Annotated[
        ConsentRead | None, Field(description="The separate consent for sensitive parts.")
    ]
    service_agreement: Annotated[
        ServiceAgreementRead | None, Field(description="What was signed, with its red flags.")
    ]
    verdict: Annotated[Verdict, Field(description="On the agency, as it stands today.")]
    red_flags: Annotated[
        list[RedFlagRead], Field(max_length=20, description="Of agency and agreement, today.")
    ]
    sequence: Annotated[int, Field(ge=1, description="Place of the consent in the ledger.")]
    created_at: datetime
    version: Version


class ReferralCreated(ReferralRead, Recorded):
    """The referral with the receipt of the consent."""


class ConsentText(Schema):
    """What the person must have read before a referral: who gets what, for what, how."""

    text_version: TextVersion
    text: Annotated[str, Field(max_length=4000, description="To be shown and agreed to.")]
    sensitive_parts: Annotated[
        list[str], Field(max_length=9, description="Parts that need the separate consent.")
    ]
    sensitive_text: Annotated[
        str | None,
        Field(max_length=4000, description="The separate one; null: none is needed."),
    ]
    citations: Annotated[list[Citation], Field(max_length=10, description="Rules behind it.")]
    shown_on: Annotated[date, Field(description="The day it was shown.")]
