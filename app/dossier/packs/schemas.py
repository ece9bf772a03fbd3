"""Bodies of `/v1/cases/{case_id}/creditor-packs`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.parameters import DEMO_DOCUMENT
from app.core.schemas import Code, Id, Instant, Line, Schema, Version
from app.ledger.schemas import Recorded, Sequence

PackStatus = Literal["open", "expired", "revoked"]
Creditor = Annotated[str, Field(max_length=200, description="Whom it is for.")]


class CreditorPackCreate(Schema):
    """For whom, which papers, until when."""

    creditor_name: Annotated[Line, Field(description="Whom it is for.", examples=["某银行"])]
    document_ids: Annotated[
        list[Id],
        Field(
            max_length=20,
            description="Issued documents, all of them made in the profile `creditor`.",
            examples=[[DEMO_DOCUMENT]],
        ),
    ] = []
    bundle_ids: Annotated[
        list[Id],
        Field(
            max_length=5,
            description="Operations that made evidence bundles, in the profile `creditor` as well.",
            examples=[[]],
        ),
    ] = []
    expires_at: Annotated[
        Instant, Field(description="Until when.", examples=["2099-12-31T23:59:59+08:00"])
    ]
    acknowledge: Annotated[
        list[Literal["limitation"]],
        Field(
            max_length=1,
            description="limitation: a paper about a time-barred debt may acknowledge it.",
            examples=[["limitation"]],
        ),
    ] = []


class CreditorPackRead(Schema):
    """A pack; its address was shown once, when it was made."""

    id: UUID
    creditor_name: Creditor
    document_ids: Annotated[list[UUID], Field(max_length=20, description="Documents in it.")]
    bundle_ids: Annotated[list[UUID], Field(max_length=5, description="Bundles in it.")]
    status: Annotated[PackStatus, Field(description="How it stands now.")]
    expires_at: Annotated[datetime, Field(description="Until when.")]
    revoked_at: datetime | None
    sequence: Sequence
    created_at: datetime
    version: Version


class CreditorPackCreated(CreditorPackRead, Recorded):
    """A new pack with its address and its receipt."""

    url: Annotated[
        str,
        Field(
            max_length=500,
            description="Secret address for the creditor; shown only now. Whoever has it sees the "
            "papers, until the end or until you revoke it.",
            examples=["http://127.0.0.1:8000/v1/creditor-packs/view_…"],
        ),
    ]


class PackViewRead(Schema):
    """One time somebody used the link."""

    id: UUID
    created_at: datetime
    action: Annotated[Code, Field(description="Opened the list, or a paper of it.")]
    object_type: Annotated[Code, Field(description="Kind of thing that was looked at.")]
    object_id: Annotated[UUID | None, Field(description="Which.")]
