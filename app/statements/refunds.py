"""Refunds (退款) paired with the purchases they belong to, so that each counts once.

A wallet may tell a refund three times: in the purchase's own amount (`131.77(已退款89.84)`), in
its status, and as a row of its own. What a purchase has already taken off, or a closed order
never cost, is not taken off again by the refund's row.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, islice
from typing import Any, Protocol

_MOST_SUFFIXES = 8
_WINDOW = 100  # purchases of one order or merchant looked at; keeps hostile files linear


class Paired(Protocol):
    """What of a row decides which refund belongs to which purchase.

    `occurred_at` is any measure of time, the same in all rows.
    """

    @property
    def occurred_at(self) -> Any:
        """When."""

    @property
    def amount(self) -> int:
        """Fen."""

    @property
    def refunded(self) -> int:
        """Fen that the row itself says were given back."""

    @property
    def currency(self) -> str:
        """Its code."""

    @property
    def counterparty(self) -> str:
        """The merchant."""

    @property
    def category_text(self) -> str:
        """The merchant of some refunds: `merchant-退款`."""

    @property
    def external_id(self) -> str:
        """The wallet's number."""

    @property
    def merchant_order_id(self) -> str:
        """The merchant's number."""


@dataclass(slots=True)
class _Purchase:
    """A purchase that already accounts for refunds, and how much of them is not yet paired."""

    transaction: Paired
    left: int

    def takes(self, refund: Paired) -> bool:
        """Whether the refund may be of this purchase: later, same currency, not used up."""
        bought = self.transaction
        is_earlier: bool = bought.occurred_at <= refund.occurred_at
        return self.left > 0 and is_earlier and bought.currency == refund.currency


class _Register:
    """Purchases by order number and by merchant."""

    def __init__(self) -> None:
        self._by_order: defaultdict[str, list[_Purchase]] = defaultdict(list)
        self._by_merchant: defaultdict[str, list[_Purchase]] = defaultdict(list)

    def add(self, row: Paired, *, is_closed: bool) -> None:
        purchase = _Purchase(row, row.amount if is_closed else row.refunded)
        self._by_order[row.external_id].append(purchase)
        self._by_order[row.merchant_order_id].append(purchase)
        if not is_closed:
            # A closed order may never have been paid: only its own number makes a refund its.
            self._by_merchant[row.counterparty].append(purchase)

    def candidates(self, refund: Paired) -> Iterator[_Purchase]:
        """Purchases with one of its numbers, then those of its merchant."""
        for key in filter(None, order_keys(refund)):
            yield from islice(self._by_order.get(key, ()), _WINDOW)
        if self._by_merchant:
            for key in {refund.counterparty, refund.category_text.removesuffix("-退款")} - {""}:
                yield from islice(self._by_merchant.get(key, ()), _WINDOW)


def order_keys(refund: Paired) -> Iterator[str]:
    """Numbers under which a closed order can be a refund's: its own and the merchant's.

    Wallets append `_suffix` to the order number of a refund, so its heads are tried, too.
    """
    parts = refund.external_id.split("_", _MOST_SUFFIXES)
    yield from accumulate(parts, "{}_{}".format)
    yield refund.merchant_order_id


def _distance(amount: int, purchase: _Purchase) -> tuple[bool, bool]:
    return purchase.left != amount, purchase.left < amount


def absorbed(
    rows: Sequence[Paired], refunds: Sequence[int], purchases: Mapping[int, bool]
) -> dict[int, int]:
    """How many fen of each refund row are already accounted for, by index in `rows`.

    `refunds` are the indices of refund rows; `purchases` tells by index which rows account for
    refunds themselves, and whether that is because they are closed. The earliest refund is
    paired first, an exact amount before a larger one.
    """
    register = _Register()
    for index, is_closed in purchases.items():
        register.add(rows[index], is_closed=is_closed)
    taken = {}
    for index in sorted(refunds, key=lambda index: rows[index].occurred_at):
        refund = rows[index]
        fitting = [entry for entry in register.candidates(refund) if entry.takes(refund)]
        if fitting:
            is_clear = len(fitting) == 1
            best = fitting[0] if is_clear else min(fitting, key=partial(_distance, refund.amount))
            taken[index] = min(best.left, refund.amount)
            best.left -= taken[index]
    return taken
