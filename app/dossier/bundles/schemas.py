"""Bodies of evidence bundles: what shall go in, and what that would mean."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.parameters import DEMO_BUNDLE_HASH, DEMO_CHECKLIST, DEMO_CONTACT, DEMO_EVIDENCE
from app.core.schemas import Code, Id, Schema
from app.ledger.schemas import Sequence

ProfileCode = Literal["creditor", "adviser", "private"]
Locale = Literal["zh-CN", "en"]
RiskCode = Literal[
    "cash_out",
    "gambling",
    "loan_use_breach",
    "false_material",
    "asset_concealment",
    "absolute_promise",
    "admits_disputed_amount",
]
AdverseCode = Literal[
    "cash_out",
    "gambling",
    "loan_use_breach",
    "false_material",
    "asset_concealment",
    "absolute_promise",
    "admits_disputed_amount",
    "own_promise",
    "original_not_kept",
    "recording_not_announced",
    "corrected_later",
    "recorded_late",
]
ThirdPartyKind = Literal["staff_name", "number", "other_people", "about_another_person", "voices"]
EntryKind = Literal["evidence", "contact", "correction", "withdrawal"]
# Without contacts: each correction of one changes the hash that a preview gives.
_SCOPE: dict[str, Any] = {
    "checklist_id": DEMO_CHECKLIST,
    "evidence_ids": [DEMO_EVIDENCE],
    "contact_ids": [],
    "locale": "zh-CN",
    "profile": "adviser",
}


class BundleScope(Schema):
    """What shall go into a bundle, and who it is for."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SCOPE]})

    checklist_id: Annotated[
        Id, Field(description="The list it is made from.", examples=[DEMO_CHECKLIST])
    ]
    claims: Annotated[
        list[Code],
        Field(
            max_length=20,
            description="Only evidence that serves these claims of the list; empty: all of it.",
            examples=[[]],
        ),
    ] = []
    evidence_ids: Annotated[
        list[Id] | None,
        Field(
            max_length=500,
            description="Exactly this evidence; left out: what is linked to the list.",
            examples=[[DEMO_EVIDENCE]],
        ),
    ] = None
    contact_ids: Annotated[
        list[Id] | None,
        Field(
            max_length=1000,
            description="Exactly these contacts; left out: for the creditor those about `debt_ids` "
            "or with chosen evidence, otherwise all that were not withdrawn.",
            examples=[[DEMO_CONTACT]],
        ),
    ] = None
    debt_ids: Annotated[
        list[Id],
        Field(max_length=100, description="Debts whose contacts go in.", examples=[[]]),
    ] = []
    locale: Annotated[Locale, Field(description="Language of its papers.", examples=["zh-CN"])] = (
        "zh-CN"
    )
    profile: Annotated[
        ProfileCode | None,
        Field(
            description="Who it is for; left out: by the list's purpose, towards the other side "
            "`creditor`, for a lawsuit or complaint `adviser`.",
            examples=["adviser"],
        ),
    ] = None
    acknowledged_risks: Annotated[
        list[RiskCode],
        Field(
            max_length=7,
            description="Risky texts that may go to the creditor all the same; others stay.",
            examples=[[]],
        ),
    ] = []
    volume_limit_mib: Annotated[
        int | None,
        Field(ge=1, le=1024, description="Largest size of a volume, MiB.", examples=[None]),
    ] = None


class BundleRequest(BundleScope):
    """A bundle as its preview showed it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_SCOPE, "preview_hash": DEMO_BUNDLE_HASH}]}
    )

    preview_hash: Annotated[
        str,
        Field(
            pattern=r"^sha256:[0-9a-f]{64}$",
            max_length=71,
            description="`preview_hash` of the preview of the same body.",
            examples=[DEMO_BUNDLE_HASH],
        ),
    ]


class IncludedEntry(Schema):
    """An entry of the ledger that goes into the bundle."""

    entry_id: Annotated[UUID, Field(description="Id of the evidence, contact or correction.")]
    kind: Annotated[EntryKind, Field(description="What it is.")]
    sequence: Annotated[Sequence, Field(description="Place in the ledger.")]
    title: Annotated[str, Field(max_length=200, description="What it is called.")]
    shown_in_full: Annotated[
        bool, Field(description="False: its ledger entry shows that it exists, not what it says.")
    ]
    withheld_fields: Annotated[
        list[str], Field(max_length=20, description="Fields that the profile keeps back.")
    ]


class AdverseFinding(Schema):
    """Something that may be held against the person."""

    entry_id: Annotated[UUID, Field(description="The entry it is about.")]
    code: Annotated[AdverseCode, Field(description="What it is.")]
    why: Annotated[str, Field(max_length=500, description="In words, and what to do.")]
    included: Annotated[bool, Field(description="Whether the entry goes in all the same.")]


class ThirdPartyFinding(Schema):
    """Data of other people that would leave."""

    entry_id: Annotated[UUID, Field(description="The entry it is in.")]
    kinds: Annotated[list[ThirdPartyKind], Field(max_length=5, description="Which.")]


class BundlePreview(Schema):
    """What a bundle would hold; nothing has been made yet."""

    profile: Annotated[ProfileCode, Field(description="Who it would be for.")]
    included: Annotated[
        list[IncludedEntry],
        Field(max_length=20000, description="Entries of the ledger that go in, in their order."),
    ]
    withheld_count: Annotated[
        int, Field(ge=0, description="Entries of the ledger that appear as hashes only.")
    ]
    adverse: Annotated[
        list[AdverseFinding],
        Field(max_length=20000, description="What may be held against the person."),
    ]
    third_party_data: Annotated[
        list[ThirdPartyFinding],
        Field(max_length=20000, description="Data of other people that would leave, by entry."),
    ]
    files: Annotated[int, Field(ge=0, description="Original files that go in.", examples=[1])]
    bytes: Annotated[int, Field(ge=0, description="Their size together.", examples=[152])]
    missing_items: Annotated[
        list[str], Field(max_length=100, description="Required items of the list still missing.")
    ]
    notice: Annotated[str, Field(max_length=500, description="What the preview cannot know.")]
    preview_hash: Annotated[
        str,
        Field(
            pattern=r"^sha256:[0-9a-f]{64}$",
            max_length=71,
            description="Stands for exactly this content; making the bundle needs it.",
        ),
    ]
