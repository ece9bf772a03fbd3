"""The same payment seen twice: the same row in two files, a wallet's row and the bank's row."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice

from app.statements.layouts import catalogue, fold_name
from app.statements.recurrence import recurrence
from app.statements.transactions import Family, Transaction

_WINDOW = 50  # rows of one day and amount looked at; keeps hostile files linear


def fingerprint(transaction: Transaction, institution: str, occurrence: int = 1) -> str:
    """The de-duplication key of a row (SHA-256, hex).

    Institution and order number (交易订单号), with amount, minute and counterparty, since wallets
    give a refund its purchase's number, masked files repeat one, and spreadsheets cut seconds.
    Without a number: day, direction, amount,
    counterparty, running balance and the `occurrence` among equal rows of the file.
    """
    row = transaction
    if row.external_id:
        minute = row.occurred_at.strftime("%Y-%m-%dT%H:%M")
        parts = ["number", row.external_id, minute, row.amount, row.currency, row.counterparty]
    else:
        parts = ["row", *_equal(row), occurrence]
    text = "\x1f".join(str(part) for part in (institution, *parts))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _equal(row: Transaction) -> tuple[object, ...]:
    other = row.counterparty or row.description
    return (
        row.day,
        row.direction,
        row.amount,
        row.currency,
        other,
        row.balance,
        row.payment_method,
    )


@dataclass(slots=True)
class Fingerprints:
    """Gives the rows of one file their keys, in order; only rows with one number can be equal."""

    institution: str
    _seen: Counter[bytes] = field(default_factory=Counter)

    def of(self, row: Transaction) -> str:
        """The key of the next row."""
        if row.external_id:
            return fingerprint(row, self.institution)
        # A digest stands for the row, so that a long file takes little room.
        text = "\x1f".join(map(str, _equal(row)))
        digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
        self._seen[digest] += 1
        return fingerprint(row, self.institution, self._seen[digest])


def fingerprints(transactions: Sequence[Transaction], institution: str) -> tuple[str, ...]:
    """The keys of a file's rows in their order."""
    prints = Fingerprints(institution)
    return tuple(map(prints.of, transactions))


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """Whose file it is: the issuer's code and what kind of account."""

    institution: str
    family: Family


@dataclass(frozen=True, slots=True)
class Match:
    """A wallet row and the bank row of the same payment, by line.

    `by_name` if the bank's text names the wallet's counterparty as well.
    """

    wallet_line: int
    bank_line: int
    days_apart: int
    by_name: bool


def _text(row: Transaction) -> str:
    return f"{row.counterparty} {row.description} {row.category_text}"


def _is_same(wallet: Transaction, bank: Transaction, *, by_name: bool) -> bool:
    if wallet.direction not in (bank.direction, "neutral"):
        return False
    return not by_name or (bool(wallet.counterparty) and wallet.counterparty in _text(bank))


def days_apart() -> tuple[int, ...]:
    """By how many days two files may differ about one payment, the nearest first."""
    furthest = recurrence().days_apart
    return (0, *(days for near in range(1, furthest + 1) for days in (near, -near)))


def _may_reach(payment_method: str, payer: Account | None) -> bool:
    """Whether money paid in this way can show in the other file.

    `余额&红包` is the wallet's own; `工商银行信用卡(1234)` reaches that bank's card and no other.
    """
    if payment_method.partition("&")[0] in recurrence().own_money:
        return False
    if payer is None:
        return True
    words, method = catalogue().vocabulary, fold_name(payment_method)
    payers = catalogue().wallets if payer.family == "wallet" else catalogue().issuers
    named = [entry.code for entry in payers if entry.named_in(method)]
    if named and payer.institution in {entry.code for entry in payers}:
        is_card = any(mark in method for mark in words.credit_card_marks)
        return payer.institution in named and (payer.family == "card" or not is_card)
    return payer.family != "wallet" or not _names_a_bank(method)


def _names_a_bank(method: str) -> bool:
    return any(entry.named_in(method) for entry in catalogue().issuers)


def match_wallet_rows(
    wallet: Sequence[Transaction],
    institution: str,
    bank: Sequence[Transaction],
    payer: Account | None = None,
) -> tuple[Match, ...]:
    """Pairs of rows that are one payment.

    Equal amount, at most a day apart, and the bank's text names the wallet (`支付宝-`, `财付通-`,
    `网银在线-`). `institution` is the wallet's, `payer` the other file's account if known.
    Payments from the wallet's own balance never reach the bank. Equal names go first, then
    nearer days; each row is used once.
    """
    settings = recurrence()
    marks = settings.bank_marks.get(institution, ())
    waiting: defaultdict[tuple[str, int, date], list[Transaction]] = defaultdict(list)
    for row in bank:
        if row.amount and any(mark in _text(row) for mark in marks):
            waiting[row.currency, row.amount, row.day].append(row)
    left = [row for row in wallet if row.amount and _may_reach(row.payment_method, payer)]
    matches = []
    for by_name in (True, False):
        for offset in days_apart():
            unmatched = []
            for row in left:
                there = waiting.get((row.currency, row.amount, row.day + timedelta(offset)), [])
                found = next(
                    (
                        place
                        for place, other in enumerate(islice(there, _WINDOW))
                        if _is_same(row, other, by_name=by_name)
                    ),
                    None,
                )
                if found is None:
                    unmatched.append(row)
                else:
                    matches.append(Match(row.line, there.pop(found).line, abs(offset), by_name))
            left = unmatched
    return tuple(sorted(matches, key=lambda match: match.wallet_line))
