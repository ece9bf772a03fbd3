"""Parts of a claim as it is read: facts, elements, evidence, clocks, fees."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.claims.disputed import Basis
from app.claims.elements import Standing, Weight
from app.core.schemas import Code, Line, MoneyOut, Schema
from app.evidence.strength import Status
from app.law.calculators.schemas import ClockWarning
from app.law.schemas import Defence, RuleId, Text
from app.proceedings.schemas import ProceedingWarning


class FactRead(Schema):
    """A fact of the case that bears on an element, with the ids of what says so."""

    code: Annotated[Code, Field(description="Which fact.")]
    weight: Annotated[
        Weight, Field(description="recorded: by ledger or papers; stated: only entered.")
    ]
    text: Text
    source: Annotated[Code, Field(description="What the ids are: debt, contact, proposal …")]
    ids: Annotated[list[UUID], Field(max_length=20, description="At most twenty of them.")]
    rule_id: Annotated[str | None, Field(max_length=64, description="Rule it rests on.")]


class ElementItem(Schema):
    """One kind of evidence for an element: how it stands, and how to get it."""

    code: Annotated[Code, Field(description="Kind of evidence.")]
    title: Annotated[str, Field(max_length=200)]
    status: Annotated[Status, Field(description="How it stands in the vault.")]
    evidence_ids: Annotated[list[UUID], Field(max_length=100, description="What stands for it.")]
    needed: Annotated[bool, Field(description="Whether it is the next thing to get.")]
    opposes: Annotated[bool, Field(description="Whether holding it speaks against the element.")]
    why: Annotated[str, Field(max_length=500)]
    how_to_get: Annotated[str, Field(max_length=500)]


class ClaimElementRead(Schema):
    """One element: who must prove it, what supports it, what speaks against it, what is missing."""

    code: Code
    title: Text
    question: Annotated[Text, Field(description="What the person is asked.")]
    holds: Annotated[bool | None, Field(description="What the person answered.")]
    note: Line | None
    burden: Annotated[Code, Field(description="creditor, debtor or debtor_beyond_doubt.")]
    burden_text: Annotated[Text, Field(description="The burden of proof in words.")]
    standing: Annotated[Standing, Field(description="How far the case supports it.")]
    standing_text: Annotated[Text, Field(description="The same in words.")]
    supports: Annotated[list[FactRead], Field(max_length=100, description="Facts for it.")]
    opposes: Annotated[list[FactRead], Field(max_length=100, description="Facts against it.")]
    items: Annotated[list[ElementItem], Field(max_length=100, description="Evidence for it.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=100)]


class ClaimClock(Schema):
    """A last day of the claim, or what must be known to count it."""

    code: Annotated[Code, Field(description="The period, or a court's clock.")]
    title: Text
    starts_from: Annotated[
        Code | None, Field(description="The day it is counted from; null for a court's clock.")
    ] = None
    starts_on: Annotated[date | None, Field(description="That day, where it is counted.")] = None
    last_day: Annotated[date | None, Field(description="Null while a day is missing.")]
    last_day_before_rolling: Annotated[
        date | None, Field(description="The cautious day: not moved past days off.")
    ]
    overdue: bool
    provisional: Annotated[bool, Field(description="Holidays of that year are not published.")]
    missing: Annotated[list[Code], Field(max_length=5, description="Fields it is counted from.")]
    text: Text
    notes: Annotated[list[Text], Field(max_length=10, description="What to fill in, or to mind.")]
    warnings: Annotated[list[ClockWarning], Field(max_length=30)]
    rule_ids: Annotated[list[RuleId], Field(max_length=50)]
    proceeding_id: Annotated[UUID | None, Field(description="Whose clock, if a court's.")]


class ClaimFee(Schema):
    """A court fee of the claim in one procedure."""

    procedure: Annotated[Code, Field(description="Of `POST /v1/calculators/court-fee`.")]
    fee: MoneyOut
    explanation: Text


class DisputedAmount(Schema):
    """How much is in dispute, from what; a range where payments are not all shown."""

    low: Annotated[MoneyOut, Field(description="At least.")]
    high: Annotated[MoneyOut, Field(description="At most.")]
    basis: Annotated[Basis, Field(description="Where it comes from.")]
    rule_id: Annotated[str | None, Field(max_length=64, description="Ceiling it is measured by.")]
    text: Text


class ClaimApplicability(Schema):
    """Whether the claim fits these debts; null: the contract's day is not known."""

    applies: bool | None
    text: Text


class AnsweredDefence(Defence):
    """What the other side usually says, what answers it, and whether the case holds the answer."""

    code: Annotated[Code, Field(description="Which of the claim's usual defences.")]
    standing: Annotated[Standing, Field(description="How far the case holds the answer.")]
    standing_text: Annotated[Text, Field(description="The same in words.")]
    supports: Annotated[list[FactRead], Field(max_length=100, description="Facts that answer.")]
    opposes: Annotated[
        list[FactRead], Field(max_length=100, description="Facts that bear the other side out.")
    ]
    items: Annotated[list[ElementItem], Field(max_length=100, description="Evidence to answer.")]


class DefenceRoute(Schema):
    """Whether it can be raised against a suit or a payment order, and as which ground."""

    possible: Annotated[bool, Field(description="Whether it can be a defence.")]
    pending: Annotated[bool, Field(description="Whether something is pending about its debts.")]
    ground: Annotated[Code | None, Field(description="Ground of an objection to a payment order.")]
    text: Text
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class ClaimWarning(ProceedingWarning):
    """What to know before anything is sent or filed."""

    rule_id: Annotated[str | None, Field(max_length=64, description="The first of its rules.")]
