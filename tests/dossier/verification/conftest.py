import sqlite3
from collections.abc import Callable
from contextlib import closing
from uuid import UUID

import pytest
from sqlalchemy import text

from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL


@pytest.fixture
def filled(client: ApiClient, case_id: UUID) -> UUID:
    """Contact, file, correction, link: sequences 1 to 4."""
    case = f"/v1/cases/{case_id}"
    contact = client.post(f"{case}/contacts", json=CALL).headers["Location"]
    file = client.post(f"{case}/evidence-items", files={"file": ("a.txt", b"text")}).json()["id"]
    change = {"reason": "听错", "changes": {"summary": "另一种说法"}}
    client.post(f"{contact}/corrections", json=change)
    made = client.post(f"{case}/evidence-checklists", json={"purpose": "negotiation"}).json()["id"]
    client.put(
        f"{case}/evidence-checklists/{made}/items/contract",
        json={"evidence_ids": [file]},
        headers={"If-Match": "*"},
    )
    return case_id


@pytest.fixture
def tamper(runtime: Runtime, tenant_id: UUID) -> Callable[..., None]:
    """Runs SQL on the rows of a case, past everything that guards them."""

    def run(statement: str, case_id: UUID, **values: object) -> None:
        if runtime.settings.is_sqlite:
            with closing(sqlite3.connect(str(runtime.database.writer.url.database))) as opened:
                done = opened.execute(statement, {"case": case_id.hex, **values}).rowcount
                opened.commit()
        else:
            with runtime.database.write(tenant_id) as session:
                result = session.execute(text(statement), {"case": str(case_id), **values})
                done = result.rowcount  # type: ignore[attr-defined]  # a cursor result
        assert done > 0

    return run
