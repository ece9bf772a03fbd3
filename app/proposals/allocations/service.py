"""Splits amounts over debts, and shows what that means for each creditor and for the person."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.allocation import PayoffPlan, Share, payoff_plan
from app.calc.money import format_fen
from app.calc.periods import month_of
from app.cash_flow.analyses.schemas import DebtInput
from app.cash_flow.analyses.service import debt_input_of
from app.cash_flow.inputs import debt_line
from app.core import clock, i18n
from app.core.errors import InvalidInput, invalid
from app.core.results import explain
from app.proposals import repository
from app.proposals.agreements.keeping.service import current_agreements
from app.proposals.allocations.participants.service import participants_of
from app.proposals.allocations.payoffs import Course, Offer, course_of
from app.proposals.allocations.schemas import (
    MOST_DEBTS,
    AgreementUsed,
    AllocationRequest,
    AllocationResult,
    CaseAllocationRequest,
    CaseAllocationResult,
    CourseRead,
    LeftOut,
    OfferUsed,
    PayoffMonthRead,
    PayoffRead,
    ShareRead,
    ShareTreatment,
)
from app.proposals.allocations.treatment import Treatment, divided, is_equal, share_of
from app.proposals.flows import monthly_payments
from app.proposals.model import scoring_model
from app.proposals.models import Agreement, Proposal
from app.proposals.payments.schemas import TermsInput
from app.proposals.payments.service import planned
from app.proposals.terms import outstanding
from app.proposals.warnings.service import case_standing, warnings_for

PLANNED_METHODS: Final = ("avalanche", "snowball")
"""Methods that say something only month by month."""
USABLE: Final = ("accepted", "sent", "draft")
"""Proposals a debt's way may follow, the firmest first."""


def compute_allocation(request: AllocationRequest) -> AllocationResult:
    """Each debt's share; they add up exactly."""
    split = [
        Share(
            debt.debt_ref,
            debt.balance,
            debt.contractual_payment,
            debt.annual_rate_percent,
            debt.essential,
        )
        for debt in request.debts
    ]
    amount, method = request.monthly_amount, request.method
    treatment = divided(amount, method, split, request.floor)
    plan = None
    if method in PLANNED_METHODS:
        months = scoring_model().payoff_months
        plan = payoff_plan(amount, method, split, floor=request.floor, max_months=months)
    return AllocationResult(
        shares=_treated(split, treatment),
        total=sum(part.amount for part in treatment),
        equal_treatment=is_equal(treatment),
        treatment_note=_note(treatment),
        payoff=_payoff(split, plan) if plan is not None else None,
        **explain(request, trace=[("owed", format_fen(sum(debt.balance for debt in split)), None)]),
    )


def allocate_case(
    session: Session, case_id: UUID, wanted: CaseAllocationRequest
) -> CaseAllocationResult:
    """The split over a case's debts, and the way with its offers and without.

    Raises:
        InvalidInput: for an essential debt that is not the case's, or without any debt to split on.
    """
    essential = wanted.essential_debt_ids
    found = participants_of(session, case_id, essential=essential)
    taking_part = {debt.id: debt_input_of(debt) for debt in found.debts}
    if not taking_part:
        raise invalid("/monthly_amount", "no_debt_to_pay")
    split = [
        share_of(debt_line(debt), is_essential=debt_id in essential)
        for debt_id, debt in taking_part.items()
    ]
    treatment = divided(wanted.monthly_amount, wanted.method, split, wanted.floor)
    agreed = _agreed(session, case_id, taking_part)
    bound = {row.debt_id for _, row in agreed}
    open_still = {debt_id: debt for debt_id, debt in taking_part.items() if debt_id not in bound}
    offers = _offers(session, case_id, open_still)
    used = [*(offer for offer, _ in agreed), *(offer for offer, _ in offers)]
    return CaseAllocationResult(
        shares=_treated(split, treatment),
        total=sum(part.amount for part in treatment),
        equal_treatment=is_equal(treatment),
        treatment_note=_note(treatment),
        without_offers=_course(wanted, split),
        with_offers=_course(wanted, split, used) if used else None,
        offers_used=[
            OfferUsed(debt_id=row.debt_id, proposal_id=row.id, status=row.status)  # type: ignore[arg-type]  # one of USABLE
            for _, row in offers
        ],
        agreements_used=[
            AgreementUsed(debt_id=row.debt_id, agreement_id=row.id) for _, row in agreed
        ],
        left_out=[
            LeftOut(debt_id=debt_id, message=i18n.text(f"allocations.{why}", most=MOST_DEBTS))
            for debt_id, why in found.left_out
        ],
        warnings=warnings_for(case_standing(session, case_id), taking_part),
        **explain(
            {
                "request": wanted.model_dump(mode="json"),
                "debts": [asdict(debt) for debt in split],
                "offers": [asdict(offer) for offer in used],
            },
            trace=[("owed", format_fen(sum(debt.balance for debt in split)), None)],
        ),
    )


