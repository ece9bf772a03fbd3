"""Anchors over HTTP: a day's, an export's, waiting ones, and what a changed one does."""

import base64
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select, update
from typer.testing import CliRunner

from app import cli
from app.accounts import service as accounts
from app.core import clock
from app.core.config import Settings
from app.core.migrations import upgrade
from app.ledger.anchors import service
from app.ledger.models import AnchoredCheckpoint, LedgerAnchor
from app.main import create_app
from app.operations.worker import service as worker
from app.operations.worker.service import run_next
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL
from tests.dossier.test_verify import load_verifier
from tests.ledger.anchors.authority import Authority, make, serving

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
verify = load_verifier()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("tsa") / "rsa")


@pytest.fixture(autouse=True)
def _nobody_else_looks_after_anchors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker in the API's process would ask at a moment of its own."""
    monkeypatch.setattr(worker, "register_chore", lambda _name, _chore: None)
    monkeypatch.setattr(worker, "_chores", {})


@pytest.fixture
def authority(keys: Authority) -> Iterator[Authority]:
    with serving(Authority(keys.folder)) as running:
        yield running


@pytest.fixture
def place(authority: Authority, empty_settings: Settings) -> Settings:
    """A database of the test's own, whose operator trusts the authority."""
    upgrade(empty_settings)
    given = {"timestamp_urls": (authority.url,), "timestamp_roots": authority.root}
    return empty_settings.model_copy(update=given)


@pytest.fixture
def runtime(place: Settings) -> Iterator[Runtime]:
    application = create_app(place)
    with closing(application.state.runtime) as opened:
        yield opened


@pytest.fixture
def tenant_id(runtime: Runtime) -> UUID:
    with runtime.database.write() as session:
        return accounts.create_tenant(session, "own")


@pytest.fixture
def client(place: Settings, runtime: Runtime, tenant_id: UUID) -> Iterator[ApiClient]:
    application = create_app(place)
    with ApiClient(application, make_key(runtime, tenant_id)) as opened:
        yield opened
    application.state.runtime.close()


def _case(client: ApiClient, contacts: int = 1) -> str:
    case = client.post("/v1/cases", json={"client_reference": "A"}).headers["Location"]
    for _ in range(contacts):
        client.post(f"{case}/contacts", json=CALL)
    return case


def _anchors(client: ApiClient, case: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"{case}/ledger/anchors").json()["items"]
    return items


def test_one_token_a_day_covers_all_cases(
    client: ApiClient, runtime: Runtime, authority: Authority
) -> None:
    cases = [_case(client, number + 1) for number in range(3)]
    assert service.keep_up(runtime.database) == 0
    assert service.keep_up(runtime.database) == 0
    assert len(authority.queries) == 1
    shown = [_anchors(client, case) for case in cases]
    assert [len(each) for each in shown] == [1, 1, 1]
    assert {each[0]["root_hash"] for each in shown} == {shown[0][0]["root_hash"]}
    assert sorted(each[0]["leaf_index"] for each in shown) == [0, 1, 2]
    assert {(each[0]["status"], each[0]["size"]) for each in shown} == {
        ("stamped", size) for size in (1, 2, 3)
    }
    for case in cases:
        assert client.post(f"{case}/ledger/verify").json()["valid"]


def test_the_next_day_covers_what_has_grown(
    client: ApiClient, runtime: Runtime, authority: Authority
) -> None:
    grown, still = _case(client), _case(client)
    service.keep_up(runtime.database)
    client.post(f"{grown}/contacts", json=CALL)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        service.keep_up(runtime.database)
    assert [each["size"] for each in _anchors(client, grown)] == [2, 1]
    assert len(_anchors(client, still)) == 1


def test_a_database_without_anything_asks_for_nothing(
    runtime: Runtime, tenant_id: UUID, authority: Authority
) -> None:
    assert service.keep_up(runtime.database) == 0
    assert authority.queries == []


def test_an_authority_that_is_down_delays_nothing(
    client: ApiClient, runtime: Runtime, authority: Authority
) -> None:
    case = _case(client)
    authority.fault = "down"
    assert service.keep_up(runtime.database) == 1
    [waiting] = _anchors(client, case)
    assert (waiting["status"], waiting["failure"], waiting["attempts"]) == ("pending", "refused", 1)
    assert waiting["token"] is None
    assert client.post(f"{case}/contacts", json=CALL).status_code == 201
    assert client.post(f"{case}/ledger/verify").json()["valid"]
    authority.fault = ""
    assert service.keep_up(runtime.database) == 1  # it is not yet time
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert service.keep_up(runtime.database) == 0
    [stamped] = _anchors(client, case)
    assert (stamped["status"], stamped["failure"], stamped["attempts"]) == ("stamped", None, 2)


