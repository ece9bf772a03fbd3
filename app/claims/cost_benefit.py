"""What a suit may cost and bring (得失), as ranges in fen; no chance of winning is assumed.

A court may give nothing, so losing stands beside every win. The share of wins at which it pays is
turned round into a question: how sure must one be? Shares are exact fractions, rounded once.
"""

from dataclasses import dataclass
from fractions import Fraction

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Stakes:
    """What is in dispute, the fee to prepay by track, one's own costs (fen ≥ 0).

    `payout_low` and `payout_high` are the parts of a win that arrive in the end, 0 to 1.
    """

    disputed: Span
    fee: Span
    own_costs: int
    payout_low: Fraction
    payout_high: Fraction


@dataclass(frozen=True, slots=True)
class Weighing:
    """Costs and gains of a suit, in fen; negative where it costs more than it brings.

    `gain` is what arrives if everything is won; the losing side then bears the fee (费用由败诉方
    负担), own costs stay. `loss` is what is gone if nothing is won. `break_even` is how sure one
    must be, in whole percent, for it to pay: at best and at worst; None where even a certain win
    would not pay.
    """

    gain: Span
    net_if_won: Span
    loss: Span
    break_even_best: int | None
    break_even_worst: int | None


def weigh(stakes: Stakes) -> Weighing:
    """Weigh a suit; the cautious end takes the least gain with the highest fee.

    Raises:
        ValueError: if a range is not in order, or an amount is negative.
    """
    low, high = stakes.disputed.low, stakes.disputed.high
    sums = (low, stakes.fee.low, stakes.own_costs)
    ordered = low <= high and stakes.fee.low <= stakes.fee.high
    if min(sums) < 0 or not ordered or not 0 <= stakes.payout_low <= stakes.payout_high <= 1:
        raise ValueError("ranges run from low to high, amounts are not negative")
    gain = Span(_part(low, stakes.payout_low), _part(high, stakes.payout_high))
    own = stakes.own_costs
    return Weighing(
        gain=gain,
        net_if_won=Span(gain.low - own, gain.high - own),
        loss=Span(stakes.fee.low + own, stakes.fee.high + own),
        break_even_best=_break_even(gain.high, stakes.fee.low, own),
        break_even_worst=_break_even(gain.low, stakes.fee.high, own),
    )


def _part(amount: int, share: Fraction) -> int:
    """A part of an amount, down to the whole fen."""
    return amount * share.numerator // share.denominator


def _break_even(gain: int, fee: int, own: int) -> int | None:
    """The least whole percent p with p·(gain − own) ≥ (1 − p)·(fee + own); None above 100."""
    if gain <= own:
        return None
    return -(-_WHOLE * (fee + own) // (gain + fee))


def months_of(track_low: int, track_high: int, enforcement: Span) -> Span:
    """How long until money arrives: the trial's terms, then enforcement; months."""
    return Span(track_low + enforcement.low, track_high + enforcement.high)
