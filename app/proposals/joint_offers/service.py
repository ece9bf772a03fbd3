"""Finds offers to all creditors on the case's own budget, and shows how each is treated."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.cash_flow.analyses.service import debt_input_of
from app.core import i18n
from app.core.results import explain
from app.core.rules import rule_book
from app.debts.schemas import DebtRead
from app.proposals.allocations.participants.service import participants_of
from app.proposals.allocations.treatment import percent
from app.proposals.case_scores.service import flow_of, situation_of_case
from app.proposals.gates import legal_gates
from app.proposals.joint import JointOffers, Part, Split, joint_offers
from app.proposals.joint_offers.schemas import (
    DebtOfferRead,
    JointOffersRequest,
    JointOffersResult,
    TreatmentRead,
)
from app.proposals.kept_plans import Constraints
from app.proposals.model import scoring_model
from app.proposals.offers.service import option_read
from app.proposals.scores.service import warnings_of
from app.proposals.search import HOLDING_OPTIONS
from app.proposals.warnings.service import case_standing, case_warnings


def make_joint_offers(
    session: Session, case_id: UUID, wanted: JointOffersRequest
) -> JointOffersResult:
    """Offers to all creditors that can be kept together.

    Raises:
        InvalidInput: before there is a budget, or for debts the case does not have.
    """
    flow = flow_of(session, case_id, wanted)
    taking_part = participants_of(
        session, case_id, essential=wanted.essential_debt_ids, named=wanted.debt_ids
    )
    known = taking_part.debts
    standing = case_standing(session, case_id)
    situations = [
        situation_of_case(session, case_id, standing, debt.id, debt_input_of(debt), flow, wanted)
        for debt in known
    ]
    inputs = {"flow": flow.model_dump(mode="json"), "wanted": wanted.model_dump(mode="json")}
    model = scoring_model()
    found = JointOffers(0, ())
    if situations:
        essential = frozenset(str(debt_id) for debt_id in wanted.essential_debt_ids)
        split = Split(wanted.method, wanted.floor, wanted.monthly_amount, essential)
        limits = Constraints(
            max_instalments=wanted.max_instalments,
            keep_principal=wanted.keep_principal,
            no_new_interest=wanted.no_new_interest,
        )
        found = joint_offers(situations, split, limits, model, rule_book())
    reason = _reason(found)
    offers = _offers(found, known)
    rule_ids = [warning.rule_id for offer in offers for warning in offer.warnings]
    return JointOffersResult(
        monthly_amount=found.monthly_amount,
        total_payments=sum(offer.option.payment for offer in offers if offer.option is not None),
        method=wanted.method,
        offers=offers,
        left_out=[debt_id for debt_id, _why in taking_part.left_out],
        reason=reason,
        scenario=found.scenario,
        message=i18n.text(f"proposals.joint.{reason or 'all_kept'}"),
        review_after_months=model.offers.review_after_months if reason else None,
        notice=i18n.text("proposals.notice"),
        warnings=case_warnings(standing),
        model_version=model.version,
        **explain(
            inputs,
            rule_ids=[rule_id for rule_id in rule_ids if rule_id],
            trace=[
                ("monthly_amount", format_fen(found.monthly_amount), None),
                ("debts", len(situations), None),
            ],
        ),
    )


def _reason(found: JointOffers) -> str | None:
    if not found.parts:
        return "nothing_owed"
    if found.scenario is not None:
        return "nothing_affordable"
    missing = any(part.option is None for part in found.parts)
    return "not_for_every_debt" if missing else None


def _offers(found: JointOffers, known: Sequence[DebtRead]) -> list[DebtOfferRead]:
    return [_offer(part, debt) for part, debt in zip(found.parts, known, strict=True)]


def _offer(part: Part, debt: DebtRead) -> DebtOfferRead:
    option, reason, about = part.option, part.offers.reason, part.situation
    cheapest = part.cheapest
    gates = legal_gates(about.debt, 0, about.known, rule_book())
    return DebtOfferRead(
        debt_id=debt.id,
        creditor_name=debt.creditor_name,
        owed=part.owed,
        share=part.share,
        option=option_read(option, part.situation) if option is not None else None,
        cheapest=option_read(cheapest, part.situation) if cheapest is not None else None,
        reason=reason,
        holding_options=list(HOLDING_OPTIONS) if reason else [],
        treatment=TreatmentRead(
            share_of_owed_percent=part.treatment.owed_percent,
            share_of_payments_percent=part.treatment.amount_percent,
            repaid_percent=percent(part.repaid, part.owed) if part.repaid is not None else None,
        ),
        warnings=warnings_of(option.evaluation.gates if option is not None else gates),
    )
