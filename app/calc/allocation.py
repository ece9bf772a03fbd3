"""Splitting one monthly amount over several debts, to the fen.

Nobody pays more than is owed: the shares add up to the amount exactly, or to all balances when
the amount is larger than these together. Left-over fen go to the higher rate, then input order.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from app.calc.money import divide_half_even, share_by_largest_remainder


@dataclass(frozen=True, slots=True)
class Share:
    """A debt that takes part: amounts in fen, rate in percent per year."""

    ref: str
    balance: int
    contractual_payment: int
    annual_rate_percent: Decimal
    is_essential: bool = False


@dataclass(frozen=True, slots=True)
class PayoffMonth:
    """One month of a payoff plan, in fen and in the debts' order; balances after payment."""

    number: int
    interest: tuple[int, ...]
    shares: tuple[int, ...]
    balances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PayoffPlan:
    """The months until all is paid, or until the limit: then `is_paid_off` is false."""

    months: tuple[PayoffMonth, ...]
    is_paid_off: bool
    total_interest: int
    total_paid: int


_WEIGHTS: Final[Mapping[str, Callable[[Share], int]]] = MappingProxyType(
    {
        "pro_rata": lambda debt: debt.balance,
        "contractual": lambda debt: debt.contractual_payment,
        "equal": lambda _: 1,
    }
)
_PRIORITIES: Final[Mapping[str, Callable[[Share], tuple[Decimal | int, int]]]] = MappingProxyType(
    {
        "avalanche": lambda debt: (-debt.annual_rate_percent, debt.balance),
        "snowball": lambda debt: (debt.balance, 0),
    }
)
_ESSENTIAL_FIRST: Final = "essential_first"
_HOPELESS: Final = 10**16
ALLOCATION_METHODS: Final = (*_WEIGHTS, *_PRIORITIES, _ESSENTIAL_FIRST)


def allocate(amount: int, method: str, debts: Sequence[Share], floor: int = 0) -> tuple[int, ...]:
    """Return each debt's share in fen, in the debts' order.

    `pro_rata`, `contractual` and `equal` split by balance, by contractual payment or evenly,
    with at least min(floor, balance) each. `avalanche` and `snowball` first pay
    min(contractual payment, balance) each, then the highest rate (ties: smaller balance) or the
    smallest balance, then the next; when the money does not cover the first step each gets the
    floor and the rest goes pro rata by balance. `essential_first` pays those that keep a roof or
    the work first (先保基本生活): their contractual payments, then the others pro rata by balance,
    then what is left of the essential ones. An amount below all floors goes pro rata by balance.
    Raises KeyError for an unknown method, ValueError for negative figures.
    """
    if min([amount, floor, *(min(debt.balance, debt.contractual_payment) for debt in debts)]) < 0:
        raise ValueError("amounts must not be negative")
    balances = [debt.balance for debt in debts]
    payable = min(amount, sum(balances))
    order = sorted(range(len(debts)), key=lambda index: -debts[index].annual_rate_percent)
    ranked = [debts[index] for index in order]
    if method in _WEIGHTS:
        weights = [_WEIGHTS[method](debt) for debt in ranked]
        shares = _bounded(payable, weights, ranked, floor)
    elif method == _ESSENTIAL_FIRST:
        shares = _essential_first(payable, ranked, floor)
    else:
        shares = _by_priority(payable, ranked, floor, _PRIORITIES[method])
    by_index = dict(zip(order, shares, strict=True))
    return tuple(by_index[index] for index in range(len(debts)))


def payoff_plan(
    amount: int,
    method: str,
    debts: Sequence[Share],
    *,
    floor: int = 0,
    max_months: int = 600,
    committed: Sequence[int] = (),
) -> PayoffPlan:
    """Pay the same amount every month until nothing is owed.

    `committed` is what the first months' amount is promised to already, elsewhere: it is taken
    off first, and a month whose promises exceed the amount has nothing to allocate.

    Each month every balance first bears a twelfth of its annual rate, rounded half to even, then
    the amount is allocated anew over the balances as they stand. The plan ends unpaid after
    `max_months`, or when a balance has grown past what can be written down (10^16 fen).
    """
    balances = [debt.balance for debt in debts]
    months: list[PayoffMonth] = []
    while any(balances) and len(months) < max_months and max(balances) < _HOPELESS:
        interest = [
            _monthly_interest(balance, debt) for balance, debt in zip(balances, debts, strict=True)
        ]
        owed = [
            replace(debt, balance=balance + added)
            for debt, balance, added in zip(debts, balances, interest, strict=True)
        ]
        promised = committed[len(months)] if len(months) < len(committed) else 0
        shares = allocate(max(amount - promised, 0), method, owed, floor)
        balances = [debt.balance - share for debt, share in zip(owed, shares, strict=True)]
        months.append(PayoffMonth(len(months) + 1, tuple(interest), shares, tuple(balances)))
    return PayoffPlan(
        tuple(months),
        not any(balances),
        sum(sum(month.interest) for month in months),
        sum(sum(month.shares) for month in months),
    )


def _monthly_interest(balance: int, debt: Share) -> int:
    rate = Fraction(debt.annual_rate_percent)
    return divide_half_even(balance * rate.numerator, 1200 * rate.denominator)


