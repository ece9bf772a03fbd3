"""Finds counter-offers, and says in words what was found."""

from collections.abc import Sequence
from typing import Any

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.cash_flow.inputs import debt_line
from app.core import i18n
from app.core.results import explain
from app.core.rules import rule_book
from app.proposals.assessment import Assessment, assess_all
from app.proposals.gates import legal_gates
from app.proposals.kept_plans import Constraints
from app.proposals.model import scoring_model
from app.proposals.offers.schemas import OffersRequest, OffersResult, OptionRead, SuccessRead
from app.proposals.payments.service import planned, term_fields
from app.proposals.scores.service import SharedFields, figure_fields, shared_fields, warnings_of
from app.proposals.search import (
    HOLDING_OPTIONS,
    Offers,
    Option,
    counter_offers,
)
from app.proposals.situation import Situation
from app.proposals.situations.service import situation_of
from app.proposals.stress_paths import success_curve
from app.proposals.terms import ComputedTerms, computed_terms
from app.proposals.waterfall import waterfall


def compute_offers(request: OffersRequest) -> OffersResult:
    """Counter-offers for a debt: none dominated, each affordable in every month, stressed too.

    Raises:
        InvalidInput: for refused terms that the debt does not allow.
    """
    situation = situation_of(request.debt, request.cash_flow, request)
    model, book = scoring_model(), rule_book()
    constraints = Constraints(**dict(request.constraints))
    refused = _refused(request)
    found = counter_offers(situation, constraints, request.max_options, model, book, refused)
    gates = legal_gates(situation.debt, 0, situation.known, book)
    steps = waterfall(situation, model) if situation.debt.principal_outstanding else ()
    return OffersResult.model_validate(
        {
            "options": _options_fields(found.options, situation),
            "reason": found.reason,
            "scenario": found.scenario,
            "message": i18n.text(f"proposals.offers.{found.reason}") if found.reason else None,
            "holding_options": list(HOLDING_OPTIONS) if found.reason else [],
            "review_after_months": model.offers.review_after_months if found.reason else None,
            "frontier": _points(found, situation.start_month),
            "success_curve": _success(found, situation) if request.success_curve else [],
            "waterfall": [
                {
                    "step": step.step,
                    "description": i18n.text(f"proposals.waterfall.{step.step}"),
                    "payment": step.payment,
                    "reached": step.reached,
                }
                for step in steps
            ],
            "notice": i18n.text("proposals.notice"),
            "warnings": warnings_of(gates),
            "model_version": model.version,
            **explain(
                request,
                rule_ids=[gate.rule_id for gate in gates if gate.rule_id],
                trace=_trace(found),
            ),
        }
    )


def _refused(request: OffersRequest) -> ComputedTerms | None:
    """What the refused terms came to; terms that the debt no longer allows are refused, too."""
    if request.refused_terms is None:
        return None
    plan = planned(request.debt, request.refused_terms, pointer="/refused_terms")
    return computed_terms(debt_line(request.debt), plan, with_rate=False)


def _success(found: Offers, situation: Situation) -> list[SuccessRead]:
    if not found.options:
        return []
    shape = found.options[0].shape
    months = max(situation.months, shape.first_month + shape.instalments)
    curve = success_curve(
        situation.paths(months, scoring_model().paths),
        shape.first_month,
        shape.instalments,
        shape.loan.upfront,
        shape.payment,
        situation.buffer,
    )
    return [SuccessRead(payment=payment, share_kept=share) for payment, share in curve]


def _trace(found: Offers) -> list[tuple[str, object, str | None]]:
    best = max((point.stressed_payment for point in found.frontier), default=-1)
    return [
        ("shapes_on_frontier", len(found.frontier), None),
        ("largest_stressed_payment", format_fen(max(best, 0)), None),
        ("options", len(found.options), None),
    ]


def judged(option: Option, situation: Situation) -> Assessment:
    """A counter-offer's score in full, but for its smallest changes: it needs none."""
    (assessment,) = assess_all(situation, [option.evaluation], scoring_model())
    return assessment


def option_read(
    option: Option, situation: Situation, found: Assessment | None = None
) -> OptionRead:
    """A counter-offer in the contract's words and types; `found` is its score if known already."""
    shared = shared_fields(situation)
    found = found or judged(option, situation)
    return OptionRead.model_validate(_option_fields(option, situation, found, shared))


def _options_fields(options: Sequence[Option], situation: Situation) -> list[dict[str, Any]]:
    """The fields of each `OptionRead`: an answer with many is checked as a whole."""
    if not options:
        return []
    shared = shared_fields(situation)
    found = assess_all(situation, [one.evaluation for one in options], scoring_model())
    return [
        _option_fields(option, situation, assessment, shared)
        for option, assessment in zip(options, found, strict=True)
    ]


def _option_fields(
    option: Option, situation: Situation, found: Assessment, shared: SharedFields
) -> dict[str, Any]:
    return {
        "asks": option.asks,
        "description": i18n.text(f"proposals.asks.{option.asks}"),
        "terms": term_fields(option.terms),
        "score": figure_fields(found, situation, shared),
        "payment": option.shape.payment,
        "term_months": option.term_months,
        "total_cost": option.shape.total_cost,
        "lender_value": option.lender_value,
        "shape": "level" if option.shape.step is None else "step_up",
        "is_compromise": option.is_compromise,
        "dominated_by": None,
    }


def _points(found: Offers, start_month: int) -> list[dict[str, Any]]:
    months = {
        wait: format_month(start_month + wait)
        for wait in {one.first_month for one in found.frontier}
    }
    return [
        {
            "first_month": months[point.first_month],
            "instalments": point.instalments,
            "payment": point.payment if point.payment >= 0 else None,
            "stressed_payment": point.stressed_payment if point.stressed_payment >= 0 else None,
        }
        for point in found.frontier
    ]
