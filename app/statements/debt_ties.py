"""Which debt of the case a repayment line serves; never guessed when two fit alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.statements.budget_lines import ProposedLine
from app.statements.layouts import catalogue, fold_name
from app.statements.movements import movements, row_text

_DIGITS = re.compile(r"\d{4,}")
_CORPORATE = re.compile(r"股份有限公司|有限责任公司|有限公司|公司|信用卡中心|\(示例\)|^某")
_NEAR_PERCENT = 2
_SHORTEST_NAME = 2
_ENOUGH = 2
_PRODUCT_TYPES = {
    "credit_card": "credit_card",
    "huabei": "revolving_consumer_credit",
    "baitiao": "revolving_consumer_credit",
    "fenfu": "revolving_consumer_credit",
    "meituan_monthly": "revolving_consumer_credit",
    "douyin_monthly": "revolving_consumer_credit",
    "mortgage": "mortgage",
    "car_loan": "car_loan",
}


@dataclass(frozen=True, slots=True)
class DebtOfCase:
    """What of a debt a repayment may name; `instalment` in fen."""

    id: UUID
    names: tuple[str, ...]
    product_type: str | None
    reference: str
    instalment: int | None


def _core(name: str) -> str:
    """What is left of a firm's name when its legal form is gone."""
    return _CORPORATE.sub("", fold_name(name))


def _names_score(texts: str, debt: DebtOfCase) -> int:
    """4 if the payments name the creditor, 3 if both name one bank, -4 if each names another."""
    cores = [core for name in debt.names if len(core := _core(name)) > _SHORTEST_NAME]
    if any(core in texts for core in cores):
        return 4
    named = fold_name("".join(debt.names))
    owed = {bank.code for bank in catalogue().issuers if bank.named_in(named)}
    paid = {bank.code for bank in catalogue().issuers if bank.named_in(texts)}
    if not owed or not paid:
        return 0
    return 3 if owed & paid else -4


def _score(line: ProposedLine, product: str, texts: str, debt: DebtOfCase) -> int:
    score = _names_score(texts, debt)
    words = movements().products.get(product)
    if words is not None and product != "credit_card" and words.search(" ".join(debt.names)):
        score += 3
    wanted = _PRODUCT_TYPES.get(product)
    if wanted is not None and debt.product_type is not None:
        score += 2 if debt.product_type == wanted else -2
    if any(digits in texts for digits in _DIGITS.findall(debt.reference)):
        score += 4
    if debt.instalment and line.recurring is not None:
        apart = abs(line.recurring.typical_amount - debt.instalment)
        score += 2 if apart * 100 <= debt.instalment * _NEAR_PERCENT else 0
    return score


def debt_of(
    line: ProposedLine, debts: Sequence[DebtOfCase], paid_to: Sequence[str] = ()
) -> UUID | None:
    """The debt that a line of debt service repays; None if none or more than one fits best.

    Told by the creditor's name or bank, the product, the digits of card or contract, and the
    instalment. `paid_to` are codes of the banks whose own card files hold the rows.
    """
    if line.direction != "debt_service" or not line.rows:
        return None
    marks = (bank.marks[0] for bank in catalogue().issuers if bank.code in paid_to)
    rows = (f"{row_text(row.transaction)} {row.transaction.payment_method}" for row in line.rows)
    texts = fold_name("".join((*rows, *marks)))
    product = line.rows[0].credit_product
    scores = sorted(((_score(line, product, texts, debt), debt.id) for debt in debts), reverse=True)
    if not scores or scores[0][0] < _ENOUGH:
        return None
    if len(scores) > 1 and scores[1][0] == scores[0][0]:
        return None
    return scores[0][1]
