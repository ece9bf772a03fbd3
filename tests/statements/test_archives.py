from dataclasses import replace

import pytest

from app.statements.archives import is_archive, is_workbook, unpack
from app.statements.layouts import catalogue
from app.statements.refusals import StatementRefused
from tests.statements import sample_files as made

LIMITS = catalogue().limits


def test_the_statement_is_found_beside_other_files() -> None:
    content = made.archive(b"rows", "账单.CSV", more={"note.pdf": b"x", "folder/": b""})
    assert unpack(content, None, LIMITS) == b"rows"


def test_an_unlocked_archive_needs_no_password() -> None:
    assert unpack(made.archive(b"rows"), "not needed", LIMITS) == b"rows"


def test_password() -> None:
    content = made.locked_archive(b"rows" * 99, "口令1")
    assert unpack(content, "口令1", LIMITS) == b"rows" * 99
    for password, code in (
        (None, "statement_password_needed"),
        ("", "statement_password_needed"),
        ("wrong", "statement_password_wrong"),
    ):
        with pytest.raises(StatementRefused, match=code):
            unpack(content, password, LIMITS)


def test_every_wrong_password_is_told_as_one() -> None:
    """One in 256 passes the check byte; then the checksum of the content tells."""
    content = made.locked_archive(b"rows" * 99, "right")
    for number in range(600):
        with pytest.raises(StatementRefused, match="statement_password_wrong"):
            unpack(content, f"guess {number}", LIMITS)


def test_locked_files_have_a_lower_cap() -> None:
    content = made.locked_archive(b"rows" * 99, "1")
    with pytest.raises(StatementRefused, match="statement_too_large"):
        unpack(content, "1", replace(LIMITS, encrypted_bytes=100))


def test_damage_is_told_as_such() -> None:
    content = bytearray(made.archive(b"rows" * 99))
    content[45] ^= 0xFF
    with pytest.raises(StatementRefused, match="statement_damaged"):
        unpack(bytes(content), None, LIMITS)


def test_kinds() -> None:
    assert not is_archive(b"date,amount")
    assert is_archive(made.archive(b""))
    assert is_workbook(made.workbook(made.sheet_xml([("a",)])))
    assert not is_workbook(made.archive(b""))
