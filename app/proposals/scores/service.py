"""Judges proposals and puts the judgement into words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.calc.schedules import ScheduleNotComputable
from app.core import i18n
from app.core.results import cite, explain
from app.core.rules import rule_book
from app.proposals.assessment import Assessment, assess, reason_codes
from app.proposals.changes import Change
from app.proposals.gates import Gate, Severity
from app.proposals.model import scoring_model
from app.proposals.payments.service import refusal_of, terms_of
from app.proposals.scores.schemas import (
    GateRead,
    RouteValueRead,
    ScoreFigures,
    ScoreRequest,
    ScoreResult,
    SubScoreRead,
)
from app.proposals.scoring import coverage_places
from app.proposals.situation import Situation
from app.proposals.situations.schemas import AssumptionsRead
from app.proposals.situations.service import assumptions_read, situation_of
from app.proposals.sub_scores import SubScore
from app.proposals.terms import ProposalTerms, TermsNotPossible
from app.proposals.warnings.schemas import WarningRead


def compute_score(
    request: ScoreRequest,
    *,
    once: Callable[[Situation], Situation] = lambda situation: situation,
    with_changes: bool = True,
) -> ScoreResult:
    """The score of a proposal given with everything it rests on.

    `once` may answer with an equal situation that was worked out before.

    Raises:
        InvalidInput: for terms that contradict the debt or give no schedule.
    """
    situation = once(situation_of(request.debt, request.cash_flow, request))
    model, terms = scoring_model(), terms_of(request.terms)
    assessment = assessed(situation, terms, pointer="/terms", with_changes=with_changes)
    figures = figures_of(assessment, situation)
    return ScoreResult(
        **dict(figures),
        notice=i18n.text("proposals.notice"),
        warnings=warnings_of(assessment.evaluation.gates),
        model_version=model.version,
        **explain(
            request,
            rule_ids=assessment.rule_ids,
            trace=[
                ("months_looked_at", situation.months, None),
                ("total_paid", format_fen(assessment.computed.total_paid), None),
                ("minimum_coverage", figures.affordability.minimum_coverage, None),
                ("lender_value_ratio", assessment.evaluation.value.ratio, None),
            ],
        ),
    )


def assessed(
    situation: Situation, terms: ProposalTerms, *, pointer: str, with_changes: bool = True
) -> Assessment:
    """The pure judgement; terms that cannot be are refused at the pointer of the terms."""
    try:
        return assess(situation, terms, scoring_model(), rule_book(), with_changes=with_changes)
    except (TermsNotPossible, ScheduleNotComputable) as error:
        raise refusal_of(error, pointer) from error


def figures_of(assessment: Assessment, situation: Situation) -> ScoreFigures:
    """A judgement in the contract's words and types."""
    shared = shared_fields(situation)
    return ScoreFigures.model_validate(figure_fields(assessment, situation, shared))


@dataclass(frozen=True, slots=True)
class SharedFields:
    """What is alike in all judgements in one situation: put into words and checked once."""

    first_month: str
    routes: list[RouteValueRead]
    assumptions: AssumptionsRead


def shared_fields(situation: Situation) -> SharedFields:
    """The fields that a situation gives to every judgement in it."""
    return SharedFields(
        format_month(situation.start_month),
        [RouteValueRead.model_validate(route) for route in situation.without_plan.routes],
        assumptions_read(situation.assumptions),
    )


def figure_fields(
    assessment: Assessment, situation: Situation, shared: SharedFields
) -> dict[str, Any]:
    """The fields of `ScoreFigures`, for answers that hold many and are checked as a whole."""
    found = assessment.evaluation
    base, stressed = found.courses.base, found.courses.stressed
    worst = min(base, stressed, key=lambda run: (run.coverage, run.lowest_balance))
    return {
        "verdict": found.verdict,
        "points": found.points,
        "gates": [_gate(gate) for gate in found.gates],
        "sub_scores": [_sub_score(part, i18n.current_language()) for part in found.sub_scores],
        "reason_codes": list(reason_codes(found, scoring_model())),
        "computed_terms": assessment.computed,
        "affordability": {
            "first_month": shared.first_month,
            "minimum_coverage": coverage_places(worst.coverage),
            "months_short": found.courses.most_months_short,
            "lowest_balance": worst.lowest_balance,
            "lowest_balance_month": format_month(situation.start_month + worst.lowest_month),
            "share_of_stress_paths_kept": assessment.share_of_paths_kept,
        },
        "lender_value": {
            "plan": found.value.plan,
            "no_plan": found.value.no_plan,
            "ratio": found.value.ratio,
            "routes": shared.routes,
            "assumptions": shared.assumptions,
            "sensitivity": assessment.band,
        },
        "smallest_changes": [_change(change) for change in assessment.changes],
    }


def warnings_of(gates: tuple[Gate, ...]) -> list[WarningRead]:
    """Failed gates that must be read before anything is sent, the fatal ones first."""
    failed = [gate for gate in gates if not gate.passed and gate.severity != "info"]
    return [
        WarningRead(code=gate.code, message=_gate_message(gate), rule_id=gate.rule_id)
        for gate in sorted(failed, key=lambda gate: gate.severity != "fatal")
    ]


def _gate(gate: Gate) -> GateRead | dict[str, Any]:
    if gate.params or gate.rule_id:
        return _gate_fields(gate)
    return _plain_gate(gate.code, i18n.current_language(), gate.severity, passed=gate.passed)


@lru_cache(maxsize=256)
def _plain_gate(code: str, language: str, severity: Severity, *, passed: bool) -> GateRead:
    """Most gates say the same to everybody."""
    return GateRead.model_validate(_gate_fields(Gate(code, passed, severity), language))


def _gate_fields(gate: Gate, language: str | None = None) -> dict[str, Any]:
    return {
        "code": gate.code,
        "passed": gate.passed,
        "severity": gate.severity,
        "message": _gate_message(gate, language),
        "citation": cite(rule_book().cite(gate.rule_id)) if gate.rule_id else None,
    }


def _gate_message(gate: Gate, language: str | None = None) -> str:
    outcome = "passed" if gate.passed else "failed"
    return i18n.text(f"proposals.gates.{gate.code}.{outcome}", language=language, **gate.params)


@lru_cache(maxsize=4096)
def _sub_score(part: SubScore, language: str) -> SubScoreRead:
    """Many are alike, in one answer and from one to the next: nobody's figures by themselves."""
    return SubScoreRead(
        code=part.code,
        points=part.points,
        max_points=part.max_points,
        value=part.value,
        explanation=i18n.text(f"proposals.sub_scores.{part.code}.explanation", language=language),
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "field": change.field,
        "before": _shown(change, change.before),
        "after": _shown(change, change.after),
        "flips": change.flips,
        "points_after": change.points_after,
        "verdict_after": change.verdict_after,
    }


def _shown(change: Change, value: Any) -> int | str | list[str]:
    """A field's value as the contract writes it."""
    if change.kind == "money":
        return format_fen(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if change.kind == "codes" else int(value)
