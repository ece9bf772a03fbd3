"""Which debt of the case a repayment line serves; never guessed when two fit alike."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from app.core.tables import data_table
from app.statements.budget_lines import ProposedLine
from app.statements.layouts import catalogue, fold_name
from app.statements.movements import movements, row_text

_DIGITS = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True)
class _Settings:
    """`app/data/categories/debt_ties.toml`."""

    enough: int
    near_percent: int
    shortest_name: int
    no_name: re.Pattern[str]
    points: Mapping[str, int]
    product_types: Mapping[str, str]


@lru_cache(maxsize=1)
def _settings() -> _Settings:
    content = data_table("categories", "debt_ties")
    parts = [*map(re.escape, content["legal_forms"]), f"^{re.escape(content['unnamed'])}"]
    return _Settings(
        enough=content["enough"],
        near_percent=content["near_percent"],
        shortest_name=content["shortest_name"],
        no_name=re.compile("|".join(parts)),
        points=content["points"],
        product_types=content["product_types"],
    )


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
    return _settings().no_name.sub("", fold_name(name))


def _names_score(texts: str, debt: DebtOfCase) -> int:
    """Whether the payments name the creditor, both one bank, or each another."""
    settings = _settings()
    cores = [core for name in debt.names if len(core := _core(name)) >= settings.shortest_name]
    if any(core in texts for core in cores):
        return settings.points["creditor_named"]
    named = fold_name("".join(debt.names))
    owed = {bank.code for bank in catalogue().issuers if bank.named_in(named)}
    paid = {bank.code for bank in catalogue().issuers if bank.named_in(texts)}
    if not owed or not paid:
        return 0
    return settings.points["same_bank" if owed & paid else "other_bank"]


def _score(line: ProposedLine, texts: str, numbers: str, debt: DebtOfCase) -> int:
    settings, product = _settings(), line.rows[0].credit_product
    points, score = settings.points, _names_score(texts, debt)
    words = movements().products.get(product)
    if words is not None and product != "credit_card" and words.search(" ".join(debt.names)):
        score += points["product_named"]
    wanted = settings.product_types.get(product)
    if wanted is not None and debt.product_type is not None:
        score += points["same_type" if debt.product_type == wanted else "other_type"]
    if any(digits in numbers for digits in _DIGITS.findall(debt.reference)):
        score += points["digits"]
    if debt.instalment and line.recurring is not None:
        apart = abs(line.recurring.typical_amount - debt.instalment)
        if apart * 100 <= debt.instalment * settings.near_percent:
            score += points["instalment"]
    return score


def debt_of(
    line: ProposedLine, debts: Sequence[DebtOfCase], paid_to: Sequence[str] = ()
) -> UUID | None:
    """The debt that a line of debt service repays; None if none or more than one fits best.

    Told by the creditor's name or bank, the product, the digits of card or contract, and the
    instalment. `paid_to` are codes of the banks whose own card files hold the rows. The way of
    paying names the bank that pays, not the one that is paid; in a card's file it is the card.
    """
    if line.direction != "debt_service" or not line.rows:
        return None
    marks = (bank.marks[0] for bank in catalogue().issuers if bank.code in paid_to)
    rows = [row.transaction for row in line.rows]
    texts = fold_name("".join((*map(row_text, rows), *marks)))
    numbers = texts + fold_name(" ".join(row.payment_method for row in rows))
    scores = sorted(((_score(line, texts, numbers, debt), debt.id) for debt in debts), reverse=True)
    if not scores or scores[0][0] < _settings().enough:
        return None
    if len(scores) > 1 and scores[1][0] == scores[0][0]:
        return None
    return scores[0][1]
