"""Single thresholds of the law that claims and answers compare with; figures from the rules.

Money is integer fen, rates are percent per year.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from app.calc.periods import add_months
from app.core.rules import RuleBook

SmallClaims = Literal["mandatory", "by_agreement", "not_available"]

LATEST_YEAR = 9000
"""Days after it are refused: what is counted from there could leave the calendar."""

_MONTHS_A_YEAR = 12
_ONE_DAY = timedelta(days=1)


def small_claims_track(book: RuleBook, amount: int, provincial_wage: int) -> SmallClaims:
    """Whether a money claim is a small claim (小额诉讼), by the province's average annual wage.

    民事诉讼法 165: mandatory up to half the wage, by agreement up to twice. A counterclaim and
    the other exclusions of article 166 are for the caller to see.
    """
    mandatory, agreed = small_claims_bounds(book, provincial_wage)
    if amount <= mandatory:
        return "mandatory"
    return "by_agreement" if amount <= agreed else "not_available"


def small_claims_bounds(book: RuleBook, provincial_wage: int) -> tuple[int, int]:
    """The largest amounts (fen) of a mandatory and of an agreed small claim; whole fen only."""
    rule = book.rule("CPL-165").numbers
    return (
        int(rule["mandatory_ratio"] * provincial_wage),
        int(rule["agreed_max_ratio"] * provincial_wage),
    )


def is_excessive_damages(book: RuleBook, agreed: int, loss: int) -> bool:
    """Whether liquidated damages (违约金) exceed the loss by more than the law's measure.

    合同编通则解释 65: more than thirty per cent above the loss is generally excessive; the court
    reduces on request only.
    """
    excess_percent: int = book.rule("HT-65").numbers["excess_pct"]
    return agreed * 100 > loss * (100 + excess_percent)


def damages_measure(book: RuleBook, loss: int) -> int:
    """The largest whole sum of damages (fen) that is not more than the law's measure."""
    excess_percent: int = book.rule("HT-65").numbers["excess_pct"]
    return loss * (100 + excess_percent) // 100


def recognised_principal(contract_principal: int, deducted: int) -> int:
    """The principal once interest taken in advance is left out (民法典 670): what was received.

    Raises ValueError unless 0 ≤ deducted ≤ contract_principal.
    """
    if not 0 <= deducted <= contract_principal:
        raise ValueError("what was deducted lies between nothing and the principal")
    return contract_principal - deducted


def overdue_rate_band(book: RuleBook, contract_percent: Decimal) -> tuple[Decimal, Decimal]:
    """The lowest and highest overdue rate (罚息) over a contract rate, at licensed lenders.

    银发〔2003〕251号, item 3: thirty to fifty per cent on top of the contract rate.
    """
    low, high = book.rule("PEN-251").numbers["overdue_addon_pct"]
    return contract_percent * (100 + low) / 100, contract_percent * (100 + high) / 100


def practice_rate(book: RuleBook) -> Decimal:
    """The annual percentage to which courts reduce a licensed lender's charges on request.

    法发〔2017〕22号, item 2: its wording was not read in the official text.
    """
    return Decimal(book.rule("FIN-24").numbers["total_cap_pct"])


def negative_record_ends(book: RuleBook, default_ended: date) -> date:
    """The day a negative credit record is kept to: five years after the default ended.

    征信业管理条例 16: counted from the end of the default, not from its beginning.
    """
    return add_months(default_ended, book.rule("CR-16").numbers["years"] * _MONTHS_A_YEAR)


def applied_payment(
    amount: int, costs: int, interest: int, principal: int
) -> tuple[int, int, int, int]:
    """What a payment leaves of costs, interest and principal, in that order, and the surplus.

    民法典 561: costs of enforcing the debt, then interest, then principal, unless agreed
    otherwise. All in fen ≥ 0.
    """
    left: list[int] = []
    for part in (costs, interest, principal):
        paid = min(amount, part)
        left.append(part - paid)
        amount -= paid
    return left[0], left[1], left[2], amount


def hidden_after_repair(
    book: RuleBook, overdue_on: date, amount: int, repaid_on: date | None
) -> date | None:
    """The day from which one repaired overdue record is not shown (一次性信用修复); None if never.

    The central bank's notice of 2025-12-22: records of the years named, each up to the amount
    named (fen here), repaid in full by the last day; automatic and free of charge.
    """
    rule = book.rule("CREDIT-FIX").numbers
    qualifies = (
        rule["overdue_from"] <= overdue_on <= rule["overdue_to"]
        and amount <= rule["amount_max_cny"] * 100
        and repaid_on is not None
        and repaid_on <= rule["repay_by"]
    )
    if not qualifies or repaid_on is None:
        return None
    if repaid_on <= rule["early_repaid_by"]:
        hidden: date = rule["early_hidden_from"]
        return hidden
    months_later: int = rule["hidden_months_later"]
    return add_months(repaid_on.replace(day=1), months_later + 1) - _ONE_DAY


def card_instalment_months(book: RuleBook, debt: int, monthly: int) -> tuple[int, bool, int]:
    """(months needed without interest, whether they fit, least monthly payment that fits).

    信用卡办法 70 lets a bank agree to at most sixty instalments; it need not. Fen; monthly > 0.
    """
    longest: int = book.rule("CARD-70").numbers["max_months"]
    needed = -(-debt // monthly)
    return needed, needed <= longest, -(-debt // longest)
