"""`shangan search …`, on a database of the test's own."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select
from typer.testing import CliRunner

from app import cli
from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.contacts.index import repository
from app.contacts.models import SearchToken
from app.core.migrations import upgrade
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER
from tests.databases import empty_database


def test_a_lost_index_is_built_again_from_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = empty_database(tmp_path, None)
    upgrade(settings)
    monkeypatch.setattr(cli, "get_settings", lambda: settings)
    application = create_app(settings)
    runtime: Runtime = application.state.runtime
    wanted = ApiKeyCreate.model_validate({"name": "test", "scopes": ["all"]})
    with runtime.database.write() as session:
        tenant_id = accounts.create_tenant(session, "own")
        token = accounts.issue_key(session, wanted)[1]
    counting = select(func.count()).select_from(SearchToken)
    with ApiClient(application, token) as client:
        case, other = (
            client.post("/v1/cases", json={"client_reference": name}).headers["Location"]
            for name in ("R-1", "R-2")
        )
        ids = [client.post(f"{case}/contacts", json=body).json()["id"] for body in (CALL, LETTER)]
        change = {"reason": "听了录音", "changes": {"summary": "须先提供证明"}}
        client.post(f"{case}/contacts/{ids[0]}/corrections", json=change)
        client.post(f"{case}/contacts/{ids[1]}/withdrawals", json={"reason": "重复记录"})
        client.post(f"{other}/contacts", json=CALL)
        client.delete(other, headers={"If-Match": "*"})
        with runtime.database.write(tenant_id) as session:
            repository.fold(session, UUID(case.rsplit("/", 1)[1]))
            before = session.scalars(counting).one()
            session.execute(delete(SearchToken))
        assert client.get(f"{case}/contacts", params={"q": "分期"}).json()["items"] == []
        done = CliRunner().invoke(cli.main, ["search", "rebuild"])
        assert (done.exit_code, done.stdout) == (0, "2 contacts\n")
        assert CliRunner().invoke(cli.main, ["search", "rebuild"]).exit_code == 0
        with runtime.database.read(tenant_id) as session:
            assert session.scalars(counting).one() == before
        for wanted_text, found in (("提供", ids[0]), ("重复", ids[1]), ("分期", ids[0])):
            [hit] = client.get(f"{case}/contacts", params={"q": wanted_text}).json()["items"]
            assert hit["id"] == found
    runtime.close()
