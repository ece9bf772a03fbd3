"""Bodies of conduct findings."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.results import CalculationResult, Citation
from app.core.schemas import Schema

Text = Annotated[str, Field(max_length=1000)]
RuleCode = Annotated[str, Field(max_length=64, examples=["quiet_hours"])]


class RemedyRead(Schema):
    """Something one can do about it."""

    code: Annotated[str, Field(max_length=64, examples=["complain_to_creditor"])]
    text: Text


class ContactFinding(Schema):
    """Contacts below one rule; a judgement is for the authorities or a court."""

    code: RuleCode
    title: Text
    contact_ids: Annotated[
        list[UUID], Field(max_length=5000, description="The entries it rests on.")
    ]
    days: Annotated[list[date], Field(max_length=5000, description="The days, in Asia/Shanghai.")]
    count: Annotated[
        int | None, Field(ge=0, description="How many that day, where a number was exceeded.")
    ]
    rule_id: Annotated[str, Field(max_length=64)]
    force: Annotated[
        Literal["law", "standard", "guideline"],
        Field(description="`standard` and `guideline` are advisory: below standard, not illegal."),
    ]
    level: Annotated[str, Field(max_length=64, description="Finer level of the rule.")]
    message: Text
    notes: Annotated[list[Text], Field(max_length=5, description="When it does not hold.")]
    remedies: Annotated[list[RemedyRead], Field(max_length=20)]
    citation: Citation


class OmittedRule(Schema):
    """A rule that is not checked on the log, and why."""

    code: RuleCode
    title: Text
    why: Text
    rule_ids: Annotated[list[str], Field(max_length=20)]


class ContactFindings(CalculationResult):
    """What the log shows, rule by rule, and the rules it cannot show."""

    items: Annotated[list[ContactFinding], Field(max_length=5000)]
    omitted: Annotated[list[OmittedRule], Field(max_length=100)]
    examined: Annotated[int, Field(ge=0, description="Contacts looked at, the newest ones.")]
    complete: Annotated[bool, Field(description="Whether all contacts asked for were looked at.")]
    notice: Text
