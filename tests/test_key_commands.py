"""`shangan keys …`: rotation from the command line, on a database of the test's own."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from app import cli, cli_keys
from app.core.config import Settings
from app.core.crypto import MasterKey
from app.core.key_files import signing_keyring
from app.core.migrations import upgrade
from app.main import create_app
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.databases import empty_database

Command = Callable[..., Result]


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    settings = empty_database(tmp_path, None)
    upgrade(settings)
    return settings


@pytest.fixture
def command(place: Settings, monkeypatch: pytest.MonkeyPatch) -> Command:
    def run(*arguments: str, settings: Settings = place) -> Result:
        for commands in (cli, cli_keys):
            monkeypatch.setattr(commands, "get_settings", lambda: settings)
        return CliRunner().invoke(cli.main, list(arguments))

    return run


def _filled(place: Settings, key: str) -> tuple[str, bytes]:
    with ApiClient(create_app(place), key) as client:
        case = client.post("/v1/cases", json={"client_reference": "R-1"}).headers["Location"]
        return case, client.post(f"{case}/contacts", json=CALL).content


def test_every_key_rotates_and_all_is_still_read(place: Settings, command: Command) -> None:
    key = command("keys", "create", "--tenant", "own", "--create-tenant").stdout.strip()
    case, contact = _filled(place, key)
    case_id = case.rsplit("/", 1)[1]
    assert command("keys", "rotate-case", "--tenant", "own", "--case", case_id).exit_code == 0
    assert command("keys", "rotate-tenant", "--tenant", "own").stdout.startswith("2 case keys")
    assert len(command("keys", "rotate-signing").stdout.splitlines()) == 2
    after = MasterKey.generate().to_text()
    old = (place.key_directory / "master.key").read_text()
    both = place.model_copy(update={"master_keys": f"{after},{old}"})
    assert command("keys", "rewrap", settings=both).stdout.startswith("2 tenant keys")
    alone = place.model_copy(update={"master_keys": after})
    with ApiClient(create_app(alone), key) as client:
        assert client.get("/v1/cases", params={"client_reference": "R-1"}).json()["items"]
        shown = client.get(f"{case}/contacts").json()["items"]
        assert shown[0]["summary"] == json.loads(contact)["summary"]
        second = client.post(f"{case}/contacts", json=CALL).json()
        assert second["receipt"]["checkpoint"].count("— ") == 2
        listed = client.get("/v1/ledger/keys").json()["items"]
        assert [item["valid_to"] for item in listed] == [None, None]
    assert command("ledger", "verify", settings=alone).stdout == "intact: 1 cases, 2 entries\n"
    ended = command("keys", "rotate-signing", "--finish")
    [left] = signing_keyring(place).verifying
    assert ended.stdout == f"{left.vkey}\n"


def test_a_tenant_that_is_not_there_is_said_so(command: Command) -> None:
    for arguments in (("rotate-tenant",), ("rotate-case", "--case", str(uuid4()))):
        result = command("keys", *arguments, "--tenant", "nobody")
        assert (result.exit_code, "nobody" in result.output) == (2, True)
