"""Puts the scoring model into words."""

from dataclasses import fields

from app.core import i18n
from app.proposals.model import scoring_model
from app.proposals.model_card.schemas import ModelCard, ModelPart
from app.proposals.situations.service import assumptions_read

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
        assumptions=assumptions_read(model.lender),
        source=i18n.text("proposals.model.source"),
        verification=model.verification,
        what_it_is_not=[i18n.text(f"proposals.model.not_{name}") for name in NOT_ITSELF],
    )
