"""Tenants, tokens and the demo key below HTTP."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.accounts.models import TokenIndex
from app.accounts.schemas import ApiKeyCreate
from app.core import clock
from app.core.auth import SCOPES, Principal
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.tokens import DEMO_PREFIX, LIVE_PREFIX, new_token, token_hash
from app.wiring import Runtime


def _resolve(runtime: Runtime, token: str) -> Principal | None:
    return accounts.resolve_principal(runtime.database, token)


def test_a_new_tenant_has_its_own_data_key(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        first = accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
        one = runtime.keyring.tenant_key(session)
        assert tenant_of(session) == first
    with runtime.database.write() as session:
        accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
        other = runtime.keyring.tenant_key(session)
    assert one.secret != other.secret


def test_a_slug_names_one_tenant(runtime: Runtime) -> None:
    slug = f"t-{uuid4().hex[:12]}"
    with runtime.database.write() as session:
        made = accounts.create_tenant(session, slug)
    with runtime.database.read() as session:
        assert accounts.find_tenant(session, slug) == made
        assert accounts.find_tenant(session, "nobody") is None
    with pytest.raises(IntegrityError), runtime.database.write() as session:
        accounts.create_tenant(session, slug)


def test_only_the_hash_of_a_token_is_stored(runtime: Runtime, tenant_id: UUID) -> None:
    wanted = ApiKeyCreate.model_validate({"name": "x", "scopes": ["law:read"]})
    with runtime.database.write(tenant_id) as session:
        _key, token = accounts.issue_key(session, wanted)
        stored = session.scalars(
            select(TokenIndex.token_hash).where(TokenIndex.tenant_id == tenant_id)
        ).all()
    assert token_hash(token) in stored
    assert token.encode() not in stored


def test_a_principal_carries_what_its_key_may(runtime: Runtime, tenant_id: UUID) -> None:
    agency = uuid4()
    wanted = ApiKeyCreate.model_validate(
        {"name": "机构", "scopes": ["law:read", "plan:read"], "agency_id": str(agency)}
    )
    with runtime.database.write(tenant_id) as session:
        key, token = accounts.issue_key(session, wanted)
    principal = _resolve(runtime, token)
    assert principal is not None
    assert principal.id == key.id
    assert principal.tenant_id == tenant_id
    assert principal.agency_id == agency
    assert principal.scopes == {"law:read", "plan:read"}
    assert not principal.is_demo


@pytest.mark.parametrize("token", ["", "sk_live_", "sk_live_" + "x" * 43, "中文"])
def test_unknown_tokens_resolve_to_nobody(runtime: Runtime, token: str) -> None:
    assert _resolve(runtime, token) is None


def test_each_start_makes_a_new_demo_key_and_ends_the_last(
    runtime: Runtime, tenant_id: UUID
) -> None:
    with runtime.database.write(tenant_id) as session:
        first = accounts.replace_demo_key(session, None)
    with runtime.database.write(tenant_id) as session:
        second = accounts.replace_demo_key(session, None)
    assert first.startswith(DEMO_PREFIX)
    assert first != second
    assert _resolve(runtime, first) is None
    live = _resolve(runtime, second)
    assert live is not None
    assert live.is_demo
    assert live.scopes == set(SCOPES)


def test_a_fixed_demo_key_survives_restarts(runtime: Runtime, tenant_id: UUID) -> None:
    fixed = new_token(demo=True)
    for _start in range(3):
        with runtime.database.write(tenant_id) as session:
            assert accounts.replace_demo_key(session, fixed) == fixed
        assert _resolve(runtime, fixed) is not None
    with runtime.database.write(tenant_id) as session:
        accounts.replace_demo_key(session, None)
    assert _resolve(runtime, fixed) is None


def test_a_key_that_expires_is_dead_at_that_instant(runtime: Runtime, tenant_id: UUID) -> None:
    now = clock.now()
    wanted = ApiKeyCreate.model_validate({"name": "x", "scopes": ["all"]})
    for seconds, lives in ((-1, False), (60, True)):
        with runtime.database.write(tenant_id) as session:
            key, token = accounts.issue_key(session, wanted)
            key.expires_at = now + timedelta(seconds=seconds)
        assert (_resolve(runtime, token) is not None) is lives


def test_a_key_of_another_tenant_is_not_found(runtime: Runtime, tenant_id: UUID) -> None:
    wanted = ApiKeyCreate.model_validate({"name": "x", "scopes": ["all"]})
    with runtime.database.write(tenant_id) as session:
        key, _token = accounts.issue_key(session, wanted)
    with runtime.database.write() as session:
        accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
        with pytest.raises(NotFound):
            accounts.get_key(session, key.id)


def test_tokens_have_256_random_bits_and_say_what_they_are() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(token.startswith(LIVE_PREFIX) and len(token) == 51 for token in tokens)
    assert len(token_hash("x")) == 32
    assert token_hash("x") != token_hash("y")
