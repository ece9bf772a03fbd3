import pytest

from app.ledger.rows import LedgerRow, OpenedEvent, RowClaims, first_of, first_row_fault
from app.ledger.verification import FirstBad

EVENTS = {
    1: OpenedEvent("contact", {"id": "a", "channel": "phone", "outcome": None}),
    2: OpenedEvent("linked", {"code": "x"}),
    3: OpenedEvent("contact", {"id": "b", "channel": "sms", "outcome": "refused"}),
}
ROWS = (
    LedgerRow(1, "contact", {"id": "a", "channel": "phone", "outcome": None}),
    LedgerRow(3, "contact", {"id": "b", "channel": "sms"}),
)


def test_rows_that_say_what_their_events_say_are_sound() -> None:
    assert first_row_fault(RowClaims(["contact"], ROWS), EVENTS) is None
    assert first_row_fault(RowClaims(["other"], ()), EVENTS) is None


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([ROWS[0]], FirstBad(3, "row_missing")),
        ([], FirstBad(1, "row_missing")),
        ([*ROWS, LedgerRow(2, "contact", {})], FirstBad(2, "row_without_entry")),
        ([*ROWS, LedgerRow(9, "contact", {})], FirstBad(9, "row_without_entry")),
        ([ROWS[0], LedgerRow(3, "contact", {"id": "c"})], FirstBad(3, "row_differs")),
        ([LedgerRow(1, "contact", {"gone": None}), ROWS[1]], FirstBad(1, "row_differs")),
        (
            [ROWS[0], LedgerRow(3, "contact", {"id": "b", "channel": "phone"})],
            FirstBad(3, "row_differs"),
        ),
    ],
)
def test_the_first_row_that_does_not_fit_is_named(rows: list[LedgerRow], fault: FirstBad) -> None:
    assert first_row_fault(RowClaims(["contact"], rows), EVENTS) == fault


def test_an_unreadable_row_is_named() -> None:
    assert first_row_fault(RowClaims(["linked"], (), 2), EVENTS) == FirstBad(2, "row_unreadable")
    assert first_row_fault(RowClaims([], ROWS, 4), EVENTS) == FirstBad(4, "row_unreadable")


def test_the_lowest_sequence_comes_first() -> None:
    faults = [None, FirstBad(3, "a"), FirstBad(2, "b"), FirstBad(2, "c")]
    assert first_of(faults) == FirstBad(2, "b")
    assert first_of([None]) is None
