"""Has large statements read, and looks at what that leaves in the case."""

from pathlib import Path
from typing import Any
from uuid import UUID

from app.operations.worker import service as worker
from app.wiring import Runtime
from benchmarks.made_statements import alipay_file
from tests.client import ApiClient

MADE = alipay_file(600, seed=11)


def second_case(client: ApiClient) -> UUID:
    answer = client.post("/v1/cases", json={"client_reference": "T-2"})
    return UUID(answer.json()["id"])


def drain(runtime: Runtime) -> None:
    while worker.run_next(runtime.database):
        pass


def ask(client: ApiClient, case_id: UUID, content: bytes, **form: str) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", content)}, data=form)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/v1/operations/{found['id']}"
    assert (found["kind"], found["status"]) == ("statement_import", "pending")
    return found


def read(client: ApiClient, runtime: Runtime, case_id: UUID, content: bytes) -> dict[str, Any]:
    asked = ask(client, case_id, content)
    drain(runtime)
    operation = client.get(f"/v1/operations/{asked['id']}").json()
    assert operation["status"] == "succeeded", operation
    found: dict[str, Any] = client.get(operation["result_url"]).json()
    assert operation["progress"] == {"done": found["rows"], "total": found["rows"]}
    assert found["id"] == asked["id"]
    return found


def plain(imported: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on ids and the clock."""
    own = ("id", "created_at", "version")
    return {name: value for name, value in imported.items() if name not in own}


def rows_of(client: ApiClient, case_id: UUID, import_id: str) -> list[dict[str, Any]]:
    """All rows; what they are linked with told by whether they are."""
    path = f"/v1/cases/{case_id}/statement-imports/{import_id}/transactions?limit=100"
    rows: list[dict[str, Any]] = []
    while path:
        page = client.get(path)
        rows += page.json()["items"]
        path = page.links.get("next", {}).get("url", "")
    own = {"id", "same_as", "same_as_import"}
    return [
        {**{k: v for k, v in row.items() if k not in own}, "linked": row["same_as"] is not None}
        for row in rows
    ]


def everything(client: ApiClient, case_id: UUID) -> list[Any]:
    found = client.get(f"/v1/cases/{case_id}/statement-imports").json()["items"]
    return [(plain(each), rows_of(client, case_id, each["id"])) for each in found]


def blobs(runtime: Runtime, tenant_id: UUID) -> list[Path]:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    return [file for file in (root / "operations" / str(tenant_id)).rglob("*") if file.is_file()]
