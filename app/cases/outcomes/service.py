"""Notes how a case ended, sealed as a whole, and counts those whose owners agreed."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cases.models import CaseOutcome
from app.cases.outcomes import repository
from app.cases.outcomes.schemas import CaseOutcomeInput, CaseOutcomeRead, OutcomeStatistics
from app.cases.outcomes.statistics import of_help, of_results
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, PreconditionFailed
from app.core.ids import new_id
from app.core.sealing import open_row, seal_row
from app.core.tables import data_table


def put_outcome(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: CaseOutcomeInput,
    precondition: Precondition,
) -> CaseOutcomeRead:
    """Sets the outcome: the first time freely, later against the version that was read."""
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    row = repository.find_outcome(session, case_id)
    if row is not None:
        precondition.check(row.version)
    elif precondition.header is not None:
        raise PreconditionFailed
    if row is None:
        row = CaseOutcome(tenant_id=tenant_of(session), id=new_id(), case_id=case_id)
        session.add(row)
    seal_row(row, key, wanted.model_dump(mode="json"))
    row.is_shared = wanted.share_anonymously
    row.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, "outcome_noted", "outcome", row.id, case_id)
    return _read(row, key)


def get_outcome(session: Session, case_id: UUID) -> CaseOutcomeRead:
    """The outcome of a case.

    Raises:
        NotFound: before its first PUT.
    """
    key = cases.case_key(session, case_id)
    row = repository.find_outcome(session, case_id)
    if row is None:
        raise NotFound
    return _read(row, key)


def count_outcomes(session: Session) -> OutcomeStatistics:
    """What those who agreed say together, never of a group too small to hide in."""
    rules = data_table("outcomes", "statistics")
    smallest, step = rules["smallest_group"], rules["step"]
    noted = [
        _noted(row, cases.case_key(session, row.case_id))
        for row in repository.shared_outcomes(session, rules["most"])
    ]
    results = of_results((each.result for each in noted), smallest, step)
    helped = of_help([each.helped for each in noted], smallest, step)
    return OutcomeStatistics.model_validate(
        {
            "told": len(noted) >= smallest,
            "results": [{"result": code, "count": n} for code, n in results.counts.items()],
            "others": results.others,
            "helped": [{"helped": code, "count": n} for code, n in helped.items()],
            "smallest_group": smallest,
            "notice": i18n.text("outcomes.notice"),
        }
    )


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the outcome of a case that is erased."""
    repository.delete_outcome(session, case_id)


def _noted(row: CaseOutcome, key: crypto.DataKey) -> CaseOutcomeInput:
    return CaseOutcomeInput.model_validate(open_row(row, key))


def _read(row: CaseOutcome, key: crypto.DataKey) -> CaseOutcomeRead:
    noted = _noted(row, key)
    return CaseOutcomeRead(
        **dict(noted),
        id=row.id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
