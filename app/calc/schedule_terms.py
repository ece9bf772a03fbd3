"""A loan's terms: amounts in fen, rates in percent per year, instalments counted from 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.calc.periods import DAY_COUNTS

METHODS: Final = ("equal_instalment", "equal_principal", "interest_only", "flat_fee", "bullet")
"""等额本息, 等额本金, 先息后本, 按期收取手续费或等本等息, 到期一次还本付息."""

DEFERRALS: Final = ("paid_after_grace", "capitalised", "carried_forward")
"""What becomes of interest deferred by a grace: paid right after it, added to the principal
(计入本金), or carried without interest to the last instalment (挂账)."""

_WITHOUT_AMOUNT: Final = ("interest_only", "bullet")


class ScheduleNotComputable(ValueError):
    """Terms that give no schedule: a code and its figures, for the caller to put into words."""

    def __init__(self, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, int | str] = params


@dataclass(frozen=True, slots=True)
class Step:
    """From this instalment on the payment is this many fen, fee and interest included."""

    from_instalment: int
    payment: int


@dataclass(frozen=True, slots=True)
class Variation:
    """A change of terms from one instalment on; earlier instalments stay as they were.

    A new rate or extra instalments recompute the level payment of all that remain; a date shift
    or a grace does so unless an amount was agreed. The graces count from `from_instalment` and
    lengthen nothing by themselves. A shift moves the following due dates too. What is waived
    (减免) goes first: `waive_interest` takes off interest deferred so far, `waive_principal` the
    balance.
    """

    from_instalment: int
    annual_rate_percent: Decimal | None = None
    instalment_amount: int | None = None
    extra_instalments: int | None = None
    shift_due_to: date | None = None
    grace_principal: int | None = None
    grace_interest: int | None = None
    waive_principal: int = 0
    waive_interest: int = 0


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """A loan as agreed, or as proposed.

    `instalments` counts all, graces included. Interest runs from `disbursed_on`, by default one
    period before the first due date. `flat_fee_percent_per_period` is charged on the original
    principal in every period, by any method; method `flat_fee` without it charges the annual
    rate on the original principal (等本等息). `period_days` replaces `period_months`. What is paid
    up front, on the day interest starts, is no instalment and bears no interest. A computed
    payment is rounded to a whole `payment_multiple` of fen, as some lenders do to the yuan.
    """

    principal: int
    annual_rate_percent: Decimal
    instalments: int
    first_due_date: date
    method: str = "equal_instalment"
    disbursed_on: date | None = None
    day_count: str = "30_360"
    flat_fee_percent_per_period: Decimal | None = None
    grace_principal: int = 0
    grace_interest: int = 0
    period_months: int = 1
    period_days: int | None = None
    instalment_amount: int | None = None
    steps: tuple[Step, ...] = ()
    balloon: int = 0
    upfront_payment: int = 0
    deferred_interest: str = "paid_after_grace"
    payment_multiple: int = 1
    variations: tuple[Variation, ...] = ()

    @property
    def financed(self) -> int:
        """What is left to be paid in instalments once the payment up front is made."""
        return self.principal - self.upfront_payment

    @property
    def names_amounts(self) -> bool:
        """Whether any payment is agreed as an amount instead of being computed."""
        return (
            self.instalment_amount is not None
            or bool(self.steps)
            or any(change.instalment_amount is not None for change in self.variations)
        )


def check_terms(terms: LoanTerms) -> None:
    """Raise ScheduleNotComputable, with the first code that applies, for terms without meaning."""
    for code, broken in (
        ("principal_not_positive", terms.principal <= 0),
        ("upfront_not_below_principal", terms.upfront_payment >= terms.principal),
        ("instalments_not_positive", terms.instalments <= 0),
        ("unknown_method", terms.method not in METHODS),
        ("unknown_day_count", terms.day_count not in DAY_COUNTS),
        ("unknown_deferral", terms.deferred_interest not in DEFERRALS),
        ("multiple_not_positive", terms.payment_multiple <= 0),
        ("period_not_positive", _has_empty_period(terms)),
        ("rate_negative", _has_negative_rate(terms)),
        ("amount_negative", _has_negative_amount(terms)),
        ("step_repeated", len({step.from_instalment for step in terms.steps}) < len(terms.steps)),
        ("amount_without_effect", terms.names_amounts and terms.method in _WITHOUT_AMOUNT),
        ("balloon_above_principal", terms.balloon > terms.financed),
        ("grace_exceeds_term", not _has_room_for_graces(terms)),
    ):
        if broken:
            raise ScheduleNotComputable(code)


def _has_empty_period(terms: LoanTerms) -> bool:
    length = terms.period_months if terms.period_days is None else terms.period_days
    return length <= 0


def _has_negative_rate(terms: LoanTerms) -> bool:
    rates = [change.annual_rate_percent for change in terms.variations]
    rates += [terms.annual_rate_percent, terms.flat_fee_percent_per_period]
    return any(rate is not None and rate < 0 for rate in rates)


def _has_negative_amount(terms: LoanTerms) -> bool:
    amounts = [change.instalment_amount for change in terms.variations]
    for change in terms.variations:
        amounts += [change.extra_instalments, change.grace_principal, change.grace_interest]
        amounts += [change.waive_principal, change.waive_interest]
    amounts += [step.payment for step in terms.steps]
    amounts += [terms.instalment_amount, terms.balloon, terms.upfront_payment]
    return any(amount is not None and amount < 0 for amount in amounts)


def _has_room_for_graces(terms: LoanTerms) -> bool:
    graces = (terms.grace_principal, terms.grace_interest)
    return all(0 <= grace < terms.instalments for grace in graces)
