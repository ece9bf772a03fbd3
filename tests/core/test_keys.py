"""Data keys: one of each tenant and case, wrapped at rest, gone when erased."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import crypto, keys
from app.core.config import Settings
from app.core.crypto import InvalidKey, MasterKey, MasterKeyring
from app.core.crypto_signing import SigningKey, SigningKeyring
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.key_files import master_keyring, signing_keyring, write_signing_keyring
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
    one, two = signing_keyring(settings), signing_keyring(settings)
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
    assert signing_keyring(settings).to_pem() == signer.to_pem()
    assert not (tmp_path / "keys").exists()


def test_a_signing_key_is_put_before_the_old_ones(tmp_path: Path) -> None:
    settings = Settings(key_directory=tmp_path / "keys")
    old = signing_keyring(settings)
    both = SigningKeyring((SigningKey.generate(old.name), *old.keys))
    write_signing_keyring(settings, both)
    assert signing_keyring(settings).verifying == both.verifying
    assert (tmp_path / "keys" / "signing.pem").stat().st_mode & 0o777 == 0o600
    given = settings.model_copy(update={"signing_key": "x"})
    with pytest.raises(InvalidKey, match="SHANGAN_SIGNING_KEY"):
        write_signing_keyring(given, both)


def test_several_signing_keys_can_be_given_by_settings() -> None:
    made = [SigningKey.generate("shangan.local/ledger") for _ in range(2)]
    settings = Settings(signing_key=", ".join(key.to_base64() for key in made))
    assert signing_keyring(settings).verifying == tuple(key.verifying for key in made)
    for text in ("", made[0].to_base64() + " " + made[0].to_base64()):
        with pytest.raises(InvalidKey, match="each once"):
            SigningKeyring.from_text("log", text)


def _sealed(session: Session, key: crypto.DataKey, row: UUID, text: str) -> bytes:
    return crypto.seal(key, crypto.FieldAddress(tenant_of(session), "t", row, "c"), text.encode())


def _opened(session: Session, key: crypto.DataKey, row: UUID, sealed: bytes) -> str:
    address = crypto.FieldAddress(tenant_of(session), "t", row, "c")
    return crypto.open_sealed(key.find, address, sealed).decode()


def test_a_case_key_rotates_without_rewriting_what_it_sealed(
    runtime: Runtime, tenant_id: UUID
) -> None:
    case_id, row = new_id(), new_id()
    with runtime.database.write(tenant_id) as session:
        old = keys.create_case_key(session, case_id)
        before = _sealed(session, old, row, "旧")
        tokens = {crypto.token(old, "reference", "A-1")}
    with runtime.database.write(tenant_id) as session:
        keys.create_case_key(session, case_id)
    with runtime.database.read(tenant_id) as session:
        key = keys.case_key(session, case_id)
        after = _sealed(session, key, row, "新")
        tokens.add(crypto.token(key, "reference", "A-1"))
        assert crypto.key_id_of(after) == key.key_id != crypto.key_id_of(before) == old.key_id
        assert [_opened(session, key, row, each) for each in (before, after)] == ["旧", "新"]
    assert len(tokens) == 1  # what was stored under the first key is still found
    with runtime.database.write(tenant_id) as session:
        keys.destroy_case_key(session, case_id)
    with runtime.database.read(tenant_id) as session, pytest.raises(NotFound):
        keys.case_key(session, case_id)


def test_a_tenant_key_rotates_under_processes_that_know_the_old_one(
    runtime: Runtime, tenant_id: UUID
) -> None:
    case_id, row = new_id(), new_id()
    address = crypto.FieldAddress(tenant_id, "t", row, "c")
    with runtime.database.write(tenant_id) as session:
        secret = keys.create_case_key(session, case_id).secret
        before = keys.seal_for_tenant(session, address, b"before")
        token = keys.tenant_token(session, "reference", "A-1")
    elsewhere = Keyring(runtime.keyring.master)
    with runtime.database.read(tenant_id) as session:
        elsewhere.tenant_key(session)
    with runtime.database.write(tenant_id) as session:
        assert keys.rotate_tenant_key(session) == 1
        after = keys.seal_for_tenant(session, address, b"after")
    assert crypto.key_id_of(after) != crypto.key_id_of(before)
    for keyring in (runtime.keyring, elsewhere):
        with runtime.database.read(tenant_id) as session:
            session.info["keyring"] = keyring
            assert keys.open_for_tenant(session, address, before) == b"before"
            assert keys.open_for_tenant(session, address, after) == b"after"
            assert keys.case_key(session, case_id).secret == secret
            assert keys.tenant_token(session, "reference", "A-1") == token


def test_the_old_master_key_can_go_once_all_is_wrapped_anew(
    runtime: Runtime, tenant_id: UUID
) -> None:
    old, new = runtime.keyring.master.current, MasterKey.generate()
    with runtime.database.write(tenant_id) as session:
        session.info["keyring"] = Keyring(MasterKeyring(new, (old,)))
        keys.rotate_tenant_key(session)
        assert keys.rewrap_tenant_keys(session) == 2
    with runtime.database.read(tenant_id) as session:
        assert len(Keyring(MasterKeyring(new)).tenant_key(session).older) == 1
        with pytest.raises(crypto.KeyUnavailable):
            Keyring(MasterKeyring(old)).tenant_key(session)
    with runtime.database.write(tenant_id) as session:  # and back, for whoever verifies all tenants
        session.info["keyring"] = Keyring(MasterKeyring(old, (new,)))
        assert keys.rewrap_tenant_keys(session) == 2
