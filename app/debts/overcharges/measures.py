"""What a loan comes to at a ceiling, beside what was charged; amounts in fen.

All charges count, whatever they are called: what was paid and is still claimed, less what was
received. The low end of a range counts only the payments that some paper shows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.calc.loan_accounts import Account, RateStep, run_account

PAPERS = ("statement", "receipt", "lender_record")
"""Sources of a payment that can be shown to others; memory alone cannot."""


UNCERTAIN = frozenset(
    {"received_missing", "payments_missing", "received_assumed", "history_incomplete"}
)
"""Doubts under which the figures can be far from what they would be."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment made, and whether a paper shows it."""

    on: date
    amount: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Loan:
    """What was received and paid, and what the lender claims on the day of the answer.

    `claimed` is None while that is unknown.
    """

    received: int
    received_on: date
    payments: tuple[Payment, ...]
    claimed: int | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Band:
    """A figure, and what it is at least and at most, as far as payments can be shown."""

    amount: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A loan measured by one ceiling.

    `permitted` is the interest the ceiling allows up to the day, `charged` what was paid and is
    claimed beyond the money received, `above` the part of it above the ceiling, `balance` what
    would be owed, `overpaid` what was paid although nothing was owed any more, `reduction` by how
    much the claim exceeds the balance.
    """

    account: Account
    permitted: int
    charged: int | None
    above: Band | None
    overpaid: Band
    reduction: Band | None

    @property
    def balance(self) -> int:
        """What would be owed."""
        return self.account.balance


def steps_from(
    received_on: date, percent: Decimal, changes: Iterable[tuple[date, Decimal]]
) -> tuple[RateStep, ...]:
    """What measures from the receipt on, in order; what changed before it never measured."""
    steps: tuple[RateStep, ...] = (RateStep(received_on, percent),)
    for since, changed in changes:
        if since <= received_on:
            steps = (RateStep(received_on, changed),)
        else:
            steps += (RateStep(since, changed),)
    return steps


def measured(loan: Loan, steps: Sequence[RateStep]) -> Measure:
    """Measure a loan by a ceiling that may change from a day on."""
    full = _account(loan, loan.payments, steps)
    shown = _account(loan, [each for each in loan.payments if each.is_shown], steps)
    charged = _charged(loan, full)
    return Measure(
        account=full,
        permitted=full.accrued,
        charged=charged,
        above=None if charged is None else _band(_above(loan, full), _above(loan, shown)),
        overpaid=_band(full.overpaid, shown.overpaid),
        reduction=(
            None if loan.claimed is None else _band(_reduction(loan, full), _reduction(loan, shown))
        ),
    )


def doubts(
    loan: Loan, *, is_complete: bool | None, received_is_assumed: bool = False
) -> tuple[str, ...]:
    """Codes of what keeps the figures from being certain, the gravest first.

    Less paid and still claimed than was received: payments are missing, unless the lender gave
    something up, which a complete history tells.
    """
    paid = sum(payment.amount for payment in loan.payments)
    found = {
        "payments_missing": (
            not is_complete and loan.claimed is not None and paid + loan.claimed < loan.received
        ),
        "received_assumed": received_is_assumed,
        "history_incomplete": not is_complete,
        "payments_without_paper": not all(payment.is_shown for payment in loan.payments),
        "claim_unknown": loan.claimed is None,
    }
    return tuple(code for code, applies in found.items() if applies)


def certainty_of(found: Sequence[str]) -> str:
    """How sure the facts are: `established`, `partly` or `uncertain`."""
    if UNCERTAIN & set(found):
        return "uncertain"
    return "partly" if found else "established"


def _account(loan: Loan, payments: Sequence[Payment], steps: Sequence[RateStep]) -> Account:
    flows = [(payment.on, payment.amount) for payment in payments]
    return run_account(loan.received, loan.received_on, flows, steps, loan.as_of)


def _charged(loan: Loan, account: Account) -> int | None:
    if loan.claimed is None:
        return None
    return sum(row.paid for row in account.rows) + loan.claimed - loan.received


def _above(loan: Loan, account: Account) -> int:
    return max((_charged(loan, account) or 0) - account.accrued, 0)


def _reduction(loan: Loan, account: Account) -> int:
    return max((loan.claimed or 0) - account.balance, 0)


def _band(full: int, shown: int) -> Band:
    return Band(full, min(full, shown), max(full, shown))
