"""Efforts over HTTP: noted, changed, sealed, counted in scores, told to nobody else."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.proposals import repository
from app.wiring import Runtime
from tests.client import ApiClient
from tests.proposals.stories import proposed, recorded_debts, with_budget

EFFORT: dict[str, Any] = {
    "kind": "cut_spending",
    "since": "2026-08-15",
    "monthly_effect": "1200.00",
    "note": "退掉停车位",
}


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/efforts"


def test_an_effort_is_noted_read_changed_and_deleted(client: ApiClient, path: str) -> None:
    made = client.post(path, json=EFFORT)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in EFFORT} == EFFORT
    place = made.headers["Location"]
    assert client.get(place).json() == made.json()
    changed = client.patch(
        place,
        json={"kind": "moved_home", "note": None},
        headers={"If-Match": made.headers["ETag"]},
    )
    assert changed.status_code == 200
    assert (changed.json()["kind"], changed.json()["note"]) == ("moved_home", None)
    assert changed.json()["monthly_effect"] == "1200.00"
    stale = client.patch(place, json={}, headers={"If-Match": made.headers["ETag"]})
    assert stale.status_code == 412
    assert client.delete(place).status_code == 428
    assert client.delete(place, headers={"If-Match": "*"}).status_code == 204
    assert client.get(place).status_code == 404


@pytest.mark.parametrize("field", ["kind", "evidence_ids"])
def test_what_an_effort_is_cannot_be_emptied(client: ApiClient, path: str, field: str) -> None:
    place = client.post(path, json=EFFORT).headers["Location"]
    refused = client.patch(place, json={field: None}, headers={"If-Match": "*"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"


def test_only_evidence_of_the_case_shows_an_effort(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    unknown = client.post(path, json={**EFFORT, "evidence_ids": [str(uuid4())]})
    assert unknown.json()["errors"][0]["code"] == "evidence_unknown"
    stored = client.post(f"/v1/cases/{case_id}/evidence-items", files={"file": ("a.txt", b"a")})
    item = stored.json()["id"]
    made = client.post(path, json={**EFFORT, "evidence_ids": [item]})
    assert made.json()["evidence_ids"] == [item]
    kept = client.patch(made.headers["Location"], json={"note": "改"}, headers={"If-Match": "*"})
    assert kept.json()["evidence_ids"] == [item]
    emptied = client.patch(
        made.headers["Location"], json={"evidence_ids": []}, headers={"If-Match": "*"}
    )
    assert emptied.json()["evidence_ids"] == []


def test_what_a_person_said_is_sealed(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID, path: str
) -> None:
    assert client.post(path, json=EFFORT).status_code == 201
    with runtime.database.read(tenant_id) as session:
        [row] = repository.all_efforts(session, case_id)
        assert "停车位".encode() not in row.sealed


def test_a_score_of_the_case_counts_the_efforts_noted(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    [debt_id, *_] = recorded_debts(client, case_id)
    with_budget(client, case_id)
    proposal = proposed(client, case_id, debt_id).json()["id"]

    def points(**context: Any) -> int:
        answer = client.post(f"/v1/cases/{case_id}/proposals/{proposal}/score", json=context)
        assert answer.status_code == 200, answer.text
        found: int = answer.json()["points"]
        return found

    before = points()
    for kind in ("cut_spending", "seeking_work"):
        assert client.post(path, json={"kind": kind}).status_code == 201
    assert points() > before
    assert points(history={"efforts": []}) == before


def test_efforts_are_listed_and_another_tenant_finds_none(
    client: ApiClient, stranger: ApiClient, path: str
) -> None:
    made = client.post(path, json=EFFORT)
    assert [each["id"] for each in client.get(path).json()["items"]] == [made.json()["id"]]
    for place in (path, made.headers["Location"]):
        assert stranger.get(place).status_code == 404
    assert stranger.post(path, json=EFFORT).status_code == 404
