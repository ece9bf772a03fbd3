import gc
import hashlib
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from app.core.crypto_signing import VerifyingKey
from app.ledger.receipts import Receipt, verify_receipt
from app.wiring import Runtime
from tests.client import ApiClient

TEXT = "离职证明（示例）\n兹证明解除劳动关系，原因为公司经济性裁员。\n".encode()


def _path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/evidence-items"


def _upload(
    client: ApiClient,
    case_id: UUID,
    content: bytes = TEXT,
    name: str = "离职证明.txt",
    **fields: Any,
) -> Response:
    headers = fields.pop("headers", None)
    return client.post(
        _path(case_id), files={"file": (name, content)}, data=fields, headers=headers
    )


def _blobs(runtime: Runtime, tenant_id: UUID) -> list[Path]:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    return [file for file in (root / "evidence" / str(tenant_id)).rglob("*") if file.is_file()]


def test_a_file_alone_is_enough(client: ApiClient, case_id: UUID) -> None:
    created = _upload(client, case_id)
    assert created.status_code == 201
    body = created.json()
    assert body["sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert body["size"] == len(TEXT)
    assert body["media_type"] == "text/plain"
    assert body["file_name"] == "离职证明.txt"
    assert body["duplicates_of"] is None
    assert body["ledger_sequence"] == body["sequence"] == 1
    read = client.get(created.headers["Location"])
    extra = {"receipt", "sequence"}
    assert read.json() == {name: value for name, value in body.items() if name not in extra}
    assert client.get(_path(case_id)).json()["items"] == [read.json()]


def test_what_is_said_about_it_is_kept(client: ApiClient, case_id: UUID) -> None:
    metadata = {
        "title": "通话录音",
        "source": "本人手机",
        "purpose": "证明客服的答复",
        "category": "call_recordings",
        "obtained_on": "2026-11-20",
        "occurred_at": "2026-11-20T15:30:00+08:00",
        "original_device": "本人手机",
        "original_kept": "false",
        "transcript": '[{"at": "00:12", "speaker": "客服", "text": "暂无政策"}]',
    }
    body = _upload(client, case_id, b"#!AMR\n\x00\x01", "录音.amr", **metadata).json()
    assert body["media_type"] == "audio/amr"
    assert body["original_kept"] is False
    assert body["transcript"] == [{"at": "00:12", "speaker": "客服", "text": "暂无政策"}]
    for name in ("title", "source", "purpose", "category", "obtained_on", "occurred_at"):
        assert body[name] == metadata[name]


@pytest.mark.parametrize("size", [1, 65536, 3 * 1024 * 1024 + 7])
def test_the_bytes_come_back_as_they_went_in(client: ApiClient, case_id: UUID, size: int) -> None:
    content = hashlib.shake_256(b"filler").digest(size)
    location = _upload(client, case_id, content, "a b.bin").headers["Location"]
    download = client.get(f"{location}/content")
    assert download.content == content
    assert download.headers["Content-Length"] == str(size)
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    expected = "attachment; filename=\"a_b.bin\"; filename*=UTF-8''a%20b.bin"
    assert download.headers["Content-Disposition"] == expected


def test_reading_the_bytes_is_audited(client: ApiClient, case_id: UUID) -> None:
    created = _upload(client, case_id)
    client.get(f"{created.headers['Location']}/content")
    [newest, *_] = client.get("/v1/audit-events", params={"case_id": str(case_id)}).json()["items"]
    assert newest["action"] == "evidence_content_read"
    assert newest["object_id"] == created.json()["id"]
    assert client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()["size"] == 1


def test_the_stored_bytes_are_encrypted(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    _upload(client, case_id)
    [blob] = _blobs(runtime, tenant_id)
    assert "离职".encode() not in blob.read_bytes()


def test_the_receipt_verifies_without_the_server(client: ApiClient, case_id: UUID) -> None:
    body = _upload(client, case_id).json()
    [key] = client.get("/v1/ledger/keys").json()["items"]
    receipt = Receipt.from_json(**body["receipt"])
    assert verify_receipt(receipt, [VerifyingKey.from_vkey(key["vkey"])]).head.size == 1
    assert receipt.leaf_hash.hex() == body["entry_hash"]


def test_the_same_bytes_are_linked_to_their_first_copy(client: ApiClient, case_id: UUID) -> None:
    first = _upload(client, case_id).json()
    second = _upload(client, case_id, name="另一个名字.txt").json()
    third = _upload(client, case_id).json()
    assert second["duplicates_of"] == third["duplicates_of"] == first["id"]


def test_a_repeated_upload_is_stored_once(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    first, again = (_upload(client, case_id, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(_blobs(runtime, tenant_id)) == 1
    other = _upload(client, case_id, b"other", headers={"Idempotency-Key": "once"})
    assert other.status_code == 422
    assert len(_blobs(runtime, tenant_id)) == 1
    missing = _upload(client, case_id, headers={"Idempotency-Key": None})
    assert missing.status_code == 400


@pytest.mark.parametrize(
    ("content", "fields", "pointer"),
    [
        (b"", {}, "/file"),
        (TEXT, {"title": ""}, None),
        (TEXT, {"title": "x" * 201}, "/title"),
        (TEXT, {"category": "Bad Code"}, "/category"),
        (TEXT, {"obtained_on": "2026-02-30"}, "/obtained_on"),
        (TEXT, {"occurred_at": "2026-11-20T15:30:00"}, "/occurred_at"),
        (TEXT, {"original_kept": "maybe"}, "/original_kept"),
        (TEXT, {"transcript": "not json"}, "/transcript"),
        (TEXT, {"transcript": '[{"at": "1", "speaker": "a", "text": "b"}]'}, "/transcript/0/at"),
        (TEXT, {"sha256": "0" * 64}, ""),
    ],
)
def test_bad_uploads_leave_nothing(
    client: ApiClient,
    case_id: UUID,
    runtime: Runtime,
    tenant_id: UUID,
    content: bytes,
    fields: dict[str, str],
    pointer: str | None,
) -> None:
    answer = _upload(client, case_id, content, **fields)
    if pointer is None:
        assert answer.status_code == 201
        return
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert client.get(_path(case_id)).json()["items"] == []
    assert _blobs(runtime, tenant_id) == []


def test_a_file_is_needed(client: ApiClient, case_id: UUID) -> None:
    answer = client.post(_path(case_id), files={"title": (None, "x")})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/file"]


def test_a_failure_after_staging_takes_the_file_back(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    seen: list[Path] = []

    def fail(*_arguments: object, **_options: object) -> None:
        seen.extend(_blobs(runtime, tenant_id))
        raise RuntimeError

    with patch("app.ledger.service.append", fail):
        assert _upload(client, case_id).status_code == 500
    assert len(seen) == 1
    assert _blobs(runtime, tenant_id) == []
    assert client.get(_path(case_id)).json()["items"] == []


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"  # the parser forgets an unfinished part
)
def test_an_upload_cut_short_leaves_nothing(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    broken = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post(_path(case_id), content=broken, headers=headers)
    gc.collect()
    assert 400 <= answer.status_code < 500
    assert _blobs(runtime, tenant_id) == []


def test_another_tenant_sees_nothing(
    client: ApiClient, stranger: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    location = _upload(client, case_id).headers["Location"]
    answers = [
        stranger.get(_path(case_id)),
        stranger.get(location),
        stranger.get(f"{location}/content"),
        _upload(stranger, case_id),
        client.get(f"{_path(case_id)}/{uuid4()}/content"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert len(_blobs(runtime, tenant_id)) == 1


def test_a_lost_file_is_not_found(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    location = _upload(client, case_id).headers["Location"]
    _blobs(runtime, tenant_id)[0].unlink()
    assert client.get(f"{location}/content").status_code == 404


def test_evidence_can_stand_behind_a_contact(client: ApiClient, case_id: UUID) -> None:
    item = _upload(client, case_id).json()["id"]
    contact = {
        "occurred_at": "2026-11-20T15:30:00+08:00",
        "channel": "phone",
        "direction": "inbound",
        "evidence_ids": [item],
    }
    created = client.post(f"/v1/cases/{case_id}/contacts", json=contact)
    assert created.status_code == 201
    assert created.json()["evidence_ids"] == [item]
