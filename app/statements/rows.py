"""One row of a statement as a transaction, or the reason why it cannot be one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.statements.cells import (
    Money,
    clean,
    combined_money,
    is_rounded_identifier,
    moment,
    money,
    refunded_by_status,
    short_date,
)
from app.statements.layouts import Layout, Vocabulary, fold_name
from app.statements.tables import Row
from app.statements.transactions import Direction, Transaction, Unparsed

_JOINED = ("description",)
_FIRST_FILLED = ("date",)  # card bills leave the day of purchase blank in a repayment's row
_DEFAULT_CURRENCY = "CNY"


class _UnreadableError(Exception):
    """Raised with the reason code of a row that cannot be read."""


def bound_places(layout: Layout, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Column numbers by role: the first synonym that is there; for texts all that are."""
    places = {}
    for role, synonyms in layout.columns.items():
        found = tuple(names.index(name) for name in synonyms if name in names)
        if found:
            places[role] = found if role in (*_JOINED, *_FIRST_FILLED) else found[:1]
    return places


@dataclass(slots=True)
class RowReader:
    """Reads the rows below one header: the layout's roles bound to column numbers."""

    layout: Layout
    names: Sequence[str]
    words: Vocabulary
    bill: date | None = None
    rounded_identifiers: int = 0
    _places: dict[str, tuple[int, ...]] = field(init=False)
    _directions: dict[str, Direction] = field(init=False)
    _folded: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Binds the roles; `names` are the folded cells of the header row.

        `bill` is a day in the month of a card's bill, whose rows may leave out the year.
        """
        self._places = bound_places(self.layout, self.names)
        self._directions = {**self.words.directions, **self.layout.words}

    def cleaned(self, cell: str) -> str:
        """The text of a cell; empty if it holds a word for nothing."""
        text = clean(cell)
        return "" if text.lower() in self.words.empty else text

    def _cell(self, row: Row, place: int) -> str:
        return self.cleaned(row.cells[place]) if place < len(row.cells) else ""

    def text(self, row: Row, role: str) -> str:
        """What the row has in the columns of a role, cleaned; empty if nothing."""
        places = self._places.get(role, ())
        if len(places) == 1:
            return self._cell(row, places[0])
        filled = filter(None, (self._cell(row, place) for place in places))
        return next(filled, "") if role in _FIRST_FILLED else " ".join(filled)

    def _fold(self, word: str) -> str:
        """Directions, currencies and statuses repeat: each is folded once in a file."""
        if word not in self._folded:
            self._folded[word] = fold_name(word)
        return self._folded[word]

    def _word(self, row: Row, role: str) -> str:
        place = self._places[role][0]
        return self._fold(row.cells[place]) if place < len(row.cells) else ""

    def _amount(self, row: Row, role: str) -> Money | None:
        text = self.text(row, role)
        found = money(text) if text else None
        if text and found is None:
            found = combined_money(text) or self._amount_beside(row, role, text)
        if text and (found is None or (found.word and found.word not in self._directions)):
            raise _UnreadableError("amount_unreadable")
        return found

    def _amount_beside(self, row: Row, role: str, text: str) -> Money | None:
        """The amount in the next cell where the role's own cell holds only its currency."""
        place = self._places[role][0] + 1
        currency = self._fold(text)
        if currency not in self.words.currencies or place >= len(row.cells):
            return None
        found = money(self._cell(row, place))
        return replace(found, currency=currency) if found else None

    def _by_columns(self, row: Row) -> tuple[Direction, Money]:
        income, expense = self._amount(row, "income"), self._amount(row, "expense")
        if income is None and expense is None:
            raise _UnreadableError("amount_missing")
        if income and expense and income.value and expense.value:
            raise _UnreadableError("amount_in_both_columns")
        if expense is None or (income is not None and income.value):
            assert income is not None  # noqa: S101 - one of the two is there
            return ("income" if income.value >= 0 else "expense"), income
        return ("expense" if expense.value >= 0 else "income"), expense

    def _by_word(self, row: Row, amount: Money) -> Direction:
        word = self._word(row, "direction")
        if not word and self.layout.neutral_when_empty:
            return "neutral"
        direction = self._directions.get(word)
        if direction is None:
            raise _UnreadableError("direction_unknown")
        if amount.value < 0 and direction == "income" and self.layout.family != "card":
            raise _UnreadableError("sign_contradicts_direction")
        return direction

    def _movement(self, row: Row) -> tuple[Direction, Money]:
        if self.layout.sign == "two_columns":
            return self._by_columns(row)
        amount = self._amount(row, "amount")
        if amount is None:
            raise _UnreadableError("amount_missing")
        if self.layout.sign == "direction":
            return self._by_word(row, amount), amount
        if amount.word:
            return self._directions[amount.word], amount
        if self.layout.sign == "card_words":
            return self._by_text(row, amount), amount
        is_income = (amount.value >= 0) == (self.layout.sign == "signed")
        return ("income" if is_income else "expense"), amount

    def _by_text(self, row: Row, amount: Money) -> Direction:
        """On a card without signs: repayments and refunds by their words, the rest is spending."""
        roles = ("category_text", "description", "counterparty")
        text = self._fold("".join(self.text(row, role) for role in roles))
        is_income = any(word in text for word in self.words.card_income)
        return "income" if is_income == (amount.value >= 0) else "expense"

    def _currency(self, row: Row, amount: Money) -> str:
        if "currency" not in self._places or amount.currency:
            word = amount.currency
        else:
            word = self._word(row, "currency")
        if word in self.words.empty:
            return _DEFAULT_CURRENCY
        code = self.words.currencies.get(word)
        if code is None:
            raise _UnreadableError("currency_unknown")
        return code

    def _refunded(self, row: Row, status: str, direction: Direction, amount: Money) -> int:
        """What the row says was given back: in the amount, the status or a column of its own.

        A row of money coming in is itself the refund, so its status speaks of another row.
        """
        if direction == "income":
            return 0
        value = abs(amount.value)
        if self._fold(status) in self.words.full_refund_status:
            return value
        column = self._amount(row, "refunded")
        stated = refunded_by_status(status) or (column.value if column else 0)
        return min(value, max(amount.refunded, stated))

    def _identifier(self, row: Row, role: str) -> str:
        text = self.text(row, role)
        if is_rounded_identifier(text):
            self.rounded_identifiers += 1
            return ""
        return text

    def _short(self, text: str) -> tuple[datetime, bool] | None:
        day = short_date(text, self.bill) if self.layout.family == "card" else None
        return (day, True) if day else None

    def read(self, row: Row) -> Transaction | Unparsed:
        """The row as a transaction, or with the code of what is wrong with it."""
        date_text = self.text(row, "date")
        at = moment(date_text, self.text(row, "time")) or self._short(date_text)
        if at is None:
            return Unparsed(row.line, "date_unreadable" if date_text else "date_missing")
        try:
            direction, amount = self._movement(row)
            currency = self._currency(row, amount)
            status = self.text(row, "status")
            refunded = self._refunded(row, status, direction, amount)
        except _UnreadableError as error:
            return Unparsed(row.line, str(error))
        balance = money(self.text(row, "balance"))
        return Transaction(
            line=row.line,
            occurred_at=at[0],
            date_only=at[1],
            direction=direction,
            amount=abs(amount.value),
            currency=currency,
            counterparty=self.text(row, "counterparty"),
            description=self.text(row, "description"),
            category_text=self.text(row, "category_text"),
            payment_method=self.text(row, "payment_method"),
            status=status,
            external_id=self._identifier(row, "external_id"),
            merchant_order_id=self._identifier(row, "merchant_order_id"),
            refunded=refunded,
            balance=balance.value if balance else None,
        )
