import pytest

from app.statements.layouts import Layout, catalogue
from app.statements.rows import RowReader
from app.statements.tables import Row
from app.statements.transactions import Transaction, Unparsed

KNOWN = catalogue()


def read(
    sign: str, roles: dict[str, str], cells: list[str], **more: bool
) -> Transaction | Unparsed:
    """One row under a header made of the role names themselves."""
    layout = Layout(
        institution="x",
        format="x",
        family="debit",
        sign=sign,  # type: ignore[arg-type]  # one of the conventions
        columns={role: (name,) for role, name in roles.items()},
        required=frozenset(),
        neutral_when_empty=more.get("neutral_when_empty", False),
    )
    return RowReader(layout, list(roles.values()), KNOWN.vocabulary).read(Row(7, cells))


COLUMNS = {"date": "d", "income": "i", "expense": "e"}


@pytest.mark.parametrize(
    ("income", "expense", "direction", "amount"),
    [
        ("5.00", "", "income", 500),
        ("", "5.00", "expense", 500),
        ("-5.00", "", "expense", 500),
        ("", "-5.00", "income", 500),
        ("0.00", "5.00", "expense", 500),
        ("5.00", "0", "income", 500),
        ("0", "0", "expense", 0),
        ("0", "-", "income", 0),
    ],
)
def test_two_columns(income: str, expense: str, direction: str, amount: int) -> None:
    row = read("two_columns", COLUMNS, ["2026-01-01", income, expense])
    assert isinstance(row, Transaction)
    assert (row.line, row.direction, row.amount) == (7, direction, amount)


@pytest.mark.parametrize(
    ("income", "expense", "reason"),
    [
        ("", "", "amount_missing"),
        ("--", "/", "amount_missing"),
        ("5", "6", "amount_in_both_columns"),
        ("x", "6", "amount_unreadable"),
    ],
)
def test_two_columns_that_say_nothing_or_too_much(income: str, expense: str, reason: str) -> None:
    found = read("two_columns", COLUMNS, ["2026-01-01", income, expense])
    assert found == Unparsed(7, reason)


@pytest.mark.parametrize(
    ("sign", "amount", "direction"),
    [
        ("signed", "5", "income"),
        ("signed", "-5", "expense"),
        ("signed", "+0.00", "income"),
        ("reversed", "5", "expense"),
        ("reversed", "-5", "income"),
    ],
)
def test_signs(sign: str, amount: str, direction: str) -> None:
    row = read(sign, {"date": "d", "amount": "a"}, ["2026-01-01", amount])
    assert isinstance(row, Transaction)
    assert row.direction == direction


@pytest.mark.parametrize(
    ("word", "amount", "direction"),
    [
        ("收入", "5", "income"),
        ("借 Dr", "5", "expense"),
        ("贷 Cr", "5", "income"),
        ("支出", "-5", "expense"),
        ("不计收支", "5", "neutral"),
        ("/", "5", "neutral"),
        ("Credit", "5", "income"),
    ],
)
def test_words(word: str, amount: str, direction: str) -> None:
    roles = {"date": "d", "amount": "a", "direction": "w"}
    row = read("direction", roles, ["2026-01-01", amount, word])
    assert isinstance(row, Transaction)
    assert (row.direction, row.amount) == (direction, 500)


def test_a_blank_word_is_neutral_only_where_the_layout_says_so() -> None:
    roles = {"date": "d", "amount": "a", "direction": "w"}
    row = read("direction", roles, ["2026-01-01", "5", ""], neutral_when_empty=True)
    assert isinstance(row, Transaction)
    assert row.direction == "neutral"
    assert read("direction", roles, ["2026-01-01", "5"]) == Unparsed(7, "direction_unknown")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("人民币", "CNY"),
        ("人民币元", "CNY"),
        ("usd", "USD"),
        ("美元", "USD"),
        ("", "CNY"),
        ("-", "CNY"),
    ],
)
def test_currencies(text: str, currency: str) -> None:
    row = read("signed", {"date": "d", "amount": "a", "currency": "c"}, ["2026-01-01", "5", text])
    assert isinstance(row, Transaction)
    assert row.currency == currency


