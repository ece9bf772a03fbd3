"""The body of a strategy sheet."""

from typing import Annotated, Literal

from pydantic import Field

from app.claims.elements import Readiness
from app.claims.readings.schemas import AnsweredDefence, ClaimClock, ClaimWarning, DisputedAmount
from app.claims.schemas import CaseClaimSummary
from app.core.results import CalculationResult
from app.core.schemas import Code, MoneyOut, Prose, Schema
from app.law.courts.schemas import CourtRead, JurisdictionWarning
from app.law.schemas import Downside, RuleId, Text


class StrategyRoute(Schema):
    """One way to use the claim, in the order to think about."""

    code: Code
    title: Text
    text: Text
    cost: Annotated[Literal["none", "court"], Field(description="Whether a court fee is due.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class EvidenceGap(Schema):
    """The next thing to get, for which element."""

    element: Annotated[Code, Field(description="Code of the element.")]
    element_title: Annotated[Text, Field(description="What it shows.")]
    item: Annotated[Code, Field(description="Kind of evidence.")]
    title: Annotated[str, Field(max_length=200)]
    how_to_get: Annotated[str, Field(max_length=500)]


class StrategyEvidence(Schema):
    """How far the proof is: counted elements, and what to get next."""

    supported: Annotated[int, Field(ge=0, le=100, description="Elements supported.")]
    elements: Annotated[int, Field(ge=0, le=100, description="Elements in all.")]
    opposed: Annotated[int, Field(ge=0, le=100, description="Elements with something against.")]
    gaps: Annotated[list[EvidenceGap], Field(max_length=100, description="What to get next.")]


class MoneySpan(Schema):
    """A range of money; negative where it costs more than it brings."""

    low: Annotated[MoneyOut, Field(description="At the cautious end.")]
    high: Annotated[MoneyOut, Field(description="At the other end.")]


class MonthSpan(Schema):
    """A range of months."""

    low: Annotated[int, Field(ge=0, le=1000, description="If it is simple and paid at once.")]
    high: Annotated[int, Field(ge=0, le=1000, description="With extensions and enforcement.")]


class SuitWeighing(Schema):
    """What a suit of one's own may cost and bring; a court may give nothing."""

    gain: Annotated[MoneySpan, Field(description="What arrives if everything is won.")]
    net_if_won: Annotated[MoneySpan, Field(description="The same less one's own costs.")]
    loss: Annotated[MoneySpan, Field(description="What is gone if nothing is won.")]
    fee_to_prepay: Annotated[MoneySpan, Field(description="Summary to ordinary procedure.")]
    own_costs: Annotated[MoneyOut, Field(description="Costs entered, in all.")]
    break_even_percent_best: Annotated[
        int | None,
        Field(
            ge=0,
            le=100,
            description="How sure one must be for it to pay, at best; null: it does not.",
        ),
    ]
    break_even_percent_worst: Annotated[
        int | None, Field(ge=0, le=100, description="The same at the cautious end.")
    ]
    months: Annotated[MonthSpan, Field(description="How long until money arrives.")]
    text: Text


class StrategyAssumption(Schema):
    """An open assumption; replace it with `assumptions` or `costs` of the claim."""

    code: Code
    title: Text
    low: Annotated[str, Field(max_length=20, description="Low end, in its unit.")]
    high: Annotated[str, Field(max_length=20, description="High end.")]
    unit: Annotated[Code, Field(description="share, months or yuan.")]
    source: Annotated[Literal["published", "own"], Field(description="Ours, or the caller's own.")]
    basis: Annotated[Text, Field(description="What it rests on.")]


class CostNotIncluded(Schema):
    """A cost that no figure of the sheet contains, for nobody's level of it was verified."""

    code: Annotated[Code, Field(description="Which cost.")]
    text: Annotated[Text, Field(description="What it is, and how to learn it beforehand.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class FeeRelief(Schema):
    """A relief of court fees or of lawyers' fees, and whether this case may fit."""

    code: Code
    text: Text
    grounds: Annotated[list[Text], Field(max_length=20, description="For whom.")]
    may_fit: Annotated[
        bool, Field(description="Whether the case's hardship is of that kind; a court decides.")
    ]
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class AfterwardsStep(Schema):
    """What follows an end."""

    code: Code
    title: Text
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class ClaimStrategy(CalculationResult):
    """A sheet to take to a lawyer: where, with what, at what cost, and what comes after."""

    claim: Annotated[CaseClaimSummary, Field(description="The claim.")]
    other_claims: Annotated[
        list[CaseClaimSummary], Field(max_length=100, description="Others of the case.")
    ]
    readiness: Annotated[Readiness, Field(description="How far the proof is.")]
    readiness_text: Annotated[Text, Field(description="The same in words.")]
    warnings: Annotated[list[ClaimWarning], Field(max_length=100)]
    routes: Annotated[list[StrategyRoute], Field(max_length=20, description="Ways, in order.")]
    clocks: Annotated[list[ClaimClock], Field(max_length=100)]
    courts: Annotated[list[CourtRead], Field(max_length=40, description="Courts, with reasons.")]
    court_warnings: Annotated[
        list[JurisdictionWarning], Field(max_length=20, description="What to check of them.")
    ]
    evidence: Annotated[StrategyEvidence, Field(description="How far the proof is.")]
    defences: Annotated[list[AnsweredDefence], Field(max_length=100)]
    downsides: Annotated[list[Downside], Field(max_length=20, description="What speaks against.")]
    disputed: Annotated[DisputedAmount | None, Field(description="How much is in dispute.")]
    weighing: Annotated[SuitWeighing | None, Field(description="Null while no amount is known.")]
    assumptions: Annotated[
        list[StrategyAssumption], Field(max_length=20, description="What it assumes.")
    ]
    not_included: Annotated[
        list[CostNotIncluded],
        Field(max_length=20, description="Costs that the figures above leave out."),
    ]
    assumptions_version: Annotated[str, Field(max_length=32, description="Of the data.")]
    relief: Annotated[list[FeeRelief], Field(max_length=10, description="Relief of fees.")]
    after_win: Annotated[list[AfterwardsStep], Field(max_length=20, description="After a win.")]
    after_loss: Annotated[list[AfterwardsStep], Field(max_length=20, description="After a loss.")]
    lessons: Annotated[Prose | None, Field(description="What was learned, as noted.")]
    notice: Annotated[Text, Field(description="What this is not.")]
