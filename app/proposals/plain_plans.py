"""Plans of equal monthly payments without their rows: what a search asks of thousands of terms.

The payments are those of `app.calc.schedules` for the same terms, to the fen (30/360, half-even,
residue in the last one). Amounts in fen.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.calc.level_payments import amortised, level_payment
from app.calc.money import divide_half_even
from app.calc.periods import month_of
from app.cash_flow.budget_lines import DebtLine
from app.proposals.flows import monthly_payments
from app.proposals.lender_value import LevelFlows
from app.proposals.terms import ProposalTerms, outstanding, plan_of

_DAYS_PER_MONTH, _DAYS_PER_YEAR = 30, 360


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """A plain plan in short; `balances[k]` is what is left after k instalments, but for the last.

    `wait` counts the months before the first instalment.
    """

    upfront: int
    wait: int
    level: int
    last: int
    balances: tuple[int, ...]

    def flows(self, break_month: int) -> LevelFlows:
        """As the lender sees it, for a break after so many months."""
        count = len(self.balances)
        paid = max(0, break_month - self.wait)
        left = self.balances[paid] if paid < count else 0
        return LevelFlows(self.upfront, self.wait, self.level, self.last, count, left)


@dataclass(frozen=True, slots=True)
class Payments:
    """What a plan takes month by month from the first month looked at, and its largest payment.

    `level` is the plan in short where its payments are equal but for the last.
    """

    by_month: tuple[int, ...]
    largest: int
    level: LevelPlan | None = None


def payments_of(debt: DebtLine, terms: ProposalTerms, start_month: int) -> Payments:
    """The payments of terms; worked out row by row only where they are no plain level plan.

    Raises TermsNotPossible and ScheduleNotComputable as `plan_of` does.
    """
    found = _level(debt, terms, start_month)
    if found is not None:
        return found
    plan = plan_of(debt, terms)
    largest = max((row.payment for row in plan.schedule.rows), default=0)
    return Payments(monthly_payments(plan, start_month), largest)


def _level(debt: DebtLine, terms: ProposalTerms, start_month: int) -> Payments | None:
    """A plain plan's payments; None where its schedule has turns of its own."""
    if not is_plain(terms):
        return None
    owed, waived = outstanding(debt), terms.waive
    left = owed.total - waived.total
    financed = left - terms.upfront_payment
    wait = month_of(terms.first_due_date) - start_month
    if financed <= 0 or wait < 0 or any(map(int.__gt__, waived.parts, owed.parts)):
        return None
    rate, count = Fraction(terms.annual_rate_percent) / 100, terms.instalments
    above, below = rate.numerator * _DAYS_PER_MONTH, rate.denominator * _DAYS_PER_YEAR
    level = level_payment(financed, rate, [_DAYS_PER_MONTH] * count, _DAYS_PER_YEAR)
    rows = amortised(financed, level, [above] * (count - 1), below)
    if len(rows) < count - 1:
        return None
    balance = rows[-1][2] if rows else financed
    last = balance + divide_half_even(balance * above, below)
    by_month = [0] * (wait + count)
    by_month[wait:] = [*[level] * (count - 1), last]
    by_month[0] += terms.upfront_payment
    balances = (financed, *(balance for _principal, _interest, balance in rows))
    plan = LevelPlan(terms.upfront_payment, wait, level, last, balances)
    return Payments(tuple(by_month), max(level, last) if count > 1 else last, plan)


def is_plain(terms: ProposalTerms) -> bool:
    """Whether nothing is asked for but equal payments."""
    graces = terms.grace_principal or terms.grace_interest
    amounts = terms.instalment_amount is not None or terms.steps or terms.balloon
    return terms.capitalise_arrears and not graces and not amounts
