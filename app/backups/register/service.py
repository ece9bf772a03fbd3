"""Keeps the erasure register and the database in agreement, in both directions."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from app.accounts import service as accounts
from app.backups.errors import ErasedCasesAreBack
from app.cases import service as cases
from app.core.db import Database
from app.core.erasure_register import Erased, ErasureRegister
from app.dossier import service as dossier


def note_missing(database: Database, register: ErasureRegister) -> None:
    """Notes what the database says was erased, as after a crash right behind the commit."""
    known = set(register)
    with database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
    for tenant_id in tenant_ids:
        with database.read(tenant_id) as session:
            erased = {Erased(tenant_id, each) for each in cases.erased_case_ids(session)}
        for each in erased - known:
            register.note(each)


def brought_back(database: Database, register: Iterable[Erased]) -> list[Erased]:
    """Cases that the register says were erased and the database holds as living."""
    noted: dict[UUID, set[UUID]] = defaultdict(set)
    for erased in register:
        noted[erased.tenant_id].add(erased.case_id)
    found = []
    for tenant_id, case_ids in noted.items():
        with database.read(tenant_id) as session:
            back = case_ids.intersection(cases.living_case_ids(session))
        found += [Erased(tenant_id, case_id) for case_id in sorted(back)]
    return found


def apply_register(database: Database, register: ErasureRegister) -> int:
    """Erases again what an old copy of the database brought back; gives the number of cases."""
    back = brought_back(database, register)
    for erased in back:
        with database.write(erased.tenant_id) as session:
            delete_files = dossier.erase_again(session, erased.case_id)
        delete_files()
    note_missing(database, register)
    return len(back)


def assert_applied(database: Database, register: ErasureRegister) -> None:
    """Refuses to serve a copy of the database that brings erased cases back.

    Raises:
        ErasedCasesAreBack: naming how many and the command that erases them again.
    """
    back = brought_back(database, register)
    if back:
        raise ErasedCasesAreBack(
            f"{len(back)} erased cases are back: run `shangan erasures apply` before serving"
        )
