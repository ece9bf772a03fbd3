"""Records, reads and changes debts; seals the names in them; computes schedules and true rates."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.calc.money import format_fen
from app.calc.rates import (
    AnnualRate,
    RateNotComputable,
    cash_flow_rate,
    dated_payments_rate,
    level_payment_rate,
)
from app.calc.schedules import LoanTerms, ScheduleNotComputable, Step, Variation, build_schedule
from app.cases import service as cases
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import FieldError, InvalidInput, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import explain
from app.debts import repository
from app.debts.errors import RateRefused, ScheduleRefused
from app.debts.facts import missing_facts
from app.debts.models import Debt
from app.debts.refusals import MAX_ROWS, POINTERS, form_faults, worded_params
from app.debts.schemas import (
    AnnualRateRequest,
    AnnualRateResult,
    DebtCreate,
    DebtFacts,
    DebtRead,
    DebtUpdate,
    MissingFact,
    ScheduleRequest,
    ScheduleResult,
    ScheduleRow,
    ScheduleTotals,
)
from app.law import service as law

FIGURES = (*DebtFacts.model_fields, "original_principal")
NAMES = (
    "creditor_name",
    "platform_name",
    "account_reference",
    "lender_legal_name",
    "funders",
    "assignments",
)
NOT_EMPTIED = ("creditor_name", "creditor_type", "funders", "assignments")


def record_debt(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: DebtCreate,
    *,
    debt_id: UUID | None = None,
) -> DebtRead:
    """Adds a debt to a case."""
    key = cases.case_key(session, case_id)
    debt = Debt(tenant_id=tenant_of(session), id=debt_id or new_id(), case_id=case_id)
    _apply(debt, key, {name: getattr(wanted, name) for name in (*FIGURES, *NAMES)}, {})
    session.add(debt)
    session.flush()
    accounts.record(session, principal, "debt_recorded", "debt", debt.id, case_id)
    return _read(debt, key)


def get_debt(session: Session, case_id: UUID, debt_id: UUID) -> DebtRead:
    """One debt of a case.

    Raises:
        NotFound: if the case has none such.
    """
    key = cases.case_key(session, case_id)
    return _read(repository.get_debt(session, case_id, debt_id), key)


def list_debts(session: Session, case_id: UUID) -> tuple[DebtRead, ...]:
    """Every debt of a case in the order they were entered."""
    key = cases.case_key(session, case_id)
    return tuple(_read(debt, key) for debt in repository.all_debts(session, case_id))


def page_of_debts(session: Session, case_id: UUID, request: PageRequest) -> Slice[DebtRead]:
    """Debts of a case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.page_of_debts(session, case_id, request)
    return Slice([_read(debt, key) for debt in found.items], found.next_cursor, found.next_link)


def change_debt(
    session: Session,
    principal: Principal,
    case_id: UUID,
    debt_id: UUID,
    changes: DebtUpdate,
    precondition: Precondition,
) -> DebtRead:
    """Changes the fields given; the others stay."""
    key = cases.case_key(session, case_id)
    debt = repository.get_debt(session, case_id, debt_id)
    precondition.check(debt.version)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    for name in NOT_EMPTIED:
        if name in given and given[name] is None:
            raise invalid(f"/{name}", "required")
    _apply(debt, key, given, _opened(debt, key))
    debt.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, "debt_changed", "debt", debt.id, case_id)
    return _read(debt, key)


