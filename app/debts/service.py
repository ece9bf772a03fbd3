"""Records, reads and changes debts; seals the names in them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto, i18n
from app.core.access import acted_by
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row
from app.debts import repository
from app.debts.facts import missing_facts
from app.debts.models import Debt
from app.debts.schemas import DebtCreate, DebtFacts, DebtRead, DebtUpdate, MissingFact

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
    debt.acted_by = acted_by(principal)
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


def list_unsettled_debts(session: Session, case_id: UUID) -> tuple[DebtRead, ...]:
    """Every debt of a case that is not settled (结清), in the order they were entered."""
    known = list_debts(session, case_id)
    return tuple(debt for debt in known if debt.debt_status != "settled")


def debts_of_creditor(session: Session, case_id: UUID, name: str) -> list[DebtRead]:
    """Debts of a case whose creditor, platform or legal lender has this name."""
    wanted = name.strip()
    return [
        debt
        for debt in list_debts(session, case_id)
        if wanted in {debt.creditor_name, debt.platform_name, debt.lender_legal_name}
    ]


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
    _apply(debt, key, given, open_row(debt, key))
    debt.updated_at, debt.acted_by = clock.now(), acted_by(principal)
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
    """Empties debts and what was paid on them; the names also die with the case's key."""
    for paid in repository.all_payments(session, case_id):
        paid.sealed = b""
    for debt in repository.all_debts(session, case_id):
        for name in FIGURES:
            setattr(debt, name, None)
        debt.creditor_type, debt.sealed = "unknown", b""
    session.flush()


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
    seal_row(debt, key, names)


def _read(debt: Debt, key: crypto.DataKey) -> DebtRead:
    rate = debt.annual_rate_percent
    shown: dict[str, Any] = {
        **{name: getattr(debt, name) for name in FIGURES},
        **open_row(debt, key),
        "annual_rate_percent": Decimal(rate) if rate is not None else None,
        "acted_by": debt.acted_by,
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


def cases_with_debts(session: Session) -> set[UUID]:
    """Cases of the tenant with a debt."""
    return repository.cases_with_debts(session)
