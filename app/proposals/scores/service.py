"""Judges proposals and puts the judgement into words."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.calc.money import format_fen
from app.calc.periods import format_month, parse_month
from app.calc.schedules import ScheduleNotComputable, Step
from app.cash_flow import service as cash_flow
from app.cash_flow.schemas import CashFlowInput, DebtInput
from app.core import i18n
from app.core.errors import FieldError, InvalidInput, invalid
from app.core.results import cite, explain
from app.core.rules import rule_book
from app.debts.refusals import POINTERS, worded_params
from app.proposals.assessment import Assessment, assess
from app.proposals.changes import Change
from app.proposals.gates import Circumstances, Gate
from app.proposals.model import LenderAssumptions, Route, scoring_model
from app.proposals.scores.schemas import (
    AffordabilityRead,
    AssumptionsInput,
    AssumptionsRead,
    ChangeRead,
    ComputedTermsRead,
    GateRead,
    LenderValueRead,
    ModelCard,
    ModelPart,
    RouteAssumption,
    RouteValueRead,
    ScoreContext,
    ScoreFigures,
    ScoreRequest,
    ScoreResult,
    SensitivityRead,
    SubScoreRead,
    TermsInput,
    TermsRead,
    WarningRead,
)
from app.proposals.scoring import Situation, coverage_places
from app.proposals.sub_scores import SubScore
from app.proposals.terms import Plan, ProposalTerms, TermsNotPossible, Waiver, outstanding, plan_of

GATES = (
    "affordable_base",
    "affordable_stressed",
    "essential_bills_first",
    "card_term_limit",
    "limitation_possible",
    "payment_order_pending",
    "guarantor_consent",
    "unlicensed_lender",
    "worth_more_than_no_plan",
    "already_affordable",
)
NOT_ITSELF = ("probability", "advice", "guarantee")


def compute_score(request: ScoreRequest) -> ScoreResult:
    """The score of a proposal given with everything it rests on.

    Raises:
        InvalidInput: for terms that contradict the debt or give no schedule.
    """
    situation = situation_of(request.debt, request.cash_flow, request)
    return score_result(situation, request.terms, request)


def score_result(situation: Situation, terms: TermsInput, inputs: Any) -> ScoreResult:
    """The score of terms in a situation; `inputs` is what the answer's hash is made of."""
    model = scoring_model()
    assessment = assessed(situation, terms_of(terms), pointer="/terms")
    figures = figures_of(assessment, situation)
    return ScoreResult(
        **dict(figures),
        notice=i18n.text("proposals.notice"),
        warnings=warnings_of(assessment.evaluation.gates),
        model_version=model.version,
        **explain(
            inputs,
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


def planned(debt: DebtInput, terms: TermsInput, *, pointer: str = "/terms") -> Plan:
    """The payments of terms against a debt; refused as in `assessed`."""
    try:
        return plan_of(cash_flow.debt_line_from_input(debt), terms_of(terms))
    except (TermsNotPossible, ScheduleNotComputable) as error:
        raise refusal_of(error, pointer) from error


def refusal_of(error: TermsNotPossible | ScheduleNotComputable, pointer: str) -> InvalidInput:
    """The problem for terms that cannot be: which field, and why."""
    if isinstance(error, TermsNotPossible):
        return InvalidInput(errors=[FieldError(f"{pointer}{error.pointer}", error.code)])
    place = POINTERS.get(error.code, "")
    place = "/steps" if place == "/variations" else place
    fault = FieldError(f"{pointer}{place}", f"schedule_{error.code}", worded_params(error.params))
    return InvalidInput(errors=[fault])


def terms_of(given: TermsInput) -> ProposalTerms:
    """The terms as values."""
    same = {name: value for name, value in given if name not in {"waive", "steps"}}
    return ProposalTerms(
        **same,
        waive=Waiver(**dict(given.waive)),
        steps=tuple(Step(step.from_instalment, step.payment) for step in given.steps),
    )


def terms_read(terms: ProposalTerms) -> TermsRead:
    """Terms as the contract shows them."""
    shown = {field.name: getattr(terms, field.name) for field in fields(terms)}
    return TermsRead.model_validate({**shown, "steps": list(terms.steps)})


def situation_of(debt: DebtInput, flow: CashFlowInput, context: ScoreContext) -> Situation:
    """Everything a score rests on besides the terms.

    Raises:
        InvalidInput: while it is not known how much is owed.
    """
    known = context.circumstances
    line = cash_flow.debt_line_from_input(debt)
    if not outstanding(line).total:
        raise invalid("/debt/principal_outstanding", "amount_owed_missing")
    return Situation(
        debt=line,
        budget=cash_flow.budget_from_input(flow),
        start_month=parse_month(flow.start_month),
        months=flow.months,
        stress=cash_flow.stress_from_input(flow.stress),
        assumptions=_assumptions(context.assumptions),
        buffer=flow.safety_buffer,
        known=Circumstances(
            guaranteed=bool(debt.guaranteed),
            limitation_possible=known.limitation_possible,
            payment_order_pending=known.payment_order_pending,
        ),
        evidence_held=frozenset(context.evidence.held),
        efforts=frozenset(context.history.efforts),
        payments_made=context.history.payments_made_last_6_months,
    )


def _assumptions(given: AssumptionsInput) -> LenderAssumptions:
    changed = {name: value for name, value in given if name != "routes" and value is not None}
    if given.routes is not None:
        changed["routes"] = tuple(Route(**dict(route)) for route in given.routes)
    return replace(scoring_model().lender, **changed)


def figures_of(assessment: Assessment, situation: Situation) -> ScoreFigures:
    """A judgement in the contract's words and types."""
    found = assessment.evaluation
    base, stressed = found.courses.base, found.courses.stressed
    worst = min(base, stressed, key=lambda run: (run.coverage, run.lowest_balance))
    return ScoreFigures(
        verdict=found.verdict,
        points=found.points,
        gates=[_gate(gate) for gate in found.gates],
        sub_scores=[_sub_score(part) for part in found.sub_scores],
        reason_codes=list(assessment.reason_codes),
        computed_terms=ComputedTermsRead.model_validate(assessment.computed),
        affordability=AffordabilityRead(
            minimum_coverage=coverage_places(worst.coverage),
            months_short=max(base.months_short, stressed.months_short),
            lowest_balance=worst.lowest_balance,
            lowest_balance_month=format_month(situation.start_month + worst.lowest_month),
            share_of_stress_paths_kept=assessment.share_of_paths_kept,
        ),
        lender_value=LenderValueRead(
            plan=found.value.plan,
            no_plan=found.value.no_plan,
            ratio=found.value.ratio,
            routes=[RouteValueRead.model_validate(route) for route in found.value.routes],
            assumptions=_assumptions_read(situation.assumptions),
            sensitivity=SensitivityRead.model_validate(assessment.band),
        ),
        smallest_changes=[_change(change) for change in assessment.changes],
    )


def warnings_of(gates: tuple[Gate, ...]) -> list[WarningRead]:
    """Failed gates that must be read before anything is sent, the fatal ones first."""
    failed = [gate for gate in gates if not gate.passed and gate.severity != "info"]
    return [
        WarningRead(code=gate.code, message=_gate_message(gate), rule_id=gate.rule_id)
        for gate in sorted(failed, key=lambda gate: gate.severity != "fatal")
    ]


def _gate(gate: Gate) -> GateRead:
    return GateRead(
        code=gate.code,
        passed=gate.passed,
        severity=gate.severity,
        message=_gate_message(gate),
        citation=cite(rule_book().cite(gate.rule_id)) if gate.rule_id else None,
    )


def _gate_message(gate: Gate) -> str:
    outcome = "passed" if gate.passed else "failed"
    return i18n.text(f"proposals.gates.{gate.code}.{outcome}", **gate.params)


def _sub_score(part: SubScore) -> SubScoreRead:
    return SubScoreRead(
        code=part.code,
        points=part.points,
        max_points=part.max_points,
        value=part.value,
        explanation=i18n.text(f"proposals.sub_scores.{part.code}.explanation"),
    )


def _change(change: Change) -> ChangeRead:
    return ChangeRead(
        field=change.field,
        before=_shown(change, change.before),
        after=_shown(change, change.after),
        flips=change.flips,
        points_after=change.points_after,
        verdict_after=change.verdict_after,
    )


def _shown(change: Change, value: Any) -> int | str | list[str]:
    """A field's value as the contract writes it."""
    if change.kind == "money":
        return format_fen(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if change.kind == "codes" else int(value)


def _assumptions_read(assumptions: LenderAssumptions) -> AssumptionsRead:
    names = [field.name for field in fields(LenderAssumptions) if field.name != "routes"]
    return AssumptionsRead(
        **{name: getattr(assumptions, name) for name in names},
        routes=[RouteAssumption.model_validate(route) for route in assumptions.routes],
    )


def describe_model() -> ModelCard:
    """The model card."""
    model = scoring_model()
    stress = {
        field.name: format(getattr(model.stress, field.name), "f") for field in fields(model.stress)
    }
    return ModelCard(
        version=model.version,
        gates=[
            ModelPart(code=code, title=i18n.text(f"proposals.gates.{code}.title"), points=None)
            for code in GATES
        ],
        sub_scores=[
            ModelPart(
                code=code, title=i18n.text(f"proposals.sub_scores.{code}.title"), points=weight
            )
            for code, weight in model.weights.items()
        ],
        reasonable_from=model.reasonable_from,
        borderline_from=model.borderline_from,
        stress=stress,
        assumptions=_assumptions_read(model.lender),
        source=i18n.text("proposals.model.source"),
        verification=model.verification,
        what_it_is_not=[i18n.text(f"proposals.model.not_{name}") for name in NOT_ITSELF],
    )
