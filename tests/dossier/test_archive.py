import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dossier.archive import NAME_BYTES, document, evidence_path, listed, manifest, zip_pieces

MADE = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_a_manifest_names_every_file() -> None:
    files = [listed("case.json", b"{}"), listed("evidence/1/a.txt", b"")]
    made = json.loads(
        manifest(
            form="f",
            case_id="c",
            made_at=MADE,
            files=files,
            keys=[{"vkey": "v"}],
            checkpoint="note\n",
        )
    )
    assert made["files"] == [
        {"path": "case.json", "sha256": hashlib.sha256(b"{}").hexdigest(), "size": 2},
        {"path": "evidence/1/a.txt", "sha256": hashlib.sha256(b"").hexdigest(), "size": 0},
    ]
    assert made["keys"] == [{"vkey": "v"}]
    assert (made["case_id"], made["checkpoint"]) == ("c", "note\n")
    assert made["made_at"] == "2026-11-24T08:30:00+00:00"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("离职证明.pdf", "离职证明.pdf"),
        ("a/b\\c:d*.txt", "a_b_c_d_.txt"),
        ("通话" * 60 + ".m4a", "通话" * 19 + ".m4a"),
        ("..pdf", "file.pdf"),
        ("file", "file"),
        ("CON?.", "CON_"),
    ],
)
def test_an_original_keeps_a_name_every_system_can_store(name: str, kept: str) -> None:
    assert evidence_path("id-1", name) == f"evidence/id-1/{kept}"


@given(st.text(min_size=1, max_size=200))
@settings(max_examples=200)
def test_no_name_leaves_its_folder(name: str) -> None:
    name = name.encode(errors="ignore").decode() or "x"
    head, item_id, last = evidence_path("id", name).split("/")
    assert (head, item_id) == ("evidence", "id")
    assert last not in {"", ".", ".."}
    assert len(last.encode()) <= NAME_BYTES


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}\.txt", fullmatch=True),
        st.lists(st.binary(max_size=300), max_size=4),
        max_size=5,
    )
)
@settings(max_examples=50)
def test_what_is_packed_can_be_unpacked(members: dict[str, list[bytes]]) -> None:
    packed = b"".join(zip_pieces(members.items(), MADE))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: b"".join(pieces) for name, pieces in members.items()
        }
        assert all(info.date_time == (2026, 11, 24, 8, 30, 0) for info in archive.infolist())


def test_packing_holds_no_file_as_a_whole() -> None:
    consumed = 0

    def content() -> Iterator[bytes]:
        nonlocal consumed
        for number in range(100):
            consumed += 1
            yield hashlib.sha512(bytes([number])).digest() * 1000

    pieces = zip_pieces([("big.bin", content())], MADE)
    for _ in range(10):
        next(pieces)
    assert consumed == 10


def test_an_error_of_a_content_ends_the_archive() -> None:
    def content() -> Iterator[bytes]:
        yield b"begun"
        raise LookupError

    with pytest.raises(LookupError):
        list(zip_pieces([("a", content())], MADE))


def test_documents_end_in_a_line() -> None:
    assert document({"名": [1]}) == '{\n  "名": [\n    1\n  ]\n}\n'.encode()
