"""A log never signs a tree that is shorter than, or differs from, one it signed before."""

import random  # noqa: TID251 - a seeded sample
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.ledger import repository
from app.ledger.errors import LedgerDamaged, LedgerRolledBack
from app.ledger.models import LedgerEntry, LedgerHead
from app.ledger.service import append
from app.wiring import Runtime, open_runtime
from tests.client import ApiClient
from tests.ledger.chains import append_event

ROLLBACKS = 200
Rows = list[dict[str, object]]


def _rows(session: Session, model: type[LedgerEntry | LedgerHead], case_id: UUID) -> Rows:
    found = session.execute(select(model.__table__).where(model.case_id == case_id)).mappings()
    return [dict(row) for row in found]


class Backup:
    """What the tables held of a case at one time, to be put back as an old backup would be."""

    def __init__(self, session: Session, case_id: UUID) -> None:
        self.case_id = case_id
        self.entries = _rows(session, LedgerEntry, case_id)
        self.head = _rows(session, LedgerHead, case_id)

    def restore(self, session: Session) -> None:
        for model, rows in ((LedgerEntry, self.entries), (LedgerHead, self.head)):
            session.execute(delete(model).where(model.case_id == self.case_id))
            if rows:
                session.execute(insert(model), rows)


@pytest.fixture
def grown(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> tuple[list[Backup], Callable[[Backup], None]]:
    """Backups after 0, 1, 2, … 12 entries, and how to put one back."""
    backups = []
    for number in range(13):
        with runtime.database.read(tenant_id) as session:
            backups.append(Backup(session, case_id))
        if number < 12:
            append_event(runtime, tenant_id, case_id, str(number))

    def restore(backup: Backup) -> None:
        with runtime.database.write(tenant_id) as session:
            backup.restore(session)

    return backups, restore


def test_two_hundred_restored_backups_are_two_hundred_refusals(
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    grown: tuple[list[Backup], Callable[[Backup], None]],
) -> None:
    backups, restore = grown
    chosen = random.Random(20261125)  # noqa: S311 - of backups, not of keys
    refused = 0
    for _ in range(ROLLBACKS):
        restore(backups[chosen.randrange(12)])
        with pytest.raises(LedgerRolledBack):
            append_event(runtime, tenant_id, case_id)
        refused += 1
    restore(backups[-1])
    assert append_event(runtime, tenant_id, case_id).sequence == 13
    assert refused == ROLLBACKS


def test_a_restart_forgets_nothing(
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    grown: tuple[list[Backup], Callable[[Backup], None]],
) -> None:
    backups, restore = grown
    restore(backups[5])
    restarted = open_runtime(runtime.settings)
    with pytest.raises(LedgerRolledBack):
        append_event(restarted, tenant_id, case_id)
    restarted.close()


def test_a_process_that_was_overtaken_goes_on(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    append_event(runtime, tenant_id, case_id)
    other = open_runtime(runtime.settings)
    for _ in range(3):
        append_event(other, tenant_id, case_id)
    assert append_event(runtime, tenant_id, case_id).sequence == 5
    other.close()


def test_appends_of_one_case_in_one_group_know_what_the_ones_before_signed(
    runtime: Runtime, tenant_id: UUID, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No look at all earlier entries, whose number has no bound; what failed is forgotten."""
    if not runtime.database.is_grouped:
        pytest.skip("each request has a transaction of its own")
    append_event(runtime, tenant_id, case_id)

    def look(*_asked: object) -> None:
        raise AssertionError("every earlier entry was read")

    monkeypatch.setattr(repository, "entry_hashes", look)
    batch = runtime.database.begin_batch()
    for fails in (False, True, False, False):
        with suppress(LookupError), batch.part(tenant_id, []) as session:
            append(session, case_id, "test_event", clock.now(), {"id": str(case_id)})
            if fails:
                raise LookupError
    assert batch.end() is None
    monkeypatch.undo()
    with runtime.database.read(tenant_id) as session:
        assert len(_rows(session, LedgerEntry, case_id)) == 4
    assert append_event(runtime, tenant_id, case_id).sequence == 5


def test_a_past_rewritten_under_a_newer_head_is_refused(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    for _ in range(4):
        append_event(runtime, tenant_id, case_id)
    other = open_runtime(runtime.settings)
    append_event(other, tenant_id, case_id)
    other.close()
    second = (LedgerEntry.case_id == case_id, LedgerEntry.sequence == 2)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(LedgerEntry).where(*second).values(entry_hash=bytes(32)))
    with pytest.raises(LedgerDamaged):
        append_event(runtime, tenant_id, case_id)


def test_the_refusal_is_said_in_words(
    client: ApiClient,
    case_id: UUID,
    grown: tuple[list[Backup], Callable[[Backup], None]],
) -> None:
    backups, restore = grown
    restore(backups[3])
    refused = client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (500, "ledger_rolled_back")
