"""One payment told by several files of a case: linked, so that it counts once.

A purchase may stand in the shop's file, in the wallet's and in the bank's; a card's repayment in
the account that pays and in the card that is paid; a move between own accounts in both. The row
that tells most stands for the others.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from app.statements.classify import Classified
from app.statements.matching import Account, days_apart, match_wallet_rows
from app.statements.recurrence import recurrence
from app.statements.transactions import Transaction

LinkKind = Literal["payment", "repayment", "transfer"]
_MASK = "*"
_REPAYMENTS = ("debt_service",)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the case: its id, its import, and whose file it stands in."""

    id: UUID
    import_id: UUID
    account: Account
    row: Classified

    @property
    def paid(self) -> Transaction:
        """What the file says."""
        return self.row.transaction


@dataclass(frozen=True, slots=True)
class Link:
    """`duplicate` tells the same payment as `stands`, which counts for both."""

    duplicate: Placed
    stands: Placed
    kind: LinkKind


def layer(account: Account) -> int:
    """How near to the purchase a file is: shops' files 2, wallets 1, banks 0."""
    default = 1 if account.family == "wallet" else 0
    return recurrence().layers.get(account.institution, default)


def _numbered(rows: Sequence[Placed]) -> list[Transaction]:
    return [replace(row.paid, line=place) for place, row in enumerate(rows)]


def _payments(upper: Sequence[Placed], lower: Sequence[Placed]) -> list[Link]:
    if not lower:
        return []
    found = match_wallet_rows(
        _numbered(upper), upper[0].account.institution, _numbered(lower), lower[0].account
    )
    return [Link(lower[match.bank_line], upper[match.wallet_line], "payment") for match in found]


def _paired(
    givers: Sequence[Placed], takers: Sequence[Placed], days: Sequence[int], kind: LinkKind
) -> list[Link]:
    """Each taker with a giver of its amount that paid so many days before, the first that fits.

    Found by what they share, never by looking through all: a file may repeat one amount.
    """
    waiting: defaultdict[tuple[str, int, str, date], deque[Placed]] = defaultdict(deque)
    for giver in givers:
        waiting[_shared(giver, kind, 0)].append(giver)
    links = []
    for taker in takers:
        places = (waiting.get(_shared(taker, kind, before)) for before in days)
        there = next(filter(None, places), None)
        if there is not None:
            links.append(Link(taker, there.popleft(), kind))
    return links


def _shared(row: Placed, kind: LinkKind, before: int) -> tuple[str, int, str, date]:
    """What giver and taker have in common; both sides of a transfer name one person."""
    name = row.paid.counterparty if kind == "transfer" else ""
    return row.paid.currency, row.paid.amount, name, row.paid.day - timedelta(before)


def _repayments(payers: Sequence[Placed], cards: Sequence[Placed]) -> list[Link]:
    """A card's repayment where it was paid from and where it arrived."""
    out = [row for row in payers if row.row.kind in _REPAYMENTS]
    into = [row for row in cards if row.row.kind in _REPAYMENTS and row.paid.direction == "income"]
    return _paired(out, into, range(recurrence().repayment_days_apart + 1), "repayment")


def _transfers(one: Sequence[Placed], other: Sequence[Placed]) -> list[Link]:
    """Moves between own accounts: out of one and into the other, both naming one person."""
    links = []
    for giver, taker in ((one, other), (other, one)):
        out = [row for row in giver if _may_move(row, "expense")]
        into = [row for row in taker if _may_move(row, "income")]
        links += _paired(out, into, days_apart(), "transfer")
    return links


def _may_move(row: Placed, side: Literal["income", "expense"]) -> bool:
    """Whether a row moves money out or in, and names who is on the other side in full."""
    name = row.paid.counterparty
    is_named = name != "" and _MASK not in name
    return is_named and row.paid.direction == side and row.row.kind in (side, "transfer")


def _links(one: Sequence[Placed], other: Sequence[Placed], behind: Collection[UUID]) -> list[Link]:
    if layer(one[0].account) < layer(other[0].account):
        one, other = other, one
    accounts = one[0].account, other[0].account
    links = []
    if layer(accounts[0]) > layer(accounts[1]):
        links = _payments(one, _free(other, behind))
    used = {link.duplicate.id for link in links} | {link.stands.id for link in links}
    one = [row for row in one if row.id not in used]
    other = [row for row in other if row.id not in used]
    families = tuple(account.family for account in accounts)
    if families == ("card", "debit"):
        one, other = other, one
    if "card" in families and families != ("card", "card"):
        links += _repayments(one, _free(other, behind))
    if families == ("debit", "debit") and accounts[0] != accounts[1]:
        links += _transfers(_free(one, behind), _free(other, behind))
    return links


def _free(rows: Sequence[Placed], behind: Collection[UUID]) -> list[Placed]:
    return [row for row in rows if row.id not in behind]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is linked already: `behind` are duplicates, `stands` the rows that count for them.

    A duplicate may itself stand for another (bank behind wallet behind shop), never behind two;
    a row stands once in each account.
    """

    behind: Collection[UUID] = ()
    stands: Mapping[UUID, Collection[Account]] = field(default_factory=dict)


def find_links(
    fresh: Sequence[Placed], known: Sequence[Placed], before: Standing
) -> tuple[Link, ...]:
    """Payments that the new rows of one import share with rows of the case's other accounts."""
    accounts: defaultdict[Account, list[Placed]] = defaultdict(list)
    for row in known:
        accounts[row.account].append(row)
    links: list[Link] = []
    behind = set(before.behind)
    for account in sorted(accounts, key=lambda key: (-layer(key), key)):
        mine = [row for row in fresh if account not in before.stands.get(row.id, ())]
        if not mine or account == mine[0].account:
            continue
        here = mine[0].account
        rows = [row for row in accounts[account] if here not in before.stands.get(row.id, ())]
        found = _links(mine, rows, behind) if rows else []
        links += found
        behind |= {link.duplicate.id for link in found}
    return tuple(links)


def once(row: Classified, *, is_duplicate: bool, is_own_transfer: bool) -> Classified:
    """The row as it counts beside its links.

    A duplicate weighs nothing; a payment whose other side arrived in another own account is a
    transfer, whatever its file calls it.
    """
    if is_duplicate:
        still = replace(row.transaction, refunded=0)
        return replace(row, transaction=still, counted=0)
    if is_own_transfer:
        return replace(row, kind="transfer", category="own_account", counted=row.transaction.amount)
    return row


def overlaps(first: date, last: date, other_first: date | None, other_last: date | None) -> bool:
    """Whether two files' periods come near enough to tell one payment."""
    if other_first is None or other_last is None:
        return False
    days = recurrence().repayment_days_apart
    gap = max((first - other_last).days, (other_first - last).days)
    return gap <= days
