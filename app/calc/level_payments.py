"""Level payments (等额本息) and what they leave, exact to the fen: integers only."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import NamedTuple

from app.calc.money import divide_half_even


class LevelLoan(NamedTuple):
    """Every payment but the last is `level`; `balances[k]` is what is left before payment k + 1."""

    level: int
    last: int
    balances: tuple[int, ...]

    @property
    def payments(self) -> tuple[int, ...]:
        """Each payment."""
        return (*(self.level,) * (len(self.balances) - 1), self.last)

    @property
    def largest(self) -> int:
        """The largest of them."""
        return self.last if len(self.balances) == 1 else max(self.level, self.last)


@lru_cache(maxsize=512)
def monthly_rate(annual_percent: Decimal) -> Fraction:
    """A twelfth of a yearly percentage, as a ratio; a search asks for the same ones many times."""
    return Fraction(annual_percent) / 1200


def monthly_payment(balance: int, rate: Fraction, instalments: int) -> int:
    """Return the level payment in fen that repays a balance in so many months, half to even.

    What `level_payment` says for months of 30 days; `rate` is that of a month.
    """
    if not rate:
        return divide_half_even(balance, instalments)
    above, below = rate.as_integer_ratio()
    growth, scale = (below + above) ** instalments, below**instalments
    return divide_half_even(balance * growth * above, below * (growth - scale))


def level_loan(balance: int, rate: Fraction, instalments: int) -> LevelLoan | None:
    """Return the monthly payments (30/360) that repay a balance; `rate` is that of a month.

    None where rounding gives the schedule turns of its own: where nothing would be left for the
    last payment. A level payment is more than the first interest, and rounds to no less.
    """
    level = monthly_payment(balance, rate, instalments)
    balances = balances_of(balance, level, rate, instalments)
    last = balances[-1]
    if last <= 0:
        return None
    above, below = rate.as_integer_ratio()
    return LevelLoan(level, last + divide_half_even(last * above, below), tuple(balances))


def balances_of(balance: int, level: int, rate: Fraction, instalments: int) -> list[int]:
    """What is left before each of so many equal payments, in fen; at least one; 30/360.

    Not above 0 once too much was paid; it grows where the first does not cover its interest.
    """
    if not rate:
        if not level:
            return [balance] * instalments
        return list(range(balance, balance - level * instalments, -level))
    above, below = rate.as_integer_ratio()
    doubled, twice = 2 * above, 2 * below
    balances = [balance]
    for _ in range(instalments - 1):
        # divide_half_even, spelt out: a search asks for many of these.
        product = balance * doubled + below
        interest = product // twice
        if interest & 1 and not product % twice:
            interest -= 1
        balance += interest - level
        balances.append(balance)
    return balances


def is_surely_level(level: int, rate: Fraction, instalments: int) -> bool:
    """Whether rounding cannot give a plan of these monthly payments turns of its own.

    Before the last payment one payment less its interest is left; each rounding moves that by at
    most a fen, grown until then.
    """
    return level > instalments * (1 + float(rate)) ** instalments + 1


def level_payment(
    balance: int,
    rate: Fraction,
    days: Iterable[int],
    year_basis: int,
    balloon: int = 0,
    multiple: int = 1,
) -> int:
    """Return the level payment in fen that brings the balance down to the balloon.

    `rate` is a ratio per year, `days` the counted days of each period; the payment is rounded
    half to even to a whole `multiple` of fen. Exact integers: with growth 1 + a_i / D per period,
    balance * prod(D + a_i) = payment * sum_i(D**i * prod_{j>i}(D + a_j)) + balloon * D**n.
    """
    numerators = [rate.numerator * count for count in days]
    denominator = rate.denominator * year_basis
    common = gcd(denominator, *numerators)
    denominator //= common
    steps = [numerator // common for numerator in numerators]
    scale = denominator ** len(steps)
    if steps[0] and steps.count(steps[0]) == len(steps):
        growth = (denominator + steps[0]) ** len(steps)
        annuity = denominator * (growth - scale) // steps[0]
    else:
        growth, annuity = _accumulated(steps, denominator)
    return multiple * divide_half_even(balance * growth - balloon * scale, annuity * multiple)


def amortised(
    balance: int, level: int, steps: Sequence[int], divisor: int, *, is_payment: bool = True
) -> list[tuple[int, int, int]]:
    """Return principal, interest and balance of each period, in fen, one tuple a period.

    A period's interest is balance * step / divisor, rounded half to even. `level` is the whole
    payment, or the principal in it. Ends before the first period in which the level would not
    cover the interest, or would leave nothing owed: what then is for the caller to decide.
    """
    rows: list[tuple[int, int, int]] = []
    twice = 2 * divisor
    for doubled in [2 * step for step in steps]:
        # divide_half_even, spelt out: this is the innermost loop of every search.
        product = balance * doubled + divisor
        interest = product // twice
        if interest & 1 and not product % twice:
            interest -= 1
        principal = level - interest if is_payment else level
        if not 0 <= principal < balance:
            break
        balance -= principal
        rows.append((principal, interest, balance))
    return rows


def _accumulated(steps: Iterable[int], denominator: int) -> tuple[int, int]:
    """Growth of one fen over all periods and of one fen paid at the end of each."""
    growth, annuity, scale = 1, 0, 1
    for step in steps:
        factor = denominator + step
        scale *= denominator
        growth *= factor
        annuity = annuity * factor + scale
    return growth, annuity
