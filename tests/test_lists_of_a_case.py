"""What is asked of one case is found by the case, not by going through the tenant's rows."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.core.db import Base
from tests.client import ApiClient
from tests.demo import Demo
from tests.documented import OPERATIONS, prefilled

OF_A_CASE = re.compile(r"\.case_id = \?")
BY_TENANT_ALONE = re.compile(r"SCAN (\w+)$|SEARCH (\w+) .*\(tenant_id=\?\)")

OF_CASES = {table.name for table in Base.metadata.tables.values() if "case_id" in table.c}


@contextmanager
def _plans_of(application: FastAPI) -> Iterator[dict[str, str]]:
    """How SQLite answers each statement about a case that is read meanwhile."""
    plans: dict[str, str] = {}

    def explain(_c: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT") and OF_A_CASE.search(statement):
            driver: sqlite3.Connection = cursor.connection
            steps = driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            plans[" ".join(statement.split())] = "; ".join(step[3] for step in steps)

    engine = application.state.database.reader
    event.listen(engine, "before_cursor_execute", explain)
    yield plans
    event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("demo", ["sqlite"], indirect=True)
def test_every_list_of_a_case_is_found_by_the_case(demo: Demo, tmp_path: Path) -> None:
    with demo.copy(tmp_path) as application, _plans_of(application) as plans:
        client = ApiClient(application, demo.key)
        for operation in OPERATIONS:
            if operation.method == "get":
                call = prefilled(operation)
                client.request(call.method, call.url, headers=call.headers, **call.options)
        walked = {
            (step, statement)
            for statement, plan in plans.items()
            for step in plan.split("; ")
            if (found := BY_TENANT_ALONE.search(step)) and (found[1] or found[2]) in OF_CASES
        }
    assert len(plans) > 60
    assert walked == set()
