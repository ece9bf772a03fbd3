"""`shangan ledger verify`."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from app import cli
from app.accounts import service as accounts
from app.core.config import Settings
from app.core.ids import new_id
from app.core.migrations import upgrade
from app.main import create_app
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL


def _command(settings: Settings, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    monkeypatch.setattr(cli, "get_settings", lambda: settings)
    return CliRunner().invoke(cli.main, ["ledger", "verify", *options])


def test_the_command_names_case_and_sequence(
    client: ApiClient,
    filled: UUID,
    tamper: Callable[..., None],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = client.post("/v1/cases", json={"client_reference": "untouched"}).json()["id"]
    client.post(f"/v1/cases/{other}/contacts", json=CALL)
    tamper("UPDATE evidence_items SET size = 5 WHERE case_id = :case", filled)
    result = _command(settings, monkeypatch)
    assert result.exit_code == 1
    assert f"tampered: case {filled}, sequence 2: row_differs\n" in result.stdout
    assert other not in result.stdout


def test_the_command_says_that_all_is_intact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'own.db'}",
        storage_url=f"file://{tmp_path / 'files'}",
        key_directory=tmp_path / "keys",
        rate_limit="off",
    )
    upgrade(settings)
    application = create_app(settings)
    runtime = application.state.runtime
    with runtime.database.write() as session:
        tenant_id = accounts.create_tenant(session, "own")
    with ApiClient(application, make_key(runtime, tenant_id)) as client:
        locations, receipt = [], {}
        for reference in ("kept", "erased"):
            case = client.post("/v1/cases", json={"client_reference": reference})
            locations.append(case.headers["Location"])
            receipt = client.post(f"{locations[-1]}/contacts", json=CALL).json()["receipt"]
        case_id = locations[-1].rsplit("/", 1)[1]
        client.delete(locations[-1], headers={"If-Match": "*"})
    result = _command(settings, monkeypatch)
    assert result.exit_code == 0
    assert result.stdout == "intact: 2 cases, 3 entries\n"

    def with_kept(*notes: object) -> Result:
        (tmp_path / "kept.json").write_text(json.dumps(notes), encoding="utf-8")
        return _command(settings, monkeypatch, "--kept", str(tmp_path / "kept.json"))

    lost = receipt["checkpoint"].replace(case_id, str(new_id()))
    assert with_kept(receipt, receipt["checkpoint"]).exit_code == 0
    gone = with_kept(receipt, lost)
    assert (gone.exit_code, "entries_missing" in gone.stdout) == (1, True)
    forged = with_kept(receipt["checkpoint"].replace("\n1\n", "\n2\n"))
    assert (forged.exit_code, "checkpoint_foreign" in forged.stdout) == (1, True)
    assert with_kept("torn").exit_code == 2


@pytest.mark.parametrize("name", ["empty.db", "missing/folder.db"])
def test_the_command_says_when_it_cannot_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / name}",
        storage_url=f"file://{tmp_path / 'files'}",
        key_directory=tmp_path / "keys",
    )
    result = _command(settings, monkeypatch)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
