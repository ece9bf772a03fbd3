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

from app.statements.transactions import Transaction

_MOST_SUFFIXES = 8
_WINDOW = 100  # purchases of one order or merchant looked at; keeps hostile files linear


@dataclass(slots=True)
class _Purchase:
    """A purchase that already accounts for refunds, and how much of them is not yet paired."""

    transaction: Transaction
    left: int

    def takes(self, refund: Transaction) -> bool:
        """Whether the refund may be of this purchase: later, same currency, not used up."""
        bought = self.transaction
        return (
            self.left > 0
            and bought.currency == refund.currency
            and bought.occurred_at <= refund.occurred_at
        )


class _Register:
    """Purchases by order number and by merchant."""

    def __init__(self) -> None:
        self._by_order: defaultdict[str, list[_Purchase]] = defaultdict(list)
        self._by_merchant: defaultdict[str, list[_Purchase]] = defaultdict(list)

    def add(self, row: Transaction, *, is_closed: bool) -> None:
        purchase = _Purchase(row, row.amount if is_closed else row.refunded)
        self._by_order[row.external_id].append(purchase)
        self._by_order[row.merchant_order_id].append(purchase)
        if not is_closed:
            # A closed order may never have been paid: only its own number makes a refund its.
            self._by_merchant[row.counterparty].append(purchase)

    def candidates(self, refund: Transaction) -> Iterator[_Purchase]:
        """Purchases with one of its numbers, then those of its merchant."""
        merchants = {refund.counterparty, refund.category_text.removesuffix("-退款")}
        keys = [(self._by_order, key) for key in order_keys(refund)]
        keys += [(self._by_merchant, key) for key in merchants]
        for register, key in keys:
            if key:
                yield from islice(register.get(key, ()), _WINDOW)


def order_keys(refund: Transaction) -> Iterator[str]:
    """Numbers under which a closed order can be a refund's: its own and the merchant's.

    Wallets append `_suffix` to the order number of a refund, so its heads are tried, too.
    """
    parts = refund.external_id.split("_", _MOST_SUFFIXES)
    yield from accumulate(parts, "{}_{}".format)
    yield refund.merchant_order_id


def _distance(amount: int, purchase: _Purchase) -> tuple[bool, bool]:
    return purchase.left != amount, purchase.left < amount


def absorbed(
    rows: Sequence[Transaction], refunds: Sequence[int], purchases: Mapping[int, bool]
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
            best = min(fitting, key=partial(_distance, refund.amount))
            taken[index] = min(best.left, refund.amount)
            best.left -= taken[index]
    return taken