def delete_debt(
    session: Session,
    principal: Principal,
    case_id: UUID,
    debt_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes a debt off the case.

    Raises:
        DebtInUse: while a proposal or another record stands on it.
    """
    cases.require_case(session, case_id)
    debt = repository.get_debt(session, case_id, debt_id)
    precondition.check(debt.version)
    repository.delete_debt(session, debt)
    accounts.record(session, principal, "debt_deleted", "debt", debt_id, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Empties the figures of a case's debts; the names die with the case's key."""
    for debt in repository.all_debts(session, case_id):
        for name in FIGURES:
            setattr(debt, name, None)
        debt.creditor_type, debt.sealed = "unknown", b""
    session.flush()


def _address(debt: Debt) -> crypto.FieldAddress:
    return crypto.FieldAddress(debt.tenant_id, "debts", debt.id, "sealed")


def _opened(debt: Debt, key: crypto.DataKey) -> dict[str, Any]:
    opened: dict[str, Any] = orjson.loads(
        crypto.open_sealed({key.key_id: key}, _address(debt), debt.sealed)
    )
    return opened


def _apply(
    debt: Debt, key: crypto.DataKey, given: Mapping[str, Any], names: dict[str, Any]
) -> None:
    """Puts the given fields on the row, names into its sealed part."""
    for name, value in given.items():
        if name in NAMES:
            is_list = isinstance(value, list)
            names[name] = [entry.model_dump(mode="json") for entry in value] if is_list else value
        elif name == "annual_rate_percent" and value is not None:
            debt.annual_rate_percent = format(value, "f")
        else:
            setattr(debt, name, value)
    debt.sealed = crypto.seal(key, _address(debt), orjson.dumps(names))


def _read(debt: Debt, key: crypto.DataKey) -> DebtRead:
    rate = debt.annual_rate_percent
    shown: dict[str, Any] = {
        **{name: getattr(debt, name) for name in FIGURES},
        **_opened(debt, key),
        "annual_rate_percent": Decimal(rate) if rate is not None else None,
    }
    findings = [
        MissingFact(code="fact_missing", field=name, message=i18n.text(f"debts.missing.{name}"))
        for name in missing_facts(shown)
    ]
    return DebtRead(
        **shown,
        findings=findings,
        id=debt.id,
        created_at=debt.created_at,
        updated_at=debt.updated_at,
        version=debt.version,
    )


def compute_schedule(request: ScheduleRequest) -> ScheduleResult:
    """The schedule of a loan, to the fen.

    Raises:
        ScheduleRefused: if the terms give none; says which term, and why.
    """
    try:
        schedule = build_schedule(_terms(request))
    except ScheduleNotComputable as error:
        params = worded_params(error.params)
        fault = FieldError(POINTERS[error.code], f"schedule_{error.code}", params)
        raise ScheduleRefused(errors=[fault]) from error
    return ScheduleResult(
        rows=[ScheduleRow.model_validate(row) for row in schedule.rows],
        totals=ScheduleTotals(
            principal=schedule.total_principal,
            interest=schedule.total_interest,
            fee=schedule.total_fee,
            payment=schedule.total_payment,
        ),
        **explain(
            request,
            trace=[
                ("instalments", len(schedule.rows), None),
                ("first_payment", format_fen(schedule.rows[0].payment), None),
                ("last_payment", format_fen(schedule.rows[-1].payment), None),
            ],
        ),
    )


def _terms(request: ScheduleRequest) -> LoanTerms:
    added = sum(change.extra_instalments or 0 for change in request.variations)
    if request.instalments + added > MAX_ROWS:
        raise ScheduleNotComputable("too_many_instalments", limit=MAX_ROWS)
    same = {name: value for name, value in request if name not in {"steps", "variations"}}
    return LoanTerms(
        **same,
        steps=tuple(Step(**dict(step)) for step in request.steps),
        variations=tuple(Variation(**dict(change)) for change in request.variations),
    )


def compute_annual_rate(request: AnnualRateRequest) -> AnnualRateResult:
    """The true annual rate of a loan, and the ceilings of its lender.

    Ceilings are compared with the nominal rate, the lower one: what exceeds it is beyond doubt.

    Raises:
        InvalidInput: if the body is none of the three forms.
        RateRefused: if no rate, or more than one, solves the payments.
    """
    faults = form_faults({name for name, value in request if value is not None})
    if faults:
        raise InvalidInput(errors=faults)
    try:
        rate = _rate(request)
    except RateNotComputable as error:
        roots = [format(root, "f") for root in error.roots]
        raise RateRefused(members={"roots": roots}) from error
    as_of = request.as_of or clock.today()
    ceilings = (
        law.explain_ceilings(
            request.creditor_type,
            request.contract_date,
            as_of,
            platform_assisted=request.platform_assisted,
            annual_rate_percent=rate.nominal_percent,
        )
        if request.creditor_type is not None
        else []
    )
    return AnnualRateResult(
        nominal_annual_percent=rate.nominal_percent,
        effective_annual_percent=rate.effective_percent,
        period_rate_percent=rate.period_percent,
        ceilings=ceilings,
        **explain(
            request,
            as_of=as_of,
            rule_ids=[ceiling.rule_id for ceiling in ceilings],
            trace=[("rate_compared_with_ceilings", rate.nominal_percent, None)],
        ),
    )


def _rate(request: AnnualRateRequest) -> AnnualRate:
    if request.cash_flows is not None:
        return cash_flow_rate([(flow.on, flow.amount) for flow in request.cash_flows])
    disbursed = request.disbursed or 0
    if request.disbursed_on is not None and request.payments is not None:
        payments = [(payment.due_on, payment.amount) for payment in request.payments]
        return dated_payments_rate(disbursed, request.disbursed_on, payments)
    return level_payment_rate(disbursed, request.instalments or 1, request.payment or 0)
