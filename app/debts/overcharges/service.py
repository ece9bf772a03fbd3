"""Measures loans by the ceilings of their lender, and says what may be done about it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.core import clock, i18n
from app.core.errors import FieldError, InvalidInput
from app.core.results import cite, explain
from app.core.rules import rule_book
from app.debts import service as debts
from app.debts.facts import owed, receipt_of
from app.debts.overcharges.measures import (
    PAPERS,
    UNCERTAIN,
    Loan,
    Measure,
    Payment,
    certainty_of,
    doubts,
    measured,
    steps_from,
)
from app.debts.overcharges.schemas import (
    AccountRowRead,
    AdvanceDeduction,
    BandRead,
    CertaintyRead,
    DoubtRead,
    MeasureRead,
    OverchargeRequest,
    OverchargeResult,
    RateStepRead,
)
from app.debts.payments import service as payments
from app.debts.payments.schemas import PaymentHistoryRead
from app.debts.schemas import DebtRead
from app.law import service as law
from app.law.ceilings import TRANSITION_RULE
from app.law.schemas import Ceiling
from app.law.thresholds import recognised_principal

REMEDIES = {
    "void_above": "claim_or_offset",
    "reduced_on_request": "ask_reduction",
    "supervisory_only": "complain",
}
ALLOCATION_RULE, ADVANCE_RULE = "CC-561", "CC-670"


def compute_overcharge(
    request: OverchargeRequest, *, received_is_assumed: bool = False
) -> OverchargeResult:
    """What was charged above each ceiling, and what would be owed at it.

    Raises:
        InvalidInput: for payments before the money came or after the day counted to.
    """
    as_of = request.as_of or clock.today()
    loan = _loan(request, as_of)
    ceilings = law.explain_ceilings(
        request.creditor_type,
        request.contract_date,
        as_of,
        platform_assisted=request.platform_assisted,
    )
    found = doubts(
        loan, is_complete=request.history_complete, received_is_assumed=received_is_assumed
    )
    measures = [
        _measure(loan, ceiling, ceiling.ceiling_percent, found)
        for ceiling in ceilings
        if ceiling.applies and ceiling.ceiling_percent is not None
    ]
    advance = _advance_deduction(request)
    return OverchargeResult(
        received=request.received,
        paid=sum(payment.amount for payment in request.payments),
        claimed_outstanding=request.claimed_outstanding,
        advance_deduction=advance,
        measures=measures,
        certainty=_certainty(found),
        advice=None if measures else _advice(ceilings),
        notice=i18n.text("overcharges.notice"),
        **explain(
            request,
            as_of=as_of,
            rule_ids=_rules(ceilings, measures, advance),
            trace=[
                (f"permitted:{each.rule_id}", format_fen(each.permitted_charges), each.rule_id)
                for each in measures
            ],
        ),
    )


def overcharge_of_debt(
    session: Session, case_id: UUID, debt_id: UUID, as_of: date | None
) -> OverchargeResult:
    """The same for a debt of a case, from its own history.

    Raises:
        NotFound: if the case has no such debt.
    """
    debt = debts.get_debt(session, case_id, debt_id)
    history = payments.get_history(session, case_id, debt_id)
    day = as_of or clock.today()
    received, received_on, is_assumed = receipt_of(debt, history)
    if received is None or received_on is None:
        return _nothing_to_measure(debt, history, day)
    named = debt.original_principal
    request = OverchargeRequest.model_construct(
        creditor_type=debt.creditor_type,
        product_type=debt.product_type,
        contract_date=debt.contract_date,
        platform_assisted=bool(debt.platform_assisted),
        received=received,
        received_on=received_on,
        contract_principal=named if named is not None and named >= received else None,
        payments=[payment for payment in history.payments if payment.paid_on <= day],
        claimed_outstanding=owed(debt),
        history_complete=history.complete,
        as_of=day,
    )
    return compute_overcharge(request, received_is_assumed=is_assumed)


def _nothing_to_measure(
    debt: DebtRead, history: PaymentHistoryRead, as_of: date
) -> OverchargeResult:
    """The answer while neither receipt nor contract says how much came, and when."""
    return OverchargeResult(
        received=None,
        paid=history.total_paid,
        claimed_outstanding=owed(debt),
        advance_deduction=None,
        measures=[],
        certainty=_certainty(("received_missing",)),
        advice=i18n.text("overcharges.receipt_needed"),
        notice=i18n.text("overcharges.notice"),
        **explain({"history": history.model_dump(mode="json")}, as_of=as_of),
    )


def _certainty(found: Sequence[str]) -> CertaintyRead:
    return CertaintyRead(
        facts=certainty_of(found),  # type: ignore[arg-type]  # its three words are tested
        doubts=[
            DoubtRead(code=code, message=i18n.text(f"overcharges.doubts.{code}")) for code in found
        ],
    )


def _loan(request: OverchargeRequest, as_of: date) -> Loan:
    faults = []
    for index, payment in enumerate(request.payments):
        if payment.paid_on < request.received_on:
            faults.append(FieldError(f"/payments/{index}/paid_on", "payment_before_receipt"))
        if payment.paid_on > as_of:
            faults.append(FieldError(f"/payments/{index}/paid_on", "payment_after_as_of"))
    if request.received_on > as_of:
        faults.append(FieldError("/received_on", "payment_after_as_of"))
    if request.contract_principal is not None and request.contract_principal < request.received:
        faults.append(FieldError("/contract_principal", "principal_below_received"))
    if faults:
        raise InvalidInput(errors=faults)
    return Loan(
        received=request.received,
        received_on=request.received_on,
        payments=tuple(
            Payment(payment.paid_on, payment.amount, payment.source in PAPERS)
            for payment in request.payments
        ),
        claimed=request.claimed_outstanding,
        as_of=as_of,
    )


def _measure(loan: Loan, ceiling: Ceiling, percent: Decimal, doubted: Sequence[str]) -> MeasureRead:
    changes = law.changes_of_ceiling(ceiling.rule_id, loan.as_of)
    steps = steps_from(loan.received_on, percent, changes)
    found = measured(loan, steps)
    return MeasureRead(
        rule_id=ceiling.rule_id,
        ceiling_percent=percent,
        steps=[RateStepRead.model_validate(step) for step in steps],
        permitted_charges=found.permitted,
        charged=found.charged,
        above_ceiling=BandRead.model_validate(found.above) if found.above else None,
        recomputed_balance=found.balance,
        overpaid=BandRead.model_validate(found.overpaid),
        claim_reduction=BandRead.model_validate(found.reduction) if found.reduction else None,
        force=ceiling.force,
        effect=ceiling.effect,
        automatic=False,
        remedy=REMEDIES[ceiling.effect],  # type: ignore[arg-type]  # one for each effect
        consequence=_consequence(ceiling, found, doubted),
        citation=ceiling.citation,
        account=[AccountRowRead.model_validate(row) for row in found.account.rows],
    )


def _consequence(ceiling: Ceiling, found: Measure, doubted: Sequence[str]) -> str:
    """Plain words; 违法 and 可追回 only where the text was read and what is above is void.

    That nothing was too much is said only where the figures cannot be far from the truth.
    """
    exceeded = any(band is not None and band.high for band in (found.above, found.overpaid))
    if not exceeded:
        if found.charged is None:
            return i18n.text("overcharges.within_so_far")
        is_unsure = bool(UNCERTAIN & set(doubted))
        return i18n.text("overcharges.within_as_entered" if is_unsure else "overcharges.within")
    read = ceiling.citation.warning is None
    if ceiling.effect == "void_above" and not read:
        return i18n.text("overcharges.consequences.void_above_unread")
    return i18n.text(f"overcharges.consequences.{ceiling.effect}")


def _advice(ceilings: list[Ceiling]) -> str:
    """What to do where no percentage measures the loan: a void contract, or nothing known."""
    void = any(ceiling.applies for ceiling in ceilings)
    return i18n.text("overcharges.contract_may_be_void" if void else "ceilings.check_contract")


def _advance_deduction(request: OverchargeRequest) -> AdvanceDeduction | None:
    named = request.contract_principal
    if named is None or named == request.received:
        return None
    deducted = named - request.received
    return AdvanceDeduction(
        contract_principal=named,
        deducted=deducted,
        recognised_principal=recognised_principal(named, deducted),
        message=i18n.text("overcharges.advance_deduction"),
        citation=cite(rule_book().cite(ADVANCE_RULE)),
    )


def _rules(
    ceilings: list[Ceiling], measures: list[MeasureRead], advance: AdvanceDeduction | None
) -> list[str]:
    rules = [ceiling.rule_id for ceiling in ceilings]
    rules += [TRANSITION_RULE for measure in measures if _is_changed(measure)]
    rules += [ALLOCATION_RULE] if measures else []
    return rules + ([ADVANCE_RULE] if advance is not None else [])


def _is_changed(measure: MeasureRead) -> bool:
    """Whether another percentage than the ceiling's own measures for a time."""
    return any(step.annual_percent != measure.ceiling_percent for step in measure.steps)