def _by_priority(
    amount: int,
    debts: Sequence[Share],
    floor: int,
    priority: Callable[[Share], tuple[Decimal | int, int]],
) -> list[int]:
    shares = [min(debt.contractual_payment, debt.balance) for debt in debts]
    rest = amount - sum(shares)
    if rest < 0:
        return _floor_then_pro_rata(amount, debts, floor)
    for index in sorted(range(len(debts)), key=lambda index: priority(debts[index])):
        extra = min(rest, debts[index].balance - shares[index])
        shares[index] += extra
        rest -= extra
    return shares


def _essential_first(amount: int, debts: Sequence[Share], floor: int) -> list[int]:
    first = [min(debt.contractual_payment, debt.balance) * debt.is_essential for debt in debts]
    if amount <= sum(first):
        due = [replace(debt, balance=part) for debt, part in zip(debts, first, strict=True)]
        return _bounded(amount, first, due, 0)
    rest = amount - sum(first)
    others = [replace(debt, balance=0) if debt.is_essential else debt for debt in debts]
    to_others = min(rest, sum(debt.balance for debt in others))
    added = _bounded(to_others, [debt.balance for debt in others], others, floor)
    left = [
        replace(debt, balance=(debt.balance - part) * debt.is_essential)
        for debt, part in zip(debts, first, strict=True)
    ]
    more = _bounded(rest - to_others, [debt.balance for debt in left], left, 0)
    return [sum(parts) for parts in zip(first, added, more, strict=True)]


def _floor_then_pro_rata(amount: int, debts: Sequence[Share], floor: int) -> list[int]:
    """Give each the floor, then the rest by balance; a debt filled up passes its part on."""
    floors = [min(floor, debt.balance) for debt in debts]
    rest = amount - sum(floors)
    if rest < 0:
        return list(share_by_largest_remainder(amount, [debt.balance for debt in debts]))
    remaining = [
        Share(debt.ref, debt.balance - least, 0, debt.annual_rate_percent)
        for debt, least in zip(debts, floors, strict=True)
    ]
    added = _bounded(rest, [debt.balance for debt in debts], remaining, 0)
    return [least + more for least, more in zip(floors, added, strict=True)]


def _bounded(amount: int, weights: Sequence[int], debts: Sequence[Share], floor: int) -> list[int]:
    """Split by weights between each debt's floor and balance: x_i = clip(t w_i, floor, balance).

    The amount is at most the sum of balances. Bounds met are whole fen, so the largest remainder
    of the others keeps within theirs.
    """
    caps = [debt.balance for debt in debts]
    floors = [min(floor, cap) for cap in caps]
    if sum(floors) > amount:
        return list(share_by_largest_remainder(amount, caps))
    if not any(weights):
        weights = [1] * len(debts)
    plain = share_by_largest_remainder(amount, weights)
    if all(low <= part <= high for low, part, high in zip(floors, plain, caps, strict=True)):
        return list(plain)
    shares = [
        cap if weight else least for cap, weight, least in zip(caps, weights, floors, strict=True)
    ]
    if sum(shares) <= amount:
        return _with_unweighted(amount, weights, debts, floor, shares)
    level = _level_between_bends(amount, weights, floors, caps)
    between = []
    for index, weight in enumerate(weights):
        if level * weight <= floors[index]:
            shares[index] = floors[index]
        elif level * weight < caps[index]:
            between.append(index)
            shares[index] = 0
    parts = share_by_largest_remainder(amount - sum(shares), [weights[index] for index in between])
    for index, part in zip(between, parts, strict=True):
        shares[index] = part
    return shares


def _with_unweighted(
    amount: int, weights: Sequence[int], debts: Sequence[Share], floor: int, shares: list[int]
) -> list[int]:
    """Give what is left, once all weighted debts are paid off, to those of weight 0 by balance."""
    others = [index for index, weight in enumerate(weights) if not weight]
    rest = amount - sum(share for share, weight in zip(shares, weights, strict=True) if weight)
    open_debts = [debts[index] for index in others]
    parts = _bounded(rest, [debt.balance for debt in open_debts], open_debts, floor)
    for index, part in zip(others, parts, strict=True):
        shares[index] = part
    return shares


def _level_between_bends(
    amount: int, weights: Sequence[int], floors: Sequence[int], caps: Sequence[int]
) -> Fraction:
    """A t that lies on the same side of every bound as the one that gives the amount.

    The sum of clip(t w_i, floor_i, cap_i) rises in t and bends where a bound is met; between two
    bends the same debts are at a bound, so any t there tells which.
    """

    def total(level: Fraction) -> Fraction:
        return sum(
            (
                min(max(level * weight, Fraction(least)), Fraction(cap))
                for weight, least, cap in zip(weights, floors, caps, strict=True)
            ),
            start=Fraction(0),
        )

    bends = sorted(
        {
            Fraction(bound, weight)
            for weight, least, cap in zip(weights, floors, caps, strict=True)
            if weight
            for bound in (least, cap)
        }
    )
    after = bisect_right(bends, Fraction(amount), key=total)
    return (bends[after - 1] + bends[after]) / 2
