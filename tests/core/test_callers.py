"""Who was looked up is known until anybody commits; who was revoked is refused at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from app.accounts import service as accounts
from app.accounts.models import ApiKey
from app.accounts.schemas import ApiKeyCreate
from app.core import callers
from app.core import repository as rows
from app.core.auth import Principal
from app.core.callers import KnownCallers
from app.core.changes import Changes
from app.core.ids import new_id
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key

SOMEBODY = Principal(new_id(), new_id(), "somebody", frozenset({"law:read"}))


FIRST, THEN = (1, 2), (1, 3)
PAST = datetime(2026, 1, 1, tzinfo=UTC)
WANTED = ApiKeyCreate.model_validate({"name": "short", "scopes": ["all"]})


def _known() -> KnownCallers:
    return KnownCallers(Changes(None), lambda _driver, _token: None)


def test_who_was_looked_up_is_known_until_something_is_committed() -> None:
    known = _known()
    assert known.find("key", FIRST) is None
    known.keep("key", SOMEBODY, FIRST)
    assert known.find("key", FIRST) is SOMEBODY
    assert known.find("other", FIRST) is None
    assert known.find("key", THEN) is None
    assert known.find("key", FIRST) is None


def test_what_was_looked_up_before_a_change_is_not_kept_after_it() -> None:
    known = _known()
    assert known.find("slow", FIRST) is None
    assert known.find("quick", THEN) is None  # meanwhile somebody committed
    known.keep("slow", SOMEBODY, FIRST)
    assert known.find("slow", THEN) is None


def test_nobody_is_known_where_nobody_can_tell() -> None:
    known = _known()
    assert known.seen() is None
    assert known.find("key", None) is None
    known.keep("key", SOMEBODY, None)
    assert known.find("key", None) is None


def test_a_key_that_has_ended_meanwhile_is_unknown() -> None:
    known = _known()
    ends = datetime(2026, 11, 24, 10, tzinfo=UTC)
    ending = replace(SOMEBODY, expires_at=ends)
    known.find("key", FIRST)
    known.keep("key", ending, FIRST)
    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        assert known.find("key", FIRST) is ending
    with time_machine.travel(ends, tick=False):
        assert known.find("key", FIRST) is None


def test_access_tokens_are_looked_up_each_time() -> None:
    known = _known()
    known.find("token", FIRST)
    known.keep("token", replace(SOMEBODY, case_id=new_id()), FIRST)
    assert known.find("token", FIRST) is None


def test_it_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "MOST", 3)
    known = _known()
    known.find("0", FIRST)
    for number in range(4):
        known.keep(str(number), SOMEBODY, FIRST)
    assert [known.find(str(number), FIRST) is not None for number in range(4)] == [
        *(False, False, False),
        True,
    ]


@contextmanager
def _counted(runtime: Runtime) -> Iterator[list[object]]:
    begun: list[object] = []

    def listener(connection: object) -> None:
        begun.append(connection)

    event.listen(runtime.database.reader, "begin", listener)
    yield begun
    event.remove(runtime.database.reader, "begin", listener)


def _me(application: FastAPI, key: str) -> Callable[[], int]:
    def ask() -> int:
        return ApiClient(application, key).get("/v1/me").status_code

    return ask


def test_a_second_request_asks_the_database_for_its_own_row_only(
    application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    ask = _me(application, make_key(runtime, tenant_id))
    with _counted(runtime) as begun:
        assert [ask() for _ in range(3)] == [200, 200, 200]
    assert len(begun) == (3 if runtime.settings.is_sqlite else 6)


def test_a_key_is_read_again_after_each_commit_without_a_session(
    application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    ask = _me(application, make_key(runtime, tenant_id))
    with _counted(runtime) as begun:
        for _ in range(3):
            make_key(runtime, tenant_id)  # somebody commits
            assert ask() == 200
    assert len(begun) == (3 if runtime.settings.is_sqlite else 6)


def test_a_key_is_looked_up_the_other_way_where_reading_would_wait(
    application: FastAPI, runtime: Runtime, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(*_given: object) -> None:
        raise OperationalError("SELECT", None, Exception("database is locked"))

    key = make_key(runtime, tenant_id)
    monkeypatch.setattr(application.state.known_callers, "_resolve", waits)
    assert _me(application, key)() == 200
    assert _me(application, f"{key}x")() == 401


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": ["account:read"]},
        {"scopes": ["all"], "agency_id": new_id()},
        {"granted_only": True},
        {"is_demo": True},
        {"expires_at": datetime(2099, 1, 1, tzinfo=UTC)},
        {"expires_at": PAST},
        {"revoked_at": PAST},
    ],
)
def test_both_ways_find_the_same_principal(
    runtime: Runtime, tenant_id: UUID, change: dict[str, object]
) -> None:
    if not runtime.settings.is_sqlite:
        pytest.skip("there is one way")
    key = make_key(runtime, tenant_id)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(ApiKey).where(ApiKey.tenant_id == tenant_id).values(change))
    assert runtime.database.changes.seen() is not None
    found = runtime.database.changes.asked(lambda it: accounts.principal_at_once(it, key))
    assert found == accounts.resolve_principal(runtime.database, key)
    assert (found is None) == ("revoked_at" in change or change.get("expires_at") == PAST)


def test_links_and_unknown_tokens_are_nobody_s_key(runtime: Runtime, tenant_id: UUID) -> None:
    if not runtime.settings.is_sqlite:
        pytest.skip("there is one way")
    with runtime.database.write(tenant_id) as session:
        key_id = accounts.issue_key(session, WANTED)[0].id
        link = accounts.issue_link(session, "calendar", key_id)
    runtime.database.changes.seen()
    for token in (link, "sk_live_unknown"):
        asked = runtime.database.changes.asked(
            lambda it, token=token: accounts.principal_at_once(it, token)  # type: ignore[misc]  # bound now
        )
        assert asked is None


def test_a_known_key_is_refused_as_soon_as_it_is_revoked(
    application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    with runtime.database.write(tenant_id) as session:
        row, key = accounts.issue_key(session, WANTED)
        key_id = row.id
    ask = _me(application, key)
    assert [ask(), ask()] == [200, 200]
    with runtime.database.write(tenant_id) as session:
        rows.get(session, ApiKey, key_id).revoked_at = datetime(2026, 11, 24, tzinfo=UTC)
    assert [ask(), ask()] == [401, 401]


def test_a_known_key_loses_a_scope_that_is_taken_from_it(
    application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    key = make_key(runtime, tenant_id, "account:read")
    ask = _me(application, key)
    assert [ask(), ask()] == [200, 200]
    with runtime.database.write(tenant_id) as session:
        taken = update(ApiKey).where(ApiKey.tenant_id == tenant_id).values(scopes=["law:read"])
        session.execute(taken)
    assert ask() == 403
