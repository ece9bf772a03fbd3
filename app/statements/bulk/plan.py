"""What each column of a file is to the bulk reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.statements.layouts import Layout
from app.statements.rows import bound_places

TEXTS = ("counterparty", "description", "category_text", "payment_method")
PASSED_ON = ("external_id", "merchant_order_id", "balance")
"""What rows of one class may differ in, and no rule looks at."""
ORDER_NUMBERS = ("external_id", "merchant_order_id")
MERCHANTS = ("counterparty", "category_text")
PAIRING = (*ORDER_NUMBERS, *MERCHANTS)
"""What refunds find their purchase by."""
_ONE_BY_ONE = frozenset({"time", "income", "expense"})
_SIGNS = frozenset({"direction", "signed", "reversed"})


@dataclass(frozen=True, slots=True)
class Plan:
    """Column numbers by their part in reading a row.

    `texts` matter to kind and category by the words they hold, `shaping` by their whole content
    (direction, currency, status, whatever a layout adds); the figures are read at once, and all
    other columns only pass through. `pairing` are those by which refunds find their purchase.
    """

    date: int
    amount: int
    texts: tuple[int, ...]
    shaping: tuple[int, ...]
    pairing: Mapping[str, int]

    @property
    def least_width(self) -> int:
        """Cells that a row must have to be read this way."""
        return max(self.date, self.amount, *self.texts, *self.shaping) + 1

    def passing(self, width: int) -> list[tuple[int, int]]:
        """The other columns of a row with `width` cells: (first, last) of each run of them."""
        used = {self.date, self.amount, *self.texts, *self.shaping}
        runs: list[tuple[int, int]] = []
        for place in range(width):
            if place in used:
                continue
            if runs and runs[-1][1] == place - 1:
                runs[-1] = (runs[-1][0], place)
            else:
                runs.append((place, place))
        return runs


def plan_of(layout: Layout, names: Sequence[str]) -> Plan | None:
    """The plan under a header; None if rows of this layout are read one by one.

    Those are layouts with a column for each direction or for the time of day, and those that tell
    directions by words anywhere in the row.
    """
    if layout.sign not in _SIGNS:
        return None
    places: Mapping[str, tuple[int, ...]] = bound_places(layout, names)
    if not places.keys() >= {"date", "amount"} or places.keys() & _ONE_BY_ONE:
        return None
    date, amount = places["date"][0], places["amount"][0]
    texts = {place for role in places.keys() & {*TEXTS} for place in places[role]}
    others = places.keys() - {*TEXTS, *PASSED_ON, "date", "amount"}
    shaping = {place for role in others for place in places[role]}
    if (texts | shaping) & {date, amount} or date == amount:
        return None
    pairing = {role: places[role][0] for role in PAIRING if role in places}
    return Plan(date, amount, tuple(sorted(texts - shaping)), tuple(sorted(shaping)), pairing)
