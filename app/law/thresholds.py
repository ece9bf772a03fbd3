"""Single thresholds of the law that claims and answers compare with; figures from the rules.

Money is integer fen, rates are percent per year.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from app.calc.periods import add_months
from app.core.rules import RuleBook

SmallClaims = Literal["mandatory", "by_agreement", "not_available"]

_MONTHS_A_YEAR = 12


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


def negative_record_ends(book: RuleBook, default_ended: date) -> date:
    """The day a negative credit record is kept to: five years after the default ended.

    征信业管理条例 16: counted from the end of the default, not from its beginning.
    """
    return add_months(default_ended, book.rule("CR-16").numbers["years"] * _MONTHS_A_YEAR)
