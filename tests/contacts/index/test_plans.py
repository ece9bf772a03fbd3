"""How PostgreSQL looks for contacts with several tokens: one walk, never a join of all of them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.contacts.index.repository import Span, with_tokens
from app.contacts.repository import open_of_kinds
from app.wiring import Runtime


def test_other_tokens_are_looked_up_in_the_key_for_each_contact(
    runtime: Runtime, tenant_id: UUID
) -> None:
    asked: list[tuple[str, Any]] = []

    def keep(_c: object, _cursor: object, statement: str, given: Any, *_rest: object) -> None:
        asked.append((statement, given))

    event.listen(runtime.database.reader, "before_cursor_execute", keep)
    with runtime.database.read(tenant_id) as session:
        with_tokens(session, uuid4(), 1, [2, 3], Span(), 20)
        event.remove(runtime.database.reader, "before_cursor_execute", keep)
        statement, given = asked[-1]
        if session.connection().dialect.name == "sqlite":
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            steps = [str(row[3]) for row in plan]
            assert sum("CORRELATED SCALAR SUBQUERY" in step for step in steps) == 2
            assert not any("TEMP B-TREE" in step for step in steps)
            return
        plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}", given)
        steps = [str(row[0]) for row in plan]
    assert sum("SubPlan" in step for step in steps if "Filter" not in step) == 2
    assert not any("Hash" in step or "Merge" in step for step in steps)


def test_open_follow_ups_are_found_by_kind(runtime: Runtime, tenant_id: UUID) -> None:
    """Not by going through all that the tenant ever had to follow up."""
    asked: list[str] = []
    with runtime.database.read(tenant_id) as session:
        line = session.connection()
        if line.dialect.name != "sqlite":
            pytest.skip("PostgreSQL scans tables as small as these")
        driver: Any = line.connection.dbapi_connection
        driver.set_trace_callback(asked.append)
        assert open_of_kinds(session, uuid4(), "answer_awaited", "complaint_reply") == []
        driver.set_trace_callback(None)
        plan = line.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}")
        steps = [str(row[3]) for row in plan]
    assert "(tenant_id=? AND case_id=? AND kind=? AND done_at=?)" in steps[0], steps
