from datetime import date

import pytest

from app.evidence.strength import Held, Status, status_of

TODAY = date(2026, 11, 24)
FRESH = Held("a", None, date(2026, 11, 1))
KEPT = Held("b", original_kept=True, dated_on=date(2026, 11, 1))
COPY = Held("c", original_kept=False, dated_on=date(2026, 11, 1))
OLD = Held("d", original_kept=True, dated_on=date(2026, 9, 24))


@pytest.mark.parametrize(
    ("pieces", "days", "status"),
    [
        ([], None, "missing"),
        ([FRESH], None, "held"),
        ([KEPT], 60, "held"),
        ([COPY], None, "weak"),
        ([COPY, FRESH], None, "held"),
        ([OLD], None, "held"),
        ([OLD], 61, "held"),
        ([OLD], 60, "expired"),
        ([OLD, COPY], 60, "weak"),
        ([OLD, KEPT], 60, "held"),
    ],
)
def test_an_item_is_as_good_as_its_best_piece(
    pieces: list[Held], days: int | None, status: Status
) -> None:
    assert status_of(pieces, days, TODAY) == status