def _agreed(
    session: Session, case_id: UUID, known: Mapping[UUID, DebtInput]
) -> list[tuple[Offer, Agreement]]:
    """What is still to be paid on each debt's newest agreement, month by month from this one on."""
    start = month_of(clock.today())
    return [
        (
            Offer(
                str(row.debt_id),
                outstanding(debt_line(known[row.debt_id])).total,
                kept.progress.still_to_pay(start),
            ),
            row,
        )
        for row, kept in current_agreements(session, case_id)
        if row.debt_id in known and not kept.progress.is_settled
    ]


def _offers(
    session: Session, case_id: UUID, known: Mapping[UUID, DebtInput]
) -> list[tuple[Offer, Proposal]]:
    """Each debt's firmest usable proposal that its figures still allow, worked out by month."""
    start = month_of(clock.today())
    found: dict[UUID, tuple[Offer, Proposal]] = {}
    rows = repository.proposals_with_status(session, case_id, USABLE)
    for row in sorted(rows, key=lambda row: (USABLE.index(row.status), -row.id.int)):
        if row.debt_id not in known or row.debt_id in found:
            continue
        try:
            plan = planned(known[row.debt_id], TermsInput.model_validate(row.terms))
        except InvalidInput:
            continue  # the debt changed since and no longer allows these terms
        offer = Offer(str(row.debt_id), plan.owed, monthly_payments(plan, start))
        found[row.debt_id] = (offer, row)
    return list(found.values())


def _course(
    wanted: CaseAllocationRequest, split: Sequence[Share], offers: Sequence[Offer] = ()
) -> CourseRead:
    found: Course = course_of(
        wanted.monthly_amount,
        wanted.method,
        split,
        offers,
        floor=wanted.floor,
        max_months=scoring_model().payoff_months,
    )
    return CourseRead(
        is_paid_off=found.is_paid_off,
        months_needed=found.months if found.is_paid_off else None,
        total_paid=found.total_paid,
        total_cost=found.cost,
        short_month=found.short_month,
        shortfall=found.shortfall,
    )


def _note(treatment: Sequence[Treatment]) -> str:
    return i18n.text("allocations.equal" if is_equal(treatment) else "allocations.unequal")


def _treated(split: Sequence[Share], treatment: Sequence[Treatment]) -> list[ShareTreatment]:
    return [
        ShareTreatment.model_validate({"debt_ref": debt.ref, **asdict(part)})
        for debt, part in zip(split, treatment, strict=True)
    ]


def _shares(split: Sequence[Share], amounts: Sequence[int]) -> list[ShareRead]:
    return [
        ShareRead(debt_ref=debt.ref, amount=amount)
        for debt, amount in zip(split, amounts, strict=True)
    ]


def _payoff(split: Sequence[Share], plan: PayoffPlan) -> PayoffRead:
    return PayoffRead(
        is_paid_off=plan.is_paid_off,
        months_needed=len(plan.months) if plan.is_paid_off else None,
        total_interest=plan.total_interest,
        total_paid=plan.total_paid,
        months=[
            PayoffMonthRead(
                number=month.number,
                interest=sum(month.interest),
                shares=_shares(split, month.shares),
                balance=sum(month.balances),
            )
            for month in plan.months
        ],
    )
