"""How often a session reads the case that nearly every verb asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from app.cases import service as cases
from app.core.auth import Principal
from app.core.errors import NotFound
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL

MOST_STATEMENTS = 15
"""Of recording a contact with a promise, from the key to the audit; BEGIN to COMMIT."""


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, by whichever way."""
    sent: list[str] = []

    def keep(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    if engine.dialect.name == "sqlite":  # one connection, and the driver tells all of it
        with engine.connect() as line:
            driver: Any = line.connection.dbapi_connection
        driver.set_trace_callback(sent.append)
        yield sent
        driver.set_trace_callback(None)
    else:
        event.listen(engine, "before_cursor_execute", keep)
        yield sent
        event.remove(engine, "before_cursor_execute", keep)


def test_a_session_reads_a_case_once_and_once_more_to_lock_it(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    with (
        statements(runtime.database.writer) as sent,
        runtime.database.write(tenant_id) as session,
    ):
        for _ in range(3):
            cases.require_case(session, case_id)
        assert sum("FROM cases" in each for each in sent) == 1
        for _ in range(3):
            cases.require_case(session, case_id, lock=True)
        assert sum("FROM cases" in each for each in sent) == 2
        cases.case_key(session, case_id)
        assert sum("FROM cases" in each for each in sent) == 2
        on_postgresql = session.connection().dialect.name == "postgresql"
        assert any("FOR NO KEY UPDATE" in each for each in sent) == on_postgresql


def test_what_was_read_before_is_not_found_once_it_is_erased(
    runtime: Runtime, tenant_id: UUID, case_id: UUID, principal: Principal
) -> None:
    with runtime.database.write(tenant_id) as session:
        cases.require_case(session, case_id)
        cases.erase_case(session, principal, case_id)
        with pytest.raises(NotFound):
            cases.require_case(session, case_id)


def test_recording_a_contact_takes_few_statements(
    client: ApiClient, runtime: Runtime, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/contacts"
    assert client.post(path, json=CALL).status_code == 201
    with statements(runtime.database.writer) as sent:
        assert client.post(path, json=CALL).status_code == 201
    assert len(sent) <= MOST_STATEMENTS, sent
