import struct

import pytest

from app.statements.compound_files import SIGNATURE, CompoundFile
from app.statements.refusals import StatementRefused
from tests.statements import sample_files as made


@pytest.mark.parametrize("size", [1, 63, 64, 65, 4095, 4096, 5000, 20_000])
def test_streams_long_and_short(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    found = CompoundFile(made.compound_file({"Other": b"x", "Workbook": content, "More": b"yy"}))
    assert found.names == {"Root Entry", "Other", "Workbook", "More"}
    assert found.stream("Workbook") == content
    assert found.stream("More") == b"yy"
    assert found.stream("Absent") == b""


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (30, b"\x07\x00"),  # a sector size that does not exist
        (48, b"\xf0\xff\x00\x00"),  # the directory lies beyond the table
        (68, b"\x05\x00\x00\x00"),  # more tables than the header holds
    ],
)
def test_damage(at: int, value: bytes) -> None:
    content = patched(made.compound_file({"Workbook": b"x" * 5000}), at, value)
    with pytest.raises(StatementRefused, match="statement_damaged"):
        CompoundFile(content)


def test_a_ring_of_sectors_ends() -> None:
    content = made.compound_file({"Workbook": b"x" * 5000})
    table = struct.unpack_from("<I", content, 76)[0]
    ring = CompoundFile(patched(content, 512 * (table + 1), struct.pack("<I", 0)))
    with pytest.raises(StatementRefused, match="statement_damaged"):
        ring.stream("Workbook")


def test_only_a_signature() -> None:
    with pytest.raises(StatementRefused, match="statement_damaged"):
        CompoundFile(SIGNATURE)
