"""Every layout by its own names, and files that call their columns by names never seen before."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statements.classify import classify
from app.statements.layouts import catalogue
from app.statements.parsing import parse
from app.statements.totals import counted, totals
from tests.statements.sample_files import sheet_xml, workbook
from tests.statements.samples import table_text

FILES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "statement_layouts.toml").read_text("utf-8")
)["files"]
ids = [str(file["name"]) for file in FILES]


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def content(file: dict[str, Any], order: list[int] | None = None, extra: int = 0) -> bytes:
    above = "".join(f"{line}\n" for line in file["above"])
    width = max(len(cells) for cells in (file["header"], *file["rows"]))
    header = [*file["header"], *[""] * (width - len(file["header"]))]
    return (above + table_text(header, file["rows"], order=order, extra=extra)).encode()


def check(file: dict[str, Any], data: bytes) -> None:
    statement = parse(data)
    assert (statement.institution, statement.family) == (file["institution"], file["family"])
    assert statement.unparsed == ()
    assert statement.rows == len(file["rows"])
    sums = [
        (entry.currency, entry.income, entry.expense, entry.neutral)
        for entry in totals(statement.transactions)
    ]
    assert sums == [(entry[0], *map(fen, entry[1:])) for entry in file["sums"]]
    truth = next(
        entry
        for entry in counted(classify(statement.transactions, statement.family))
        if entry.currency == "CNY"
    )
    for name in ("income", "expense", "debt_service", "transfers", "refunds"):
        assert getattr(truth, name) == fen(file["counted"].get(name, "0.00")), name
    if "days" in file:
        assert statement.period_first is not None
        assert statement.period_last is not None
        found = [statement.period_first.isoformat(), statement.period_last.isoformat()]
        assert found == file["days"]


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_layouts_to_the_fen(file: dict[str, Any]) -> None:
    check(file, content(file))


@pytest.mark.parametrize(
    "file", [file for file in FILES if file["name"] != "ccb_credit"], ids=lambda file: file["name"]
)
@settings(max_examples=12)
@given(data=st.data())
def test_order_of_columns_and_new_ones_change_nothing(
    file: dict[str, Any], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(file["header"]))))
    check(file, content(file, order=list(order), extra=data.draw(st.integers(0, 3))))


@pytest.mark.parametrize("file", FILES, ids=ids)
def test_workbooks_hold_the_same(file: dict[str, Any]) -> None:
    above = [[line] for line in file["above"]]
    check(file, workbook(sheet_xml([*above, file["header"], *file["rows"]])))


def test_every_needed_name_is_a_column_or_a_mark_of_the_layout() -> None:
    for layout in catalogue().layouts:
        own = {name for names in layout.columns.values() for name in names}
        assert layout.marks
        assert len(layout.required & own) >= 2
        assert not layout.absent & layout.required


def test_no_two_described_layouts_fit_one_header() -> None:
    for file in FILES:
        names = frozenset(name.replace("（", "(").replace("）", ")") for name in file["header"])
        fitting = [layout for layout in catalogue().layouts if layout.fits(names)]
        assert len({layout.institution for layout in fitting}) <= 1