def test_an_export_carries_its_own_time_stamp(
    client: ApiClient, runtime: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = _case(client, 2)
    service.keep_up(runtime.database)
    path = client.post(f"{case}/export").headers["Location"]
    while run_next(runtime.database):
        pass
    place = tmp_path / "export.zip"
    place.write_bytes(client.get(f"{path}/result").content)
    assert verify.main([str(place)]) == 0
    with zipfile.ZipFile(place) as archive:
        seal = json.loads(archive.read("seal.json"))
        [earlier] = json.loads(archive.read("anchors.json"))["anchors"]
    assert (earlier["size"], seal["anchor"]["size"]) == (2, 3)
    assert seal["anchor"]["checkpoint"] == seal["checkpoint"]
    reply, root = (base64.b64decode(seal["anchor"]["token"]), seal["anchor"]["root_hash"])
    authorities = service.authorities_of(runtime.database)
    assert authorities is not None
    stamped_at = authorities.verified_at(reply, bytes.fromhex(root))
    assert stamped_at == datetime.fromisoformat(seal["anchor"]["stamped_at"])
    seal["anchor"]["root_hash"] = "0" * 64
    with zipfile.ZipFile(place) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in {**parts, "seal.json": json.dumps(seal).encode()}.items():
            archive.writestr(name, content)
    place.write_bytes(changed.getvalue())
    capsys.readouterr()
    assert verify.main([str(place)]) == 1
    assert "the time stamp over 3 entries is not over this ledger" in capsys.readouterr().out


def test_an_export_goes_on_without_an_authority(
    client: ApiClient, runtime: Runtime, authority: Authority
) -> None:
    case = _case(client)
    authority.fault = "down"
    path = client.post(f"{case}/export").headers["Location"]
    while run_next(runtime.database):
        pass
    assert client.get(path).json()["status"] == "succeeded"
    [waiting] = _anchors(client, case)
    assert (waiting["status"], waiting["reason"]) == ("pending", "export")


@pytest.mark.parametrize(
    "values",
    [
        {"reply": b"another"},
        {"root": bytes(32)},
        {"stamped_at": clock.now() - timedelta(days=99)},
    ],
)
def test_a_changed_anchor_is_found(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, values: dict[str, Any]
) -> None:
    case = _case(client, 2)
    service.keep_up(runtime.database)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(LedgerAnchor).values(**values))
    found = client.post(f"{case}/ledger/verify").json()["first_bad"]
    assert (found["sequence"], found["reason"]) == (2, "anchor_differs")


@pytest.mark.parametrize("values", [{"checkpoint": "torn"}, {"size": 1}, {"path": bytes(32)}])
def test_a_changed_checkpoint_under_an_anchor_is_found(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, values: dict[str, Any]
) -> None:
    case = _case(client, 2)
    service.keep_up(runtime.database)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(AnchoredCheckpoint).values(**values))
    assert client.post(f"{case}/ledger/verify").json()["first_bad"]["reason"] == "anchor_differs"


def test_an_erased_case_keeps_its_anchors(
    client: ApiClient, runtime: Runtime, tenant_id: UUID
) -> None:
    case = _case(client)
    service.keep_up(runtime.database)
    assert client.delete(case, headers={"If-Match": "*"}).status_code == 204
    assert client.get(f"{case}/ledger/anchors").status_code == 404
    with runtime.database.read(tenant_id) as session:
        left = session.scalars(select(AnchoredCheckpoint)).all()
        heads, bad = service.anchored_heads(session, left[0].case_id)
    assert ([head.size for head in heads], bad) == ([1], None)


def test_the_command_says_what_waits(
    client: ApiClient, authority: Authority, place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "get_settings", lambda: place)
    _case(client)
    authority.fault = "garbage"
    waiting = CliRunner().invoke(cli.main, ["ledger", "anchor"])
    assert (waiting.exit_code, waiting.stdout) == (1, "1 waiting\n")
    authority.fault = ""
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        done = CliRunner().invoke(cli.main, ["ledger", "anchor"])
    assert (done.exit_code, done.stdout) == (0, "0 waiting\n")


def test_without_an_authority_nothing_is_anchored(client: ApiClient, place: Settings) -> None:
    case = _case(client)
    bare = place.model_copy(update={"timestamp_urls": (), "timestamp_roots": None})
    application = create_app(bare)
    with closing(application.state.runtime) as opened:
        assert service.keep_up(opened.database) == 0
    assert _anchors(client, case) == []


def test_another_tenant_sees_no_anchors(client: ApiClient, place: Settings) -> None:
    case = _case(client)
    application = create_app(place)
    with closing(application.state.runtime) as opened:
        with opened.database.write() as session:
            other = accounts.create_tenant(session, "other")
        with ApiClient(application, make_key(opened, other)) as stranger:
            assert stranger.get(f"{case}/ledger/anchors").status_code == 404
