"""Issued documents in the whole case: exported with their bytes, verified, erased."""

import io
import json
import zipfile
from uuid import UUID

import pytest
from sqlalchemy import text

from app.documents import service as documents
from app.wiring import Runtime
from tests.client import ApiClient
from tests.documents.papers import content, filled, issue
from tests.dossier.archives import drain


def test_an_export_holds_documents_bit_by_bit_and_efforts(
    client: ApiClient, runtime: Runtime, case_id: UUID
) -> None:
    filled(client, case_id)
    assert (
        client.post(f"/v1/cases/{case_id}/efforts", json={"kind": "sold_item"}).status_code == 201
    )
    made = issue(client, case_id, "case_summary", format="pdf")
    issued = content(client, made)
    asked = client.post(f"/v1/cases/{case_id}/export")
    drain(runtime)
    done = client.get(asked.headers["Location"]).json()
    with zipfile.ZipFile(io.BytesIO(client.get(done["result_url"]).content)) as archive:
        assert archive.read(f"documents/{made.json()['id']}.pdf") == issued
        whole = json.loads(archive.read("case.json"))
        assert [each["sha256"] for each in whole["documents"]] == [made.json()["sha256"]]
        assert [each["kind"] for each in whole["efforts"]] == ["sold_item"]
        listed = {each["path"] for each in json.loads(archive.read("manifest.json"))["files"]}
        assert f"documents/{made.json()['id']}.pdf" in listed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE issued_documents SET profile = 'private' WHERE case_id = :case", "row_differs"),
        ("UPDATE issued_documents SET content = :junk WHERE case_id = :case", "file_differs"),
        ("DELETE FROM issued_documents WHERE case_id = :case", "row_missing"),
    ],
)
def test_a_document_that_was_altered_is_found(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID, change: str, reason: str
) -> None:
    filled(client, case_id)
    made = issue(client, case_id, "case_summary", profile="adviser")
    verify = f"/v1/cases/{case_id}/ledger/verify"
    assert client.post(verify).json()["valid"]
    with runtime.database.write(tenant_id) as session:
        case = case_id.hex if session.get_bind().dialect.name == "sqlite" else case_id
        values = {"case": case, "junk": b"\x01" + bytes(60)}
        session.execute(
            text(change), {name: values[name] for name in values if f":{name}" in change}
        )
    found = client.post(verify).json()
    assert (found["valid"], found["first_bad"]["sequence"]) == (False, made.json()["sequence"])
    assert found["first_bad"]["reason"] == reason


def test_a_case_without_documents_has_no_faults(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    """Without an entry that issued one there is nothing to find."""
    with runtime.database.read(tenant_id) as session:
        assert list(documents.file_faults(session, case_id, {})) == []


def test_a_timeline_tells_what_was_issued_and_when(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    filled(client, case_id)
    made = issue(client, case_id, "case_summary").json()
    with runtime.database.read(tenant_id) as session:
        [entry] = documents.timeline_entries(session, case_id)
    assert (str(entry.object_id), entry.kind, entry.text) == (made["id"], "document", "案情摘要")
    assert (entry.code, entry.path) == (
        "case_summary",
        f"/v1/cases/{case_id}/documents/{made['id']}",
    )


def test_an_erased_case_takes_its_documents_and_efforts_along(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    filled(client, case_id)
    assert (
        client.post(f"/v1/cases/{case_id}/efforts", json={"kind": "sold_item"}).status_code == 201
    )
    made = issue(client, case_id, "case_summary")
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    assert client.get(made.headers["Location"]).status_code == 404
    with runtime.database.read(tenant_id) as session:
        for table in ("issued_documents", "efforts"):
            counted = text(f"SELECT count(*) FROM {table} WHERE case_id = :case")  # noqa: S608 - our tables' names
            case = case_id.hex if session.get_bind().dialect.name == "sqlite" else case_id
            assert session.execute(counted, {"case": case}).scalar_one() == 0
