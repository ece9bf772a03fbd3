"""Puts a claim into words: elements, evidence, clocks, fees, court, what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.claims.catalogue import ClaimRules, needed_items
from app.claims.clocks import SuitClock, is_before_the_duty, suit_clock
from app.claims.disputed import Disputed, Measured, disputed_amount
from app.claims.elements import ElementStanding, Fact, readiness_of, standing_of, standings_of
from app.claims.holdings.service import Holdings, band_of
from app.claims.readings.periods.service import clocks_of
from app.claims.readings.schemas import (
    AnsweredDefence,
    ClaimApplicability,
    ClaimElementRead,
    ClaimFee,
    ClaimWarning,
    DefenceRoute,
    DisputedAmount,
    ElementItem,
    FactRead,
)
from app.claims.schemas import CaseClaimCreate
from app.core import i18n
from app.core.results import explain
from app.core.rules import rule_book
from app.evidence.catalogue import templates
from app.evidence.strength import KindHeld
from app.law.calculators.schemas import CourtFeeRequest, Procedure
from app.law.calculators.service import compute_court_fee
from app.law.courts.schemas import JurisdictionBody, JurisdictionResult, SmallClaimsRequest
from app.law.courts.service import check_small_claims, find_jurisdiction
from app.law.service import list_claims, localised
from app.proposals.limitation import PERIOD_RULE, may_be_time_barred

TEXTS = "case_claims"
PROCEDURES: tuple[Procedure, ...] = ("ordinary", "summary")
MOST_OF_COURTS = 10
MOST_FACTS, MOST_PIECES = 100, 100
"""How many of each one answer shows; a list of a contract has an end."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A claim measured on a case, before it is put into words."""

    standings: tuple[ElementStanding, ...]
    answers: tuple[ElementStanding, ...]
    applies: bool | None
    disputed: Disputed | None
    clock: SuitClock | None


def assess(rules: ClaimRules, facts: CaseClaimCreate, holdings: Holdings, today: date) -> Assessed:
    """Where a claim stands on what the case holds today."""
    signed = [debt.contract_date for debt in holdings.debts]
    before = is_before_the_duty(rules.row.get("applies_from"), signed)
    says = {answer.element: answer.holds for answer in facts.answers}
    return Assessed(
        standings=standings_of(rules, holdings.facts, holdings.held, says, needed_items()),
        answers=tuple(
            standing_of(each, holdings.facts, holdings.held, needed_items(), says=None)
            for each in rules.answers
        ),
        applies=None if before is None else not before,
        disputed=_disputed(rules, facts, holdings),
        clock=suit_clock(rule_book(), rules, facts.known_on, signed, today, holdings.starts),
    )


def _disputed(rules: ClaimRules, facts: CaseClaimCreate, holdings: Holdings) -> Disputed | None:
    measured: list[list[Measured]] = []
    deducted: list[int] = []
    if rules.disputed == "above_ceiling":
        measured = [
            [
                Measured(each.rule_id, band_of(each.above_ceiling))
                for each in found.measures
                if each.above_ceiling is not None
            ]
            for found in holdings.measured
        ]
    elif rules.disputed == "deducted":
        advances = [found.advance_deduction for found in holdings.measured]
        deducted = [each.deducted for each in advances if each is not None]
    return disputed_amount(facts.claim_amount, measured, deducted)


def reading(
    rules: ClaimRules, facts: CaseClaimCreate, holdings: Holdings, home: str | None, today: date
) -> dict[str, Any]:
    """The computed fields of a claim; `home` is the division code where the person lives."""
    found = assess(rules, facts, holdings, today)
    [shown] = [claim for claim in list_claims() if claim.code == rules.code]
    readiness = readiness_of(rules, found.standings, applies=found.applies)
    amount = found.disputed.high if found.disputed is not None else None
    route = defence_route(rules, holdings)
    return {
        "title": shown.title,
        "remedy": shown.remedy,
        "strength": shown.strength,
        "applicability": _applicability(rules, applies=found.applies),
        "readiness": readiness,
        "readiness_text": i18n.text(f"{TEXTS}.readiness.{readiness}"),
        "elements": [_element(each, facts) for each in found.standings],
        "disputed": disputed_read(found.disputed),
        "fees": fees_for(amount),
        "cost_note": shown.cost.note,
        "court": court_for(rules, facts, home),
        "small_claims": None
        if amount is None or facts.provincial_wage is None
        else check_small_claims(
            SmallClaimsRequest.model_construct(
                claim_amount=amount,
                provincial_wage=facts.provincial_wage,
                wage_source=facts.wage_source,
                exclusions=[],
            )
        ),
        "clocks": clocks_of(rules, found.clock, holdings.court, facts.debt_ids, today),
        "as_defence": route,
        "defences": [_answered(each) for each in found.answers],
        "downsides": shown.downsides,
        "warnings": warnings_for(holdings),
        "notice": i18n.text(f"{TEXTS}.notice"),
        **explain(
            {"claim": facts.model_dump(mode="json"), "holdings": _inputs(holdings)},
            as_of=today,
            rule_ids=_cited(shown.citations, found, route),
            trace=[(f"element:{each.rules.code}", each.standing, None) for each in found.standings],
        ),
    }


def _inputs(holdings: Holdings) -> dict[str, Any]:
    return {
        "debts": [[str(debt.id), debt.version] for debt in holdings.debts],
        "facts": [[fact.code, fact.weight, fact.ids, fact.params] for fact in holdings.facts],
        "held": {code: [kind.status, kind.evidence_ids] for code, kind in holdings.held.items()},
        "proceedings": [[str(each.id), each.version] for each in holdings.proceedings],
    }


