"""The statement inside a ZIP archive, as wallets mail it: locked with a password, one file."""

import io
import zipfile
import zlib

from app.statements.layouts import Limits
from app.statements.refusals import StatementRefused

_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".zip")
_AES = 99
_LOCKED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)


def member_bytes(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int, password: bytes | None
) -> bytes:
    """One member unpacked, never more than `limit` bytes.

    Raises:
        StatementRefused: locked, wrongly unlocked, damaged, or larger than `limit`.
    """
    try:
        with archive.open(member, pwd=password) as stream:
            content = stream.read(limit + 1)
    except _DAMAGED as error:
        # One wrong password in 256 passes the check byte and shows only as damage.
        is_guess = password is not None and member.flag_bits & _LOCKED
        code = "statement_password_wrong" if is_guess else "statement_damaged"
        raise StatementRefused(code) from error
    if len(content) > limit:
        raise StatementRefused("statement_too_large", limit=limit)
    return content


def _check_lock(member: zipfile.ZipInfo, password: str | None, limits: Limits) -> None:
    if member.compress_type == _AES:
        raise StatementRefused("statement_encryption_unsupported")
    if not member.flag_bits & _LOCKED:
        return
    if not password:
        raise StatementRefused("statement_password_needed")
    if member.compress_size > limits.encrypted_bytes:
        raise StatementRefused("statement_too_large", limit=limits.encrypted_bytes)


def is_archive(content: bytes) -> bool:
    """Whether the bytes begin as a ZIP archive (workbooks do, too)."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _open(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise StatementRefused("statement_damaged") from error


def is_workbook(content: bytes) -> bool:
    """Whether an archive is an XLSX workbook.

    Raises:
        StatementRefused: if the archive's directory cannot be read.
    """
    with _open(content) as archive:
        return "xl/workbook.xml" in archive.namelist()


def unpack(content: bytes, password: str | None, limits: Limits) -> bytes:
    """The one statement in an archive, whatever else (a PDF, a note) lies beside it.

    Raises:
        StatementRefused: damaged, locked, too large, or not exactly one statement inside.
    """
    with _open(content) as archive:
        members = archive.infolist()
        if len(members) > limits.archive_members:
            raise StatementRefused("statement_too_many_files", limit=limits.archive_members)
        inside = [entry for entry in members if entry.filename.lower().endswith(_SUFFIXES)]
        if len(inside) != 1:
            raise StatementRefused("statement_not_one_file", found=len(inside))
        _check_lock(inside[0], password, limits)
        secret = password.encode() if password else None
        return member_bytes(archive, inside[0], limits.unpacked_bytes, secret)
