"""What the vault keeps beside the bytes: versions, expiry, SM3, types by content, bad names."""

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from sqlalchemy import select
from typing_extensions import override

from app.core.blobs import BlobExists, BlobMissing, BlobStore
from app.core.db import Database
from app.evidence import service as evidence
from app.evidence.models import EvidenceItem
from app.evidence.repository import StoredFile
from app.wiring import Runtime
from tests.client import ApiClient

TEXT = "收入证明（示例）\n".encode()


def _upload(
    client: ApiClient, case_id: UUID, content: bytes = TEXT, name: str = "a.txt", **data: Any
) -> dict[str, Any]:
    answer = client.post(
        f"/v1/cases/{case_id}/evidence-items", files={"file": (name, content)}, data=data
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _read(client: ApiClient, case_id: UUID, item_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/cases/{case_id}/evidence-items/{item_id}").json()
    return found


def test_a_newer_version_names_the_old_one_and_both_stay(client: ApiClient, case_id: UUID) -> None:
    old = _upload(client, case_id, expires_on="2026-01-31")
    new = _upload(client, case_id, b"newer", supersedes=old["id"])
    newest = _upload(client, case_id, b"newest", supersedes=old["id"])
    assert old["superseded_by"] is None
    assert (new["supersedes"], new["superseded_by"]) == (old["id"], None)
    assert _read(client, case_id, old["id"])["superseded_by"] == newest["id"]
    location = f"/v1/cases/{case_id}/evidence-items/{old['id']}/content"
    assert client.get(location).content == TEXT
    assert client.post(f"/v1/cases/{case_id}/ledger/verify").json()["valid"] is True


def test_a_version_of_nothing_is_refused(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    other = stranger.post("/v1/cases", json={"client_reference": "S"}).json()["id"]
    foreign = _upload(stranger, UUID(other))["id"]
    for item in (str(uuid4()), foreign):
        answer = client.post(
            f"/v1/cases/{case_id}/evidence-items",
            files={"file": ("a.txt", TEXT)},
            data={"supersedes": item},
        )
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/supersedes"]


def test_a_tampered_version_is_found(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    first, second = _upload(client, case_id), _upload(client, case_id, b"2")
    _upload(client, case_id, b"3", supersedes=first["id"])
    _redirect(runtime.database, tenant_id, UUID(second["id"]))
    verdict = client.post(f"/v1/cases/{case_id}/ledger/verify").json()
    assert (verdict["valid"], verdict["first_bad"]["sequence"]) == (False, 3)


def _redirect(database: Database, tenant_id: UUID, item_id: UUID) -> None:
    with database.write(tenant_id) as session:
        row = session.scalars(
            select(EvidenceItem).where(
                EvidenceItem.tenant_id == tenant_id, EvidenceItem.supersedes.is_not(None)
            )
        ).one()
        row.supersedes = item_id


def test_what_is_past_its_day_is_expired_in_the_checklist(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/evidence-checklists"
    made = client.post(path, json={"purpose": "negotiation"}).json()
    for day, status in (("2020-01-31", "expired"), ("2999-01-31", "held")):
        item = _upload(client, case_id, day.encode(), expires_on=day)
        assert item["expires_on"] == day
        linked = client.put(
            f"{path}/{made['id']}/items/hardship_statement",
            json={"evidence_ids": [item["id"]]},
            headers={"If-Match": "*"},
        ).json()
        [found] = [one for one in linked["items"] if one["code"] == "hardship_statement"]
        assert found["status"] == status


@pytest.mark.parametrize("size", [1, 700_000])
def test_sm3_is_noted_where_it_is_asked_for(client: ApiClient, case_id: UUID, size: int) -> None:
    content = hashlib.shake_256(b"sm3").digest(size)
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    asked = _upload(client, case_id, content, sm3="true")
    assert asked["sm3"] == digest.finalize().hex()
    assert _read(client, case_id, asked["id"])["sm3"] == asked["sm3"]
    assert _upload(client, case_id, content)["sm3"] is None


def test_sm3_is_the_standards() -> None:
    """GB/T 32905-2016, example 1."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest.finalize().hex() == expected


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("IMG_0001.txt", b"\0\0\0\x18ftypheic\0\0\0\0mif1", "image/heic"),
        ("录音.exe", b"\0\0\0\x20ftypM4A \0\0\0\0", "audio/mp4"),
        ("通话.mp3", b"#!AMR\n\x3c", "audio/amr"),
        ("视频.pdf", b"\0\0\0\x18ftypmp42\0\0\0\0", "video/mp4"),
        ("长截图.mp4", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png"),
    ],
)
def test_the_type_is_told_by_the_content_alone(
    client: ApiClient, case_id: UUID, name: str, head: bytes, media_type: str
) -> None:
    assert _upload(client, case_id, head, name)["media_type"] == media_type


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\合同.pdf", "合同.pdf"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("...", "file"),
    ],
)
def test_hostile_names_are_neutralised(
    client: ApiClient, case_id: UUID, name: str, kept: str
) -> None:
    assert _upload(client, case_id, name=name)["file_name"] == kept


def _broken(content: bytes) -> Any:
    class Broken(io.BytesIO):
        reads = 0

        @override
        def read(self, size: int | None = -1, /) -> bytes:
            self.reads += 1
            if self.reads > 3:
                raise OSError("the line went dead")
            return super().read(size)

    return Broken(content)


def test_an_upload_that_breaks_off_leaves_nothing_half(
    runtime: Runtime, tenant_id: UUID, client: ApiClient, case_id: UUID
) -> None:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    before = {file for file in root.rglob("*") if file.is_file()}
    with runtime.database.read(tenant_id) as session:
        stored = evidence.plan_intake(session, case_id)
    with pytest.raises(OSError, match="dead"):
        evidence.stage(stored, _broken(bytes(30 * 1024 * 1024)), "a.bin")
    assert {file for file in root.rglob("*") if file.is_file()} == before
    assert client.get(f"/v1/cases/{case_id}/evidence-items").json()["items"] == []


def test_a_stored_file_is_never_written_again(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    with runtime.database.read(tenant_id) as session:
        stored = evidence.plan_intake(session, case_id)
    evidence.stage(stored, io.BytesIO(b"first"), "a.bin")
    with pytest.raises(BlobExists):
        evidence.stage(stored, io.BytesIO(b"second"), "a.bin")
    assert b"".join(stored.read()) == b"first"


def _elsewhere(planned: StoredFile, url: str) -> StoredFile:
    return StoredFile(
        planned.tenant_id, planned.case_id, planned.item_id, planned.key, BlobStore.open(url)
    )


def test_a_bucket_keeps_files_as_a_folder_does(
    runtime: Runtime, tenant_id: UUID, case_id: UUID, s3_url: str
) -> None:
    with runtime.database.read(tenant_id) as session:
        stored = _elsewhere(evidence.plan_intake(session, case_id), s3_url)
    large = hashlib.shake_256(b"large").digest(6 * 1024 * 1024)
    staged = evidence.stage(stored, io.BytesIO(large), "a.bin")
    assert staged.sha256 == hashlib.sha256(large).hexdigest()
    with pytest.raises(BlobExists):
        evidence.stage(stored, io.BytesIO(TEXT), "a.txt")
    assert b"".join(stored.read()) == large
    stored.delete()
    with pytest.raises(BlobMissing):
        stored.read()


def test_a_bucket_keeps_nothing_of_an_upload_that_breaks_off(
    runtime: Runtime, tenant_id: UUID, case_id: UUID, s3_url: str
) -> None:
    with runtime.database.read(tenant_id) as session:
        stored = _elsewhere(evidence.plan_intake(session, case_id), s3_url)
    with pytest.raises(OSError, match="dead"):
        evidence.stage(stored, _broken(bytes(30 * 1024 * 1024)), "a.bin")
    with pytest.raises(BlobMissing):
        stored.read()
