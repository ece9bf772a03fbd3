from app.statements.classify import classify
from app.statements.parsing import parse
from app.statements.totals import Counted, Totals, counted, totals
from tests.statements import samples
from tests.statements.rows import classified, transaction


def truth(content: bytes) -> tuple[Counted, ...]:
    statement = parse(content)
    return counted(classify(statement.transactions, statement.family))


def test_nothing_counts_nothing() -> None:
    assert totals(()) == ()
    assert counted(()) == ()


def test_alipay() -> None:
    assert truth(samples.alipay()) == (
        Counted(
            currency="CNY",
            income=20000,
            expense=3650 + 102000 - 1230,
            debt_service=80000,
            transfers=50000,
            refunds=1230,
            on_credit=3650,
            borrowed=300000,
        ),
    )


def test_wechat() -> None:
    assert truth(samples.wechat()) == (
        Counted(
            currency="CNY",
            income=666,
            expense=2800 + 7000 + 180000 + 5000,
            debt_service=150000,
            transfers=30000,
            refunds=3000,
            on_credit=0,
            borrowed=0,
        ),
    )


def test_jd_counts_each_refund_once() -> None:
    (found,) = truth(samples.jd())
    assert (found.expense, found.refunds, found.debt_service) == (5990, 4000, 50000)


def test_card_spending_is_expense_repayment_and_refund_are_money_in() -> None:
    statement = parse(samples.boc())
    assert totals(statement.transactions) == (
        Totals("CNY", 53088, 13000, 0),
        Totals("USD", 0, 350, 0),
    )
    yuan, dollar = truth(samples.boc())
    assert (yuan.expense, yuan.refunds, yuan.debt_service) == (10000, 3000, 50000)
    assert (yuan.income, yuan.on_credit) == (88, 13000)
    assert (dollar.currency, dollar.expense) == ("USD", 350)


def test_purchase_and_repayment_are_not_both_spending() -> None:
    rows = classify(
        [
            transaction(amount=9900, payment_method="花呗", category_text="餐饮美食"),
            transaction(amount=9900, description="花呗自动还款"),
        ],
        "wallet",
    )
    (found,) = counted(rows)
    assert (found.expense, found.on_credit, found.debt_service) == (9900, 9900, 9900)


def test_currencies_are_never_added() -> None:
    rows = [classified(amount=100), classified(amount=200, currency="USD")]
    assert [(entry.currency, entry.expense) for entry in counted(rows)] == [
        ("CNY", 100),
        ("USD", 200),
    ]
