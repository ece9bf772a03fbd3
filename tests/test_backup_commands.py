"""`shangan backup`, `restore` and `erasures apply`, as an operator types them."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli, cli_backups, cli_keys
from app.core import clock
from app.core.config import Settings
from app.core.migrations import upgrade
from app.main import create_app
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.databases import empty_database, sqlite_file

Command = Callable[..., Result]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    def run(settings: Settings, *arguments: str) -> Result:
        for commands in (cli, cli_backups, cli_keys):
            monkeypatch.setattr(commands, "get_settings", lambda: settings)
        return CliRunner().invoke(cli.main, list(arguments))

    return run


def _place(folder: Path, keys: Path | None = None) -> Settings:
    folder.mkdir()
    settings = empty_database(folder, None)
    if keys is not None:
        settings = settings.model_copy(update={"key_directory": keys})
    upgrade(settings)
    return settings


def _fill(settings: Settings, key: str) -> str:
    with ApiClient(create_app(settings), key) as client:
        case = client.post("/v1/cases", json={"client_reference": "B-1"}).headers["Location"]
        assert client.post(f"{case}/contacts", json=CALL).status_code == 201
        return case


def test_the_whole_way_from_a_backup_to_a_service_that_forgets(
    tmp_path: Path, command: Command
) -> None:
    place = _place(tmp_path / "first")
    key = command(place, "keys", "create", "--tenant", "own", "--create-tenant").stdout.strip()
    case = _fill(place, key)
    folders = [str(tmp_path / "data"), str(tmp_path / "keys")]
    made = command(place, "backup", *folders, "--keep-keys", "7")
    assert made.exit_code == 0
    data, keys, removed = made.stdout.splitlines()
    assert removed == "0 older key parts removed"
    other = _place(tmp_path / "other", place.key_directory)
    put = command(other, "restore", data, keys)
    assert (put.exit_code, put.stdout) == (
        0,
        "1 cases restored, 0 erased again, 0 tampered with\n",
    )
    again = command(other, "restore", data, keys)
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr == "refused: the database is not empty: restore into a fresh one\n"
    with ApiClient(create_app(place), key) as client:
        client.delete(case, headers={"If-Match": "*"})
    third = _place(tmp_path / "third", place.key_directory)
    lost = command(third, "restore", data, keys)
    assert lost.exit_code == 2
    assert "SHANGAN_LEDGER_ORIGIN" in lost.stderr
    third = third.model_copy(update={"ledger_origin": "shangan.local/second"})
    assert command(third, "restore", data, keys).stdout.startswith("1 cases restored, 1 erased")
    with ApiClient(create_app(third), key) as client:
        assert client.get(case).status_code == 404


def test_a_tampered_backup_is_put_back_and_named(tmp_path: Path, command: Command) -> None:
    place = _place(tmp_path / "first")
    key = command(place, "keys", "create", "--tenant", "own", "--create-tenant").stdout.strip()
    _fill(place, key)
    with closing(sqlite3.connect(sqlite_file(place))) as database, database:
        database.execute("UPDATE contacts SET outcome = 'accepted'")
    made = command(place, "backup", str(tmp_path / "data"), str(tmp_path / "keys"))
    other = _place(tmp_path / "other", place.key_directory)
    put = command(other, "restore", *made.stdout.splitlines()[:2])
    assert (put.exit_code, put.stdout) == (
        1,
        "1 cases restored, 0 erased again, 1 tampered with\n",
    )


def test_a_file_put_back_by_hand_is_not_served_before_it_forgets(
    tmp_path: Path, command: Command
) -> None:
    place = _place(tmp_path / "first")
    key = command(place, "keys", "create", "--tenant", "own", "--create-tenant").stdout.strip()
    case = _fill(place, key)
    file, copy = sqlite_file(place), tmp_path / "copy.db"
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with ApiClient(create_app(place), key) as client:
        client.delete(case, headers={"If-Match": "*"})
    for beside in file.parent.glob("shangan.db*"):
        beside.unlink()
    shutil.copy(copy, file)
    refused = command(place, "erasures", "apply")
    assert (refused.exit_code, refused.stderr) == (2, "refused: ledger_rolled_back\n")
    place = place.model_copy(update={"ledger_origin": "shangan.local/second"})
    done = command(place, "erasures", "apply")
    assert (done.exit_code, done.stdout) == (0, "1 cases erased again\n")
    with ApiClient(create_app(place), key) as client:
        assert client.get(case).status_code == 404
    assert command(place, "ledger", "verify").exit_code == 0


def test_two_backups_of_one_second_are_one_too_many(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = _place(tmp_path / "first")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    folders = (str(tmp_path / "data"), str(tmp_path / "keys"))
    assert command(place, "backup", *folders).exit_code == 0
    refused = command(place, "backup", *folders)
    assert (refused.exit_code, "this second" in refused.stderr) == (2, True)
