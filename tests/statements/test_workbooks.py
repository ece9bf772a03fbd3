from collections.abc import Iterator

import pytest

from app.statements import workbooks
from app.statements.layouts import catalogue
from app.statements.refusals import StatementRefused
from app.statements.tables import Row, Table
from tests.statements import sample_files as made

LIMITS = catalogue().limits


def test_every_sheet_is_a_table_with_its_lines() -> None:
    first = made.sheet_xml([("a", 1.5), (), ("b", 2.0)])
    tables = workbooks.xlsx_tables(made.workbook(first, made.sheet_xml([("c",)])), LIMITS)
    assert tables == [
        Table("xlsx", "workbook", [Row(1, ["a", "1.5"]), Row(2, ["", ""]), Row(3, ["b", "2"])]),
        Table("xlsx", "workbook", [Row(1, ["c"])]),
    ]


def test_pictures_and_macros_are_never_unpacked() -> None:
    extra = {"xl/media/image.png": b"0" * 70_000_000, "xl/vbaProject.bin": b"\0"}
    content = made.workbook(made.sheet_xml([("a",)]), extra=extra)
    assert workbooks.xlsx_tables(content, LIMITS)[0].rows == [Row(1, ["a"])]


class PanicError(BaseException):
    """As the reader's own panics: no Exception."""


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (PanicError(), StatementRefused),
        (ValueError(), StatementRefused),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (MemoryError(), MemoryError),
    ],
)
def test_what_the_reader_throws_is_damage_but_for_a_stop(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, expected: type[BaseException]
) -> None:
    def broken(_content: bytes) -> Iterator[Table]:
        raise raised

    monkeypatch.setattr(workbooks, "_sheets", broken)
    with pytest.raises(expected):
        workbooks.xlsx_tables(made.workbook(made.sheet_xml([("a",)])), LIMITS)
