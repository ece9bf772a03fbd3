"""Computes what a debt of a case really costs, and names what is missing for it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.rates import RateNotComputable, dated_payments_rate
from app.core import clock, i18n
from app.core.results import explain
from app.debts import service as debts
from app.debts.facts import owed, receipt_of
from app.debts.payments import service as payments
from app.debts.payments.schemas import PaymentHistoryRead
from app.debts.schemas import DebtRead, MissingFact
from app.debts.true_rates.flows import DebtFlows, Flow, as_agreed, to_date
from app.debts.true_rates.schemas import DebtTrueRate, RateRead
from app.law import service as law


def rate_of_debt(
    session: Session, case_id: UUID, debt_id: UUID, as_of: date | None
) -> DebtTrueRate:
    """The true rate of a debt from its own history.

    Raises:
        NotFound: if the case has no such debt.
    """
    day = as_of or clock.today()
    debt = debts.get_debt(session, case_id, debt_id)
    history = payments.get_history(session, case_id, debt_id)
    flows = flows_of(debt, history, day)
    agreed = _rate(flows, as_agreed(flows))
    ceilings = law.explain_ceilings(
        debt.creditor_type,
        debt.contract_date,
        day,
        platform_assisted=bool(debt.platform_assisted),
        annual_rate_percent=None if agreed is None else agreed.nominal_annual_percent,
    )
    return DebtTrueRate(
        as_agreed=agreed,
        to_date=_rate(flows, to_date(flows)),
        contract_rate_percent=debt.annual_rate_percent,
        ceilings=ceilings,
        findings=[
            MissingFact(code="fact_missing", field=name, message=i18n.text(f"debts.missing.{name}"))
            for name in _missing(debt, history)
        ],
        **explain(
            {
                "debt": debt.model_dump(mode="json", exclude={"findings"}),
                "history": history.model_dump(mode="json"),
            },
            as_of=day,
            rule_ids=[ceiling.rule_id for ceiling in ceilings],
            trace=[("payments_counted", len(flows.payments), None)],
        ),
    )


def flows_of(debt: DebtRead, history: PaymentHistoryRead, as_of: date) -> DebtFlows:
    """A debt's flows; the contract stands in for an amount or a day of receipt not entered."""
    receipt = receipt_of(debt, history)
    return DebtFlows(
        received=receipt.amount,
        received_on=receipt.on,
        payments=tuple((each.paid_on, each.amount) for each in history.payments),
        instalment_amount=debt.instalment_amount,
        remaining_instalments=debt.remaining_instalments,
        next_due_date=debt.next_due_date,
        owed=owed(debt),
        as_of=as_of,
    )


def _rate(debt: DebtFlows, flows: Sequence[Flow] | None) -> RateRead | None:
    if flows is None or not debt.received or debt.received_on is None:
        return None
    try:
        rate = dated_payments_rate(debt.received, debt.received_on, flows)
    except RateNotComputable:
        return None
    return RateRead(
        nominal_annual_percent=rate.nominal_percent,
        effective_annual_percent=rate.effective_percent,
        received=debt.received,
        paid_back=sum(amount for _, amount in flows),
    )


def _missing(debt: DebtRead, history: PaymentHistoryRead) -> list[str]:
    is_paid_off = debt.remaining_instalments == 0
    needed = {
        "received": history.received,
        "received_on": history.received_on,
        "payments": history.complete or None,
        "instalment_amount": is_paid_off or debt.instalment_amount,
        "remaining_instalments": debt.remaining_instalments,
        "next_due_date": is_paid_off or debt.next_due_date,
        "principal_outstanding": debt.principal_outstanding,
    }
    return [name for name, known in needed.items() if known is None]
