from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update

from app.core.errors import NotFound
from app.ledger import service
from app.ledger.errors import LedgerDamaged
from app.ledger.models import LedgerEntry, LedgerHead
from app.wiring import Runtime
from tests.ledger.chains import START, append_event


def test_what_entries_say_can_be_read_back(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    for text in ("甲", "乙"):
        append_event(runtime, tenant_id, case_id, text)
    with runtime.database.read(tenant_id) as session:
        events = service.read_events(session, case_id, [2, 1, 2])
        assert [events[number].payload for number in (1, 2)] == [{"text": "甲"}, {"text": "乙"}]
        assert events[1].occurred_at == START


def test_the_salt_differs_each_time(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    for _ in range(2):
        append_event(runtime, tenant_id, case_id)
    with runtime.database.read(tenant_id) as session:
        rows = session.query(LedgerEntry).filter_by(case_id=case_id).all()
    assert len({row.commitment for row in rows}) == 2


def test_a_failed_request_leaves_no_entry(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    def fail() -> None:
        with runtime.database.write(tenant_id) as session:
            service.append(session, case_id, "contact_recorded", START, {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert append_event(runtime, tenant_id, case_id).sequence == 1


def test_a_foreign_case_has_no_ledger(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session, pytest.raises(NotFound):
        service.append(session, uuid4(), "contact_recorded", START, {})


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "column", ["cut", "rewritten", "size", "subtrees", "checkpoint", "head", "leaf", "all"]
)
def test_nothing_is_signed_over_a_changed_past(
    runtime: Runtime, tenant_id: UUID, case_id: UUID, column: str, length: int
) -> None:
    for number in range(length):
        append_event(runtime, tenant_id, case_id, str(number))
    newest = (LedgerEntry.case_id == case_id, LedgerEntry.sequence == length)
    head = LedgerHead.case_id == case_id
    changes = {
        "cut": delete(LedgerEntry).where(*newest),
        "rewritten": update(LedgerEntry).where(*newest).values(entry_hash=bytes(32)),
        "leaf": update(LedgerEntry).where(*newest).values(leaf_input=b"{}"),
        "size": update(LedgerHead).where(head).values(size=length + 1),
        "subtrees": update(LedgerHead).where(head).values(subtrees=bytes(32)),
        "checkpoint": update(LedgerHead).where(head).values(checkpoint="x\n\n— a AAAAAAA=\n"),
        "head": delete(LedgerHead).where(head),
        "all": delete(LedgerEntry).where(LedgerEntry.case_id == case_id),
    }
    with runtime.database.write(tenant_id) as session:
        session.execute(changes[column])
    with pytest.raises(LedgerDamaged):
        append_event(runtime, tenant_id, case_id)


def test_an_entry_that_cannot_be_opened_is_not_shown(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    for _ in range(3):
        append_event(runtime, tenant_id, case_id)
    second = (LedgerEntry.case_id == case_id, LedgerEntry.sequence == 2)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(LedgerEntry).where(*second).values(sealed=b"x" * 100))
    with runtime.database.read(tenant_id) as session, pytest.raises(LedgerDamaged):
        service.read_events(session, case_id, [2])