def test_an_unknown_currency_is_never_counted_as_another() -> None:
    roles = {"date": "d", "amount": "a", "currency": "c"}
    assert read("signed", roles, ["2026-01-01", "5", "贝壳"]) == Unparsed(7, "currency_unknown")


@pytest.mark.parametrize(
    ("amount", "status", "column", "refunded"),
    [
        ("9.00", "", "", 0),
        ("9.00(已退款2.00)", "", "", 200),
        ("9.00", "已退款(￥3.00)", "", 300),
        ("9.00", "已退款(￥30.00)", "", 900),
        ("9.00", "已全额退款", "", 900),
        ("9.00", "对方已退还", "", 900),
        ("9.00", "交易成功", "4.00", 400),
    ],
)
def test_refunds_told_by_the_row(amount: str, status: str, column: str, refunded: int) -> None:
    roles = {"date": "d", "amount": "a", "direction": "w", "status": "s", "refunded": "r"}
    row = read("direction", roles, ["2026-01-01", amount, "支出", status, column])
    assert isinstance(row, Transaction)
    assert (row.amount, row.refunded) == (900, refunded)
    back = read("direction", roles, ["2026-01-01", amount, "收入", status, column])
    assert isinstance(back, Transaction)
    assert back.refunded == 0


def test_texts_of_several_columns_are_joined_and_placeholders_dropped() -> None:
    layout = Layout(
        institution="x",
        format="x",
        family="debit",
        sign="signed",
        columns={
            "date": ("d",),
            "amount": ("a",),
            "description": ("note", "place", "absent"),
            "counterparty": ("who", "name"),
        },
        required=frozenset(),
    )
    reader = RowReader(layout, ["d", "a", "place", "note", "name", "who"], KNOWN.vocabulary)
    row = reader.read(Row(1, ["2026-01-01", "5", "网银", "/", "second", " first \t"]))
    assert isinstance(row, Transaction)
    assert (row.description, row.counterparty) == ("网银", "first")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["2026-01-01", "USD", "5.00"], ("expense", 500, "USD")),
        (["2026-01-01", "5.00/RMB(存入)", ""], ("income", 500, "CNY")),
        (["2026-01-01", "5.00/RMB(猜)", ""], "amount_unreadable"),
        (["2026-01-01", "5.00/QQQ", ""], "currency_unknown"),
        (["2026-01-01", "USD", "x"], "amount_unreadable"),
        (["2026-01-01", "USD"], "amount_unreadable"),
        (["2026-01-01", "x", "5.00"], "amount_unreadable"),
    ],
)
def test_amount_and_currency_in_one_cell_or_two(
    cells: list[str], told: tuple[str, int, str] | str
) -> None:
    found = read("reversed", {"date": "d", "amount": "a"}, cells)
    if isinstance(found, Unparsed):
        assert found.reason_code == told
    else:
        assert (found.direction, found.amount, found.currency) == told


@pytest.mark.parametrize(
    ("text", "amount", "direction"),
    [
        ("消费 青禾面馆", "5", "expense"),
        ("信用卡还款", "5", "income"),
        ("退货 青禾面馆", "5", "income"),
        ("消费 青禾面馆", "-5", "income"),
        ("退货 青禾面馆", "0", "income"),
        ("消费 青禾面馆", "0", "expense"),
    ],
)
def test_a_card_that_tells_directions_only_by_words(text: str, amount: str, direction: str) -> None:
    roles = {"date": "d", "amount": "a", "description": "t"}
    found = read("card_words", roles, ["2026-01-01", amount, text])
    assert isinstance(found, Transaction)
    assert found.direction == direction
