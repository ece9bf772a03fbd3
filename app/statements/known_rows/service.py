"""Opens the rows of imports, and keeps those opened before the transaction while they are true."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import crypto
from app.core.sealing import opened
from app.statements import repository
from app.statements.classify import Classified
from app.statements.models import StatementImport
from app.statements.stored import reopened

State = tuple[tuple[UUID, int], ...]
Opened = dict[UUID, dict[UUID, Classified]]
"""By import what each of its rows says, before any correction, in the order of the file."""


@dataclass(frozen=True, slots=True)
class OpenedBefore:
    """Rows opened before the transaction began, and the state of the case they were read in."""

    state: State
    rows: Opened

    def if_true(self, session: Session, case_id: UUID) -> Opened:
        """The rows, none of them if anything changed since."""
        return self.rows if self.state == state_of(session, case_id) else {}


def state_of(session: Session, case_id: UUID) -> State:
    """What decides how rows count: imports and corrections by version, and all links."""
    return (
        *((entry.id, entry.version) for entry in repository.all_imports(session, case_id)),
        *sorted((entry.id, entry.version) for entry in repository.corrections(session, case_id)),
        *sorted((link.id, 0) for link in repository.links(session, case_id)),
    )


def open_before(
    session: Session, case_id: UUID, key: crypto.DataKey, import_ids: Collection[UUID]
) -> OpenedBefore:
    """Opens all rows of these imports; the state is noted first.

    What changes while they are read makes it an old one.
    """
    state = state_of(session, case_id)
    rows: Opened = {
        imported.id: dict(each_known(session, imported, key))
        for imported in repository.all_imports(session, case_id)
        if imported.id in import_ids
    }
    return OpenedBefore(state, rows)


def each_known(
    session: Session,
    imported: StatementImport,
    key: crypto.DataKey,
    before: Opened | None = None,
) -> Iterator[tuple[UUID, Classified]]:
    """The rows of an import with their ids, opened one after the other unless they were before."""
    if before is not None and imported.id in before:
        yield from before[imported.id].items()
        return
    for row in repository.all_rows(session, imported.case_id, imported.id):
        yield row.id, reopened(opened(key, row.place, row.sealed))