def _cited(citations: Sequence[Any], found: Assessed, route: DefenceRoute) -> list[str]:
    """Every rule the answer rests on, each once."""
    facts = [fact for each in found.standings for fact in (*each.supports, *each.opposes)]
    cited = [each.rule_id for each in citations]
    cited += [fact.rule_id for fact in facts if fact.rule_id is not None]
    cited += route.rule_ids
    if found.clock is not None and found.clock.clock is not None:
        cited += found.clock.clock.rule_ids
    return list(dict.fromkeys(cited))[:100]


def _applicability(rules: ClaimRules, *, applies: bool | None) -> ClaimApplicability:
    since: date | None = rules.row.get("applies_from")
    word = {True: "yes", False: "no", None: "unknown"}[applies]
    return ClaimApplicability(
        applies=applies,
        text=i18n.text(f"{TEXTS}.applies.{word}", since="" if since is None else str(since)),
    )


def _element(found: ElementStanding, facts: CaseClaimCreate) -> ClaimElementRead:
    rules = found.rules
    note = next((each.note for each in facts.answers if each.element == rules.code), None)
    return ClaimElementRead(
        code=rules.code,
        title=localised(rules.texts, "title"),
        question=localised(rules.texts, "question"),
        holds=found.says,
        note=note,
        burden=rules.burden,
        burden_text=i18n.text(f"claims.burden.{rules.burden}"),
        standing=found.standing,
        standing_text=i18n.text(f"{TEXTS}.standings.{found.standing}"),
        supports=[fact_read(fact) for fact in found.supports[:MOST_FACTS]],
        opposes=[fact_read(fact) for fact in found.opposes[:MOST_FACTS]],
        items=[_item(found, code, held) for code, held in found.items],
        rule_ids=list(rules.rule_ids),
    )


def _answered(found: ElementStanding) -> AnsweredDefence:
    rules = found.rules
    return AnsweredDefence(
        code=rules.code,
        title=localised(rules.texts, "title"),
        answer=localised(rules.texts, "answer"),
        rule_ids=list(rules.rule_ids),
        standing=found.standing,
        standing_text=i18n.text(f"{TEXTS}.answers.{found.standing}"),
        supports=[fact_read(fact) for fact in found.supports[:MOST_FACTS]],
        opposes=[fact_read(fact) for fact in found.opposes[:MOST_FACTS]],
        items=[_item(found, code, held) for code, held in found.items],
    )


def _item(found: ElementStanding, code: str, held: KindHeld) -> ElementItem:
    template, language = templates()[code], i18n.current_language()
    return ElementItem(
        code=code,
        title=template.text("title", language),
        status=held.status,
        evidence_ids=[UUID(one) for one in held.evidence_ids[:MOST_PIECES]],
        needed=code in found.missing,
        opposes=code in found.rules.opposed_by_items,
        why=template.text("why", language),
        how_to_get=template.text("how_to_get", language),
    )


def fact_read(fact: Fact) -> FactRead:
    """A fact in words; where a figure is missing the text without it."""
    key = f"{TEXTS}.facts.{fact.code}"
    if fact.code == "claimed_in_court" and "owed" not in fact.params:
        key = f"{TEXTS}.facts.claimed_in_court_alone"
    return FactRead(
        code=fact.code,
        weight=fact.weight,
        text=i18n.text(key, **fact.params),
        source=fact.source,
        ids=[UUID(one) for one in fact.ids],
        rule_id=fact.rule_id,
    )


def disputed_read(found: Disputed | None) -> DisputedAmount | None:
    """An amount in dispute in words."""
    if found is None:
        return None
    return DisputedAmount(
        low=found.low,
        high=found.high,
        basis=found.basis,
        rule_id=found.rule_id,
        text=i18n.text(f"{TEXTS}.disputed.{found.basis}"),
    )


def fees_for(amount: int | None) -> list[ClaimFee]:
    """The court fees of an amount; none while it is not known."""
    if amount is None:
        return []
    found = {
        name: compute_court_fee(
            CourtFeeRequest.model_construct(claim_amount=amount, procedure=name)
        )
        for name in PROCEDURES
    }
    return [
        ClaimFee(procedure=name, fee=each.fee, explanation=each.explanation)
        for name, each in found.items()
    ]


def court_for(rules: ClaimRules, facts: CaseClaimCreate, home: str | None) -> JurisdictionResult:
    """Which court may hear the claim, by the places given."""
    places = {} if facts.places is None else dict(facts.places)
    return find_jurisdiction(
        JurisdictionBody.model_construct(claim=rules.court, victim_domicile=home, **places)
    )


def defence_route(rules: ClaimRules, holdings: Holdings) -> DefenceRoute:
    """Whether and as what the claim can be raised against the other side's suit or order."""
    pending = any(
        each.role == "respondent" and each.status != "closed" for each in holdings.proceedings
    )
    word = ("pending" if pending else "possible") if rules.as_defence else "own_suit"
    return DefenceRoute(
        possible=rules.as_defence,
        pending=pending,
        ground=rules.objection_ground,
        text=i18n.text(f"{TEXTS}.defence.{word}"),
        rule_ids=list(rules.defence_rule_ids),
    )


def warnings_for(holdings: Holdings) -> list[ClaimWarning]:
    """Courts' clocks first, then what may cost the person a defence."""
    found = [
        ClaimWarning(code=each.code, message=each.message, rule_id=each.rule_id)
        for each in holdings.court.warnings[:MOST_OF_COURTS]
    ]
    if any(may_be_time_barred(debt.days_past_due, rule_book()) for debt in holdings.debts):
        message = i18n.text(f"{TEXTS}.warnings.limitation_possible")
        found.append(ClaimWarning(code="limitation_possible", message=message, rule_id=PERIOD_RULE))
    return found
