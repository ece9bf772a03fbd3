"""Containers for statements, built byte by byte: archives, workbooks, compound files."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(
    content: bytes, name: str = "statement.csv", *, more: Mapping[str, bytes] | None = None
) -> bytes:
    """A ZIP archive with one statement and whatever else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path, data in {name: content, **(more or {})}.items():
            bundle.writestr(path, data)
    return target.getvalue()


def _table_entry(number: int) -> int:
    for _ in range(8):
        number = (number >> 1) ^ (0xEDB88320 if number & 1 else 0)
    return number


_CRC = [_table_entry(number) for number in range(256)]


def _crc_step(crc: int, byte: int) -> int:
    return (crc >> 8) ^ _CRC[(crc ^ byte) & 0xFF]


def locked_archive(content: bytes, password: str, name: str = "statement.csv") -> bytes:
    """A ZIP archive locked the old way (ZipCrypto, APPNOTE 6.1), stored uncompressed."""
    checksum = zlib.crc32(content)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc_step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc_step(keys[2], keys[1] >> 24)

    for byte in password.encode():
        update(byte)
    secret = bytearray()
    for byte in bytes(11) + bytes([checksum >> 24]) + content:
        mask = keys[2] | 2
        secret.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF))
        update(byte)
    return _stored(bytes(secret), name, flags=1, method=0, checksum=checksum, size=len(content))


def _stored(
    data: bytes, name: str, *, flags: int, method: int, checksum: int = 0, size: int = 0
) -> bytes:
    path = name.encode()
    common = struct.pack(
        "<HHHHHIIIHH", 20, flags, method, 0, 0x21, checksum, len(data), size, len(path), 0
    )
    local = b"PK\x03\x04" + common + path + data
    directory = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + path
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + b"PK\x05\x06" + end


def aes_archive() -> bytes:
    """A ZIP archive that says it is locked with AES (method 99)."""
    return _stored(b"\0" * 40, "statement.csv", flags=1, method=99, size=20)


def _column_name(index: int) -> str:
    name = ""
    while index >= 0:
        name = chr(65 + index % 26) + name
        index = index // 26 - 1
    return name


def _cell_xml(row: int, column: int, value: str | float) -> str:
    place = f"{_column_name(column)}{row}"
    if isinstance(value, str):
        escaped = value.replace("&", "&amp;").replace("<", "&lt;")
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def sheet_xml(rows: Sequence[Sequence[str | float]]) -> str:
    body = "".join(
        f'<row r="{number}">'
        + "".join(_cell_xml(number, column, value) for column, value in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(rows, 1)
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'
    )


def workbook(*sheets: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """An XLSX workbook of sheets given as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path, xml in parts.items():
            bundle.writestr(path, xml)
        for path, data in (extra or {}).items():
            bundle.writestr(path, data)
    return target.getvalue()


def biff_record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff_text(text: str) -> bytes:
    """A string of the shared table: narrow if it can be."""
    if text.isascii():
        return struct.pack("<HB", len(text), 0) + text.encode()
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def biff_book(cells: Sequence[Sequence[str | float]], *, more: bytes = b"") -> bytes:
    """A workbook stream (BIFF8) of one sheet; `more` are further records of the sheet."""
    begin = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    end = biff_record(0x000A, b"")
    name = b"\x02\x00S1"
    at = len(begin) + 4 + 6 + len(name) + len(end)
    sheet = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += biff_record(0x0204, place + text)
            else:
                sheet += biff_record(0x0203, place + struct.pack("<d", value))
    listed = biff_record(0x0085, struct.pack("<IBB", at, 0, 0) + name)
    return begin + listed + end + sheet + more + end


def _padded(content: bytes, size: int = 512) -> bytes:
    return content + b"\0" * (-len(content) % size)


def compound_file(streams: Mapping[str, bytes], *, more_tables: int = 0xFFFFFFFE) -> bytes:
    """A compound file; streams under 4,096 bytes lie in mini sectors, as the format wants."""
    end, free, special = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    sectors: list[bytes] = []
    table: list[int] = []

    def store(content: bytes) -> int:
        start = len(sectors)
        parts = [content[at : at + 512] for at in range(0, len(content), 512)]
        sectors.extend(parts)
        table.extend([*range(start + 1, start + len(parts)), end])
        return start

    mini, mini_table, entries = b"", [], []
    for name, content in streams.items():
        if len(content) < 4096:
            start = len(mini) // 64
            count = -(-len(content) // 64)
            mini += _padded(content, 64)
            mini_table += [*range(start + 1, start + count), end]
        else:
            start = store(_padded(content))
        entries.append((name, 2, start, len(content)))
    root = store(_padded(mini)) if mini else end
    chain = struct.pack(f"<{len(mini_table)}I", *mini_table)
    mini_start = store(chain + b"\xff" * (-len(chain) % 512)) if mini else end
    directory = b""
    for name, kind, start, size in [("Root Entry", 5, root, len(mini)), *entries]:
        label = name.encode("utf-16-le").ljust(64, b"\0")
        directory += struct.pack(
            "<64sHBBIII16sIQQIII",
            label, 2 * len(name) + 2, kind, 1, free, free, free, b"", 0, 0, 0, start, size, 0,
        )  # fmt: skip
    first = store(_padded(directory))
    place = len(sectors)
    count = 1
    while place + count > 128 * count:
        count += 1
    table += [special] * count
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors.append(packed + b"\xff" * (512 * count - len(packed)))
    header = SIGNATURE + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIII", 0, count, first, 0, 4096)
    header += struct.pack("<IIII", mini_start, bool(mini), more_tables, 0)
    header += struct.pack(f"<{count}I", *range(place, place + count))
    return header.ljust(512, b"\xff") + b"".join(sectors)
