"""Keeps scenarios of a case; whether they fit the budget is said when they are used."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow import repository
from app.cash_flow.analyses.scenarios import ChangeImpossible, changes_of, check_changes
from app.cash_flow.analyses.schemas import Scenario
from app.cash_flow.errors import ScenarioExists
from app.cash_flow.models import StoredScenario
from app.cash_flow.scenarios.schemas import KeptScenario
from app.core import clock, crypto
from app.core.access import acted_by, actor_of
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice

_TOKEN = "cash_flow.scenario"  # noqa: S105 - names what the token is for


def keep_scenario(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: Scenario,
    *,
    scenario_id: UUID | None = None,
) -> KeptScenario:
    """Keeps a new scenario.

    Raises:
        ScenarioExists: if the case has one of this name.
        InvalidInput: for a change that no budget could take.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    row = StoredScenario(tenant_id=tenant_of(session), id=scenario_id or new_id(), case_id=case_id)
    row.acted_by = acted_by(principal)
    _write(session, row, key, wanted)
    accounts.record(session, principal, "scenario_kept", "scenario", row.id, case_id)
    return _read(row, key)


def _write(session: Session, row: StoredScenario, key: crypto.DataKey, wanted: Scenario) -> None:
    try:
        check_changes(changes_of(wanted, 0))
    except ChangeImpossible as error:
        raise invalid(f"/changes/{error.index}/{error.field}", error.code) from error
    token = crypto.token(key, _TOKEN, wanted.name)
    same = repository.find_scenario(session, row.case_id, token)
    if same is not None and same.id != row.id:
        raise ScenarioExists
    row.token, row.updated_at = token, clock.now()
    repository.keep(session, row, key, wanted.model_dump(mode="json"))


def get_scenario(session: Session, case_id: UUID, scenario_id: UUID) -> KeptScenario:
    """One scenario of the case."""
    key = cases.case_key(session, case_id)
    return _read(repository.get_scenario(session, case_id, scenario_id), key)


def page_of_scenarios(
    session: Session, case_id: UUID, request: PageRequest, name: str | None = None
) -> Slice[KeptScenario]:
    """Scenarios of the case, newest first; only the one of a name, if it is given."""
    key = cases.case_key(session, case_id)
    token = crypto.token(key, _TOKEN, name) if name is not None else None
    found = repository.page_of_scenarios(session, case_id, request, token)
    items = [_read(row, key) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def replace_scenario(
    session: Session,
    principal: Principal,
    case_id: UUID,
    scenario_id: UUID,
    wanted: Scenario,
    precondition: Precondition,
) -> KeptScenario:
    """Puts other changes, or another name, in its place; analyses made with it stay as they are.

    Raises:
        ScenarioExists: if another one of the case has this name.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    row = repository.get_scenario(session, case_id, scenario_id)
    precondition.check(row.version)
    row.acted_by = acted_by(principal)
    _write(session, row, key, wanted)
    accounts.record(session, principal, "scenario_changed", "scenario", row.id, case_id)
    return _read(row, key)


def delete_scenario(
    session: Session,
    principal: Principal,
    case_id: UUID,
    scenario_id: UUID,
    precondition: Precondition,
) -> None:
    """Forgets a scenario; analyses made with it stay as they are."""
    cases.require_case(session, case_id, lock=True)
    row = repository.get_scenario(session, case_id, scenario_id)
    precondition.check(row.version)
    repository.delete_scenario(session, row)
    accounts.record(session, principal, "scenario_deleted", "scenario", scenario_id, case_id)


def chosen(
    session: Session, case_id: UUID, scenario_ids: Sequence[UUID], pointer: str
) -> list[Scenario]:
    """The kept scenarios a request names, in its order.

    Raises:
        InvalidInput: for one the case does not have, with its place below the pointer.
    """
    found = []
    for index, scenario_id in enumerate(scenario_ids):
        try:
            kept = get_scenario(session, case_id, scenario_id)
        except NotFound as error:
            raise invalid(pointer.format(index=index), "unknown_scenario") from error
        found.append(Scenario(name=kept.name, changes=kept.changes))
    return found


def _read(row: StoredScenario, key: crypto.DataKey) -> KeptScenario:
    return KeptScenario(
        **repository.opened(row, key),
        id=row.id,
        acted_by=actor_of(row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
