from typing import Any, get_args
from uuid import UUID

import pytest

from app.core.tables import data_table
from app.law.schemas import ProductType
from app.statements.budget_lines import ProposedLine
from app.statements.classify import Classified
from app.statements.debt_ties import DebtOfCase, debt_of
from app.statements.movements import movements
from tests.statements.rows import classified, proposed

DAYS = ("2026-01-05", "2026-02-05", "2026-03-05")


def repaid(product: str = "credit_card", amount: int = 50000, **fields: Any) -> ProposedLine:
    rows: list[Classified] = [
        classified(day, amount, kind="debt_service", credit=product, direction="neutral", **fields)
        for day in DAYS
    ]
    (line,) = proposed(rows)
    return line


def debt(number: int, *names: str, kind: str | None = None, **facts: Any) -> DebtOfCase:
    values = {"reference": "", "instalment": None, **facts}
    return DebtOfCase(UUID(int=number), names, kind, **values)


CMB = debt(1, "招商银行信用卡中心", kind="credit_card")
CCB = debt(2, "建设银行", kind="credit_card")
HUABEI = debt(3, "某小额贷款公司", "花呗", kind="revolving_consumer_credit")
FINANCE = debt(4, "某消费金融有限公司（示例）", kind="consumer_loan", instalment=98000)
EVERY = (CMB, CCB, HUABEI, FINANCE)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (repaid(counterparty="招商银行信用卡还款"), CMB),
        (repaid(description="建行信用卡还款"), CCB),
        (repaid("huabei", counterparty="花呗"), HUABEI),
        (repaid("other_credit", counterparty="某消费金融有限公司"), FINANCE),
        (repaid("other_credit", 98000, counterparty="消费金融"), FINANCE),
        (repaid(counterparty="信用卡还款"), None),
        (repaid("weilidai", counterparty="微粒贷"), None),
    ],
)
def test_ties(line: ProposedLine, expected: DebtOfCase | None) -> None:
    assert debt_of(line, EVERY) == (expected.id if expected else None)


def test_two_that_fit_alike_are_not_guessed() -> None:
    twins = (debt(7, "招商银行", kind="credit_card"), debt(8, "招商银行", kind="credit_card"))
    line = repaid(counterparty="招商银行信用卡还款")
    assert debt_of(line, twins) is None
    by_digits = (twins[0], debt(8, "招商银行", kind="credit_card", reference="尾号 1234"))
    tail = repaid(counterparty="招商银行信用卡还款", description="尾号1234")
    assert debt_of(tail, by_digits) == UUID(int=8)


def test_a_card_file_says_whose_card_it_is() -> None:
    line = repaid(description="自动还款")
    assert debt_of(line, (CMB, CCB)) is None
    assert debt_of(line, (CMB, CCB), ["ccb"]) == CCB.id


def test_the_only_debt_of_its_kind_is_meant_unless_another_bank_is_named() -> None:
    assert debt_of(repaid(description="还款"), [CMB]) == CMB.id
    assert debt_of(repaid(description="建设银行还款"), [CMB]) is None
    assert debt_of(repaid("mortgage", description="还款"), [CMB]) is None
    assert debt_of(repaid(description="还款"), []) is None


def test_the_bank_that_pays_is_not_the_one_that_is_paid() -> None:
    line = repaid(counterparty="信用卡还款", payment_method="建设银行储蓄卡(1234)")
    assert debt_of(line, [CMB]) == CMB.id
    assert debt_of(line, [CMB, CCB]) is None


def test_in_a_cards_own_file_the_column_of_cards_tells_which() -> None:
    cards = [debt(5, "招商银行", kind="credit_card", reference="5555"), CMB]
    line = repaid(description="自动还款", payment_method="5555")
    assert debt_of(line, cards, ["cmb"]) == UUID(int=5)


def test_the_data_names_products_and_types_that_exist() -> None:
    types = data_table("categories", "debt_ties")["product_types"]
    assert types.keys() <= movements().products.keys()
    assert set(types.values()) <= set(get_args(ProductType))


def test_only_debt_service_is_tied() -> None:
    (line,) = proposed([classified(day, 50000, counterparty="招商银行") for day in DAYS])
    assert debt_of(line, EVERY) is None
