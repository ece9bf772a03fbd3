"""Wellbeing checks over HTTP: calm, sealed, erased when asked, and nobody else's business."""

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import time_machine
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.models import AuditEvent
from app.accounts.schemas import ApiKeyCreate
from app.core import idempotency, keys
from app.core.fingerprints import digest
from app.core.outbox import Event
from app.core.repository import scoped
from app.ledger import repository as ledger
from app.wellbeing.models import WellbeingCheck
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key

TIRED = {"scale": "who5", "answers": [2, 2, 2, 3, 2], "taken_on": "2026-11-18"}
LOW = {"scale": "who5", "answers": [1, 1, 1, 2, 1], "taken_on": "2026-11-20"}


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/wellbeing-checks"


def _made(client: ApiClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{path}/{answer.json()['id']}"
    return dict(answer.json())


def test_a_check_says_what_it_comes_to_and_what_may_help(client: ApiClient, path: str) -> None:
    made = _made(client, path, TIRED)
    assert (made["raw_score"], made["greatest_score"], made["percent"]) == (11, 25, 44)
    assert (made["level"], made["support"]) == ("watch", None)
    assert made["trend"]["direction"] == "first"
    assert [each["code"] for each in made["suggestions"]] == [
        "walk",
        "sport",
        "reading",
        "talk_to_someone",
    ]
    assert (made["hotline"]["number"], made["hotline"]["emergency"]) == ("12356", ["120", "110"])
    assert made["hotline"]["citation"]["rule_id"] == "HOT-12356"
    assert made["hotline"]["citation"]["warning"]
    assert "WHO-5" in made["source"]
    assert client.get(f"{path}/{made['id']}").json() == made
    assert client.get(path).json()["items"] == [made]


@pytest.mark.parametrize("body", [LOW, {"scale": "phq2", "answers": [2, 1]}])
def test_help_comes_first_where_the_answers_call_for_it(
    client: ApiClient, path: str, body: dict[str, Any]
) -> None:
    answer = client.post(path, json=body)
    assert next(iter(answer.json())) == "support"
    support = answer.json()["support"]
    assert support["contacts"] == ["12356", "120", "110"]
    assert "12356" in support["message"]
    assert "诊断" not in support["message"]
    again = client.get(answer.headers["Location"])
    assert again.json()["support"] == support


def test_help_comes_first_in_a_replay_too(client: ApiClient, path: str) -> None:
    headers = {"Idempotency-Key": "once"}
    first = client.post(path, json=LOW, headers=headers)
    again = client.post(path, json=LOW, headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == first.content


def test_a_check_is_of_today_unless_told(client: ApiClient, case_id: UUID, path: str) -> None:
    with time_machine.travel("2026-11-25T20:00:00Z", tick=False):  # the 26th in Shanghai
        made = _made(client, path, {"scale": "phq2", "answers": [0, 1]})
    assert made["taken_on"] == "2026-11-26"


def test_the_trend_is_of_one_scale_and_in_the_order_of_days(client: ApiClient, path: str) -> None:
    later = _made(client, path, {**TIRED, "taken_on": "2026-11-25"})
    _made(client, path, {"scale": "phq2", "answers": [1, 0], "taken_on": "2026-11-19"})
    earlier = _made(client, path, LOW)
    assert earlier["trend"]["direction"] == "first"
    trend = client.get(f"{path}/{later['id']}").json()["trend"]
    assert trend["direction"] == "better"
    assert trend["points"] == [
        {"taken_on": "2026-11-20", "raw_score": 6},
        {"taken_on": "2026-11-25", "raw_score": 11},
    ]


def test_the_trend_shows_the_last_dozen(client: ApiClient, path: str) -> None:
    made = [
        _made(client, path, {**TIRED, "taken_on": f"2026-10-{day:02d}"}) for day in range(1, 15)
    ]
    assert [each["taken_on"] for each in made[-1]["trend"]["points"]] == [
        f"2026-10-{day:02d}" for day in range(3, 15)
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"scale": "who5", "answers": [1, 1]}, "/answers/2"),
        ({"scale": "phq2", "answers": [1, 4]}, "/answers/1"),
        ({"scale": "phq2", "answers": [1, 1, 1]}, "/answers/2"),
        ({"scale": "who5", "answers": [1, 1, 1, 1, 6]}, "/answers/4"),
        ({"scale": "phq9", "answers": [1, 1]}, "/scale"),
        ({"scale": "phq2"}, "/answers"),
        ({"scale": "phq2", "answers": [1, 1], "note": "x"}, ""),
    ],
)
def test_what_is_not_on_the_scale_is_refused(
    client: ApiClient, path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert client.get(path).json()["items"] == []


def test_english_is_as_calm(client: ApiClient, path: str) -> None:
    made = client.post(path, json=LOW, headers={"Accept-Language": "en"}).json()
    assert made["message"].startswith("The last two weeks were very hard.")
    assert made["suggestions"][0]["text"].startswith("Go for a walk")


def test_it_is_sealed_and_in_no_ledger_outbox_or_audit_detail(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID, path: str
) -> None:
    made = _made(client, path, LOW)
    with runtime.database.read(tenant_id) as session:
        [row] = session.scalars(scoped(session, WellbeingCheck))
        for told in (b"who5", b"2026-11-20", orjson.dumps(LOW["answers"])):
            assert told not in row.sealed
        assert not session.scalars(scoped(session, Event)).all()
        assert not ledger.has_entries(session, case_id)
        audited = session.scalars(scoped(session, AuditEvent)).all()
        said = {(each.action, each.object_id) for each in audited}
    assert ("wellbeing_noted", UUID(made["id"])) in said


def test_erasing_a_check_takes_its_stored_answer_with_it(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, path: str
) -> None:
    headers = {"Idempotency-Key": "once"}
    made = client.post(path, json=LOW, headers=headers).json()
    kept = client.post(path, json=TIRED, headers={"Idempotency-Key": "other"})
    assert client.delete(f"{path}/{made['id']}").status_code == 428
    stale = client.delete(f"{path}/{made['id']}", headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    gone = client.delete(f"{path}/{made['id']}", headers={"If-Match": "*"})
    assert gone.status_code == 204
    assert client.get(f"{path}/{made['id']}").status_code == 404
    assert [each["id"] for each in client.get(path).json()["items"]] == [kept.json()["id"]]
    again = client.post(path, json=LOW, headers=headers)
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")
    replay = client.post(path, json=TIRED, headers={"Idempotency-Key": "other"})
    assert replay.content == kept.content
    with runtime.database.read(tenant_id) as session:
        rows = session.scalars(scoped(session, idempotency.IdempotentReply)).all()
        assert [row.fingerprint for row in rows if row.reply is None] == [b""]


def test_a_stored_request_cannot_be_guessed(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, path: str
) -> None:
    """Two items have sixteen possible bodies: an unkeyed digest of one would give it away."""
    client.post(path, json={"scale": "phq2", "answers": [2, 1]}, headers={"Idempotency-Key": "k"})
    with runtime.database.read(tenant_id) as session:
        stored = session.scalars(scoped(session, idempotency.IdempotentReply)).all()
        fingerprints = {row.fingerprint for row in stored}
        body = orjson.dumps({"scale": "phq2", "answers": [2, 1]}, option=orjson.OPT_SORT_KEYS)
        plain = digest("POST", path, "", body)
        assert plain not in fingerprints
        assert keys.tenant_token(session, "idempotency", plain.hex()) in fingerprints


def test_all_checks_can_be_erased_at_once(client: ApiClient, path: str) -> None:
    _made(client, path, LOW)
    _made(client, path, TIRED)
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert client.get(path).json()["items"] == []
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204


def test_erasing_the_case_erases_its_checks(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID, path: str
) -> None:
    _made(client, path, LOW)
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    with runtime.database.read(tenant_id) as session:
        assert not session.scalars(scoped(session, WellbeingCheck)).all()


def test_no_key_of_an_agency_sees_it_whatever_it_was_made_with(
    application: FastAPI, runtime: Runtime, client: ApiClient, tenant_id: UUID, path: str
) -> None:
    _made(client, path, LOW)
    wanted = ApiKeyCreate.model_validate(
        {"name": "agency", "scopes": ["all"], "agency_id": uuid4()}
    )
    with runtime.database.write(tenant_id) as session:
        token = accounts.issue_key(session, wanted)[1]
    agency = ApiClient(application, token)
    assert agency.get(path).status_code == 403
    assert agency.post(path, json=LOW).status_code == 403
    assert agency.delete(path, headers={"If-Match": "*"}).status_code == 403


def test_other_scopes_and_other_tenants_see_nothing(
    application: FastAPI,
    runtime: Runtime,
    client: ApiClient,
    stranger: ApiClient,
    tenant_id: UUID,
    path: str,
) -> None:
    made = _made(client, path, LOW)
    adviser = ApiClient(application, make_key(runtime, tenant_id, "cases:read", "plan:read"))
    assert adviser.get(path).status_code == 403
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/{made['id']}").status_code == 404
    gone = stranger.delete(f"{path}/{made['id']}", headers={"If-Match": "*"})
    assert gone.status_code == 404


def test_no_other_answer_of_the_case_changes(client: ApiClient, case_id: UUID, path: str) -> None:
    root = f"/v1/cases/{case_id}"
    before = [client.get(f"{root}{part}").content for part in ("", "/plan", "/follow-ups")]
    _made(client, path, LOW)
    assert [client.get(f"{root}{part}").content for part in ("", "/plan", "/follow-ups")] == before
