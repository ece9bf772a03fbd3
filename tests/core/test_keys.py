"""Data keys: one of each tenant and case, wrapped at rest, gone when erased."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.accounts import service as accounts
from app.core import crypto, keys
from app.core.config import Settings
from app.core.crypto import MasterKey, MasterKeyring
from app.core.crypto_signing import SigningKey
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.key_files import master_keyring, signing_key
from app.core.keys import Keyring
from app.wiring import Runtime


def test_a_case_key_is_the_same_until_it_is_destroyed(runtime: Runtime, tenant_id: UUID) -> None:
    case_id = new_id()
    with runtime.database.write(tenant_id) as session:
        made = keys.create_case_key(session, case_id)
    with runtime.database.write(tenant_id) as session:
        found = keys.case_key(session, case_id)
        assert (found.key_id, found.secret) == (made.key_id, made.secret)
        keys.destroy_case_key(session, case_id)
    with runtime.database.read(tenant_id) as session, pytest.raises(NotFound):
        keys.case_key(session, case_id)


def test_another_tenants_case_key_is_not_found(runtime: Runtime, tenant_id: UUID) -> None:
    case_id = new_id()
    with runtime.database.write(tenant_id) as session:
        keys.create_case_key(session, case_id)
    with runtime.database.write() as session:
        accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
        with pytest.raises(NotFound):
            keys.case_key(session, case_id)


def test_under_another_master_key_nothing_opens(runtime: Runtime, tenant_id: UUID) -> None:
    foreign = Keyring(MasterKeyring(MasterKey.generate()))
    with runtime.database.read(tenant_id) as session, pytest.raises(crypto.DecryptionFailed):
        foreign.tenant_key(session)


def test_values_sealed_for_a_tenant_open_in_their_place_only(
    runtime: Runtime, tenant_id: UUID
) -> None:
    row = new_id()
    address = crypto.FieldAddress(tenant_id, "table", row, "column")
    elsewhere = crypto.FieldAddress(tenant_id, "table", row, "another")
    with runtime.database.read(tenant_id) as session:
        sealed = keys.seal_for_tenant(session, address, "病情".encode())
        assert keys.open_for_tenant(session, address, sealed) == "病情".encode()
        with pytest.raises(crypto.DecryptionFailed):
            keys.open_for_tenant(session, elsewhere, sealed)


def test_search_tokens_are_of_one_tenant_and_purpose(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.read(tenant_id) as session:
        token = keys.tenant_token(session, "reference", "A-1")
        assert token == keys.tenant_token(session, "reference", "A-1")
        assert token != keys.tenant_token(session, "reference", "A-2")
        assert token != keys.tenant_token(session, "phone", "A-1")
    with runtime.database.write() as session:
        accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
        assert token != keys.tenant_token(session, "reference", "A-1")


def test_a_session_without_a_keyring_is_refused(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.read(tenant_id) as session:
        session.info["keyring"] = None
        with pytest.raises(TypeError, match="keyring"):
            keys.tenant_token(session, "reference", "A-1")


def test_key_files_are_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings(key_directory=tmp_path / "keys")
    first, again = master_keyring(settings), master_keyring(settings)
    assert first.current.secret == again.current.secret
    one, two = signing_key(settings), signing_key(settings)
    assert one.to_pem() == two.to_pem()
    for file in (tmp_path / "keys").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_keys_given_by_settings_leave_no_file(tmp_path: Path) -> None:
    master, signer = MasterKey.generate(), SigningKey.generate("shangan.local/ledger")
    settings = Settings(
        key_directory=tmp_path / "keys",
        master_keys=master.to_text(),
        signing_key=signer.to_base64(),
    )
    assert master_keyring(settings).current.secret == master.secret
    assert signing_key(settings).to_pem() == signer.to_pem()
    assert not (tmp_path / "keys").exists()
