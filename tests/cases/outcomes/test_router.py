"""How a case ended, over HTTP."""

from typing import Any
from uuid import UUID

import pytest

from app.cases.models import CaseOutcome
from app.core.repository import scoped
from app.wiring import Runtime
from tests.client import ApiClient

ENDED: dict[str, Any] = {
    "result": "instalments_agreed",
    "ended_on": "2026-11-24",
    "helped": ["budget", "contact_log"],
    "lessons": "先把收支表做清楚",
}


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/outcome"


def test_an_outcome_is_noted_and_read(client: ApiClient, path: str) -> None:
    assert client.get(path).status_code == 404
    made = client.put(path, json=ENDED)
    assert (made.status_code, made.headers["Location"]) == (201, path)
    assert {name: made.json()[name] for name in ENDED} == ENDED
    read = client.get(path)
    assert read.json() == made.json()
    held = {"If-None-Match": read.headers["ETag"]}
    assert client.get(path, headers=held).status_code == 304


def test_only_the_result_is_needed_also_after_a_loss(client: ApiClient, path: str) -> None:
    made = client.put(path, json={"result": "refused"}).json()
    assert (made["ended_on"], made["helped"], made["lessons"]) == (None, [], None)


def test_a_later_note_needs_the_version_that_was_read(client: ApiClient, path: str) -> None:
    assert client.put(path, json=ENDED, headers={"If-Match": '"1"'}).status_code == 412
    tag = client.put(path, json=ENDED).headers["ETag"]
    assert client.put(path, json=ENDED).status_code == 428
    fresh = {"If-None-Match": "*"}
    assert client.put(path, json=ENDED, headers=fresh).status_code == 412
    again = client.put(path, json={"result": "settled"}, headers={"If-Match": tag})
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert again.json()["lessons"] is None
    assert client.put(path, json=ENDED, headers={"If-Match": tag}).status_code == 412


@pytest.mark.parametrize(
    "body", [{}, {"result": "won"}, {**ENDED, "helped": ["luck"]}, {**ENDED, "x": 1}]
)
def test_what_is_not_an_outcome_is_refused(
    client: ApiClient, path: str, body: dict[str, Any]
) -> None:
    assert client.put(path, json=body).status_code == 422


def test_help_comes_first_where_the_lessons_call_for_it(client: ApiClient, path: str) -> None:
    answer = client.put(path, json={"result": "refused", "lessons": "活不下去了"})
    assert next(iter(answer.json())) == "support"


def test_it_is_sealed_and_goes_with_the_case(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID, path: str
) -> None:
    client.put(path, json=ENDED)
    with runtime.database.read(tenant_id) as session:
        [row] = session.scalars(scoped(session, CaseOutcome))
        assert b"instalments_agreed" not in row.sealed
        assert "收支表".encode() not in row.sealed
    client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    with runtime.database.read(tenant_id) as session:
        assert not session.scalars(scoped(session, CaseOutcome)).all()


def test_nobody_else_reads_or_writes_it(client: ApiClient, stranger: ApiClient, path: str) -> None:
    client.put(path, json=ENDED)
    assert stranger.get(path).status_code == 404
    assert stranger.put(path, json=ENDED).status_code == 404
