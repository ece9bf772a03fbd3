"""Bodies of `/v1/creditors`."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.core.results import Citation
from app.core.schemas import Code, Schema
from app.law.schemas import CreditorType, ProductType, Text

Name = Annotated[str, Field(max_length=200)]
Warned = Annotated[
    str | None, Field(max_length=500, description="Present where no official text was read.")
]


class LenderFact(Schema):
    """A legal lender seen behind a product, on which day and where."""

    legal_name: Annotated[Name, Field(description="Full name, as contracts print it.")]
    creditor_type: Annotated[CreditorType, Field(description="Kind of lender.")]
    seen_on: Annotated[date, Field(description="Day it was last seen in the source.")]
    verification: Annotated[str, Field(max_length=64, description="How far it was checked.")]
    source: Text
    warning: Warned


class ChannelClock(Schema):
    """A period of a complaint channel."""

    code: Annotated[Code, Field(description="Which period.")]
    days: Annotated[int, Field(ge=1, le=366, description="How many days.")]
    unit: Annotated[Code, Field(description="calendar_days or working_days.")]
    verification: Annotated[str, Field(max_length=64, description="How far it was checked.")]
    warning: Warned


class ComplaintChannel(Schema):
    """Where to complain, in the order to go."""

    code: Annotated[Code, Field(description="Which channel.")]
    name: Annotated[Name, Field(description="Name in the caller's language.")]
    purpose: Annotated[Text, Field(description="For whom and what.")]
    number: Annotated[str | None, Field(max_length=20, description="Telephone number.")]
    number_warning: Warned
    hours: Annotated[str | None, Field(max_length=200, description="When it answers.")]
    keep: Annotated[list[Name], Field(max_length=10, description="What to keep of it.")]
    clocks: Annotated[list[ChannelClock], Field(max_length=10, description="Its periods.")]
    citations: Annotated[list[Citation], Field(max_length=20, description="Rules behind it.")]


class CreditorFact(Schema):
    """What is known of a lender or product; `unknown` where nothing may be guessed."""

    code: Annotated[Code, Field(description="Id of the fact; `unknown` where none is known.")]
    name: Annotated[Name, Field(description="Name in the caller's language.")]
    aliases: Annotated[list[Name], Field(max_length=50, description="Other names.")]
    known: Annotated[bool, Field(description="Whether a lender or its kind is recorded.")]
    creditor_type: Annotated[
        CreditorType,
        Field(description="Kind of lender; unknown where several may lend: check the contract."),
    ]
    seen_on: Annotated[date | None, Field(description="Day the kind was last seen.")]
    verification: Annotated[
        str | None, Field(max_length=64, description="How far the kind was checked.")
    ]
    source: Annotated[Text | None, Field(description="Where the kind was seen.")]
    warning: Warned
    product_types: Annotated[list[ProductType], Field(max_length=20, description="Products.")]
    lenders: Annotated[
        list[LenderFact], Field(max_length=20, description="Legal lenders seen, with their dates.")
    ]
    other_lenders_possible: Annotated[
        bool, Field(description="Whether partner institutions lend under the same name.")
    ]
    complaint_channels: Annotated[
        list[ComplaintChannel], Field(max_length=20, description="Where to complain, in order.")
    ]
    advice: Annotated[Text, Field(description="What to check, and how.")]
    verified_on: Annotated[date, Field(description="Day the data were last checked.")]
