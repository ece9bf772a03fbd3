import time
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statements.classify import Classified
from app.statements.matching import Account
from app.statements.same_payments import Placed, Standing, find_links, layer, once, overlaps
from tests.statements.rows import classified

MEITUAN, WECHAT, ALIPAY = (Account(name, "wallet") for name in ("meituan", "wechat", "alipay"))
CMB, ICBC = Account("cmb", "debit"), Account("icbc", "debit")
CMB_CARD = Account("cmb", "card")
COUNT = iter(range(1, 10**9))


def placed(account: Account, day: str = "2026-03-01", amount: int = 5000, **fields: Any) -> Placed:
    number = next(COUNT)
    row = classified(day, amount, **fields)
    place = [MEITUAN, WECHAT, ALIPAY, CMB, ICBC, CMB_CARD].index(account)
    return Placed(UUID(int=number), UUID(int=10**9 + place), account, row)


def pairs(fresh: list[Placed], known: list[Placed], **standing: Any) -> list[tuple[str, str, str]]:
    found = find_links(fresh, known, Standing(**standing))
    return [
        (link.duplicate.account.institution, link.stands.account.institution, link.kind)
        for link in found
    ]


WALLET_ROW: dict[str, Any] = {"payment_method": "招商银行储蓄卡(1234)", "counterparty": "青禾面馆"}
BANK_ROW: dict[str, Any] = {"description": "支付宝-青禾面馆"}


def test_layers() -> None:
    order = [layer(account) for account in (MEITUAN, WECHAT, CMB, CMB_CARD)]
    assert order == [2, 1, 0, 0]


def test_the_wallet_stands_for_the_bank_whichever_came_first() -> None:
    wallet, bank = placed(ALIPAY, **WALLET_ROW), placed(CMB, **BANK_ROW)
    assert pairs([wallet], [bank]) == [("cmb", "alipay", "payment")]
    assert pairs([bank], [wallet]) == [("cmb", "alipay", "payment")]


def test_shop_wallet_and_bank_are_one_payment() -> None:
    shop = placed(MEITUAN, payment_method="微信支付", description="米线")
    wallet = placed(WECHAT, payment_method="招商银行(1234)", counterparty="美团")
    bank = placed(CMB, description="财付通-美团平台商户")
    assert pairs([wallet], [shop]) == [("wechat", "meituan", "payment")]
    assert pairs([bank], [shop, wallet]) == [("cmb", "meituan", "payment")]
    assert pairs([wallet], [shop, bank]) == [
        ("wechat", "meituan", "payment"),
        ("cmb", "wechat", "payment"),
    ]
    assert pairs([wallet], [shop, bank], behind={bank.id}) == [("wechat", "meituan", "payment")]


def test_a_shop_paid_by_bank_is_not_looked_for_in_a_wallet() -> None:
    shop = placed(MEITUAN, payment_method="招商银行(1234)")
    assert pairs([placed(WECHAT, counterparty="美团")], [shop]) == []


@pytest.mark.parametrize(
    "method", ["余额", "花呗", "余额宝&红包", "工商银行储蓄卡(1)", "招商银行信用卡(1)"]
)
def test_money_that_never_reached_the_account_is_not_matched(method: str) -> None:
    wallet = placed(ALIPAY, counterparty="青禾面馆", payment_method=method)
    assert pairs([placed(CMB, **BANK_ROW)], [wallet]) == []


def test_a_wallet_purchase_by_card_is_the_cards_row() -> None:
    wallet = placed(ALIPAY, counterparty="青禾面馆", payment_method="招商银行信用卡(1)")
    assert pairs([placed(CMB_CARD, **BANK_ROW)], [wallet]) == [("cmb", "alipay", "payment")]


def repayment(account: Account, day: str, direction: str) -> Placed:
    return placed(account, day, kind="debt_service", direction=direction, description="还款")


def test_a_repayment_counts_where_it_was_paid_from() -> None:
    out, into = (
        repayment(ICBC, "2026-03-01", "expense"),
        repayment(CMB_CARD, "2026-03-03", "income"),
    )
    assert pairs([out], [into]) == [("cmb", "icbc", "repayment")]
    assert pairs([into], [out]) == [("cmb", "icbc", "repayment")]
    wallet = repayment(WECHAT, "2026-03-02", "neutral")
    assert pairs([into], [wallet]) == [("cmb", "wechat", "repayment")]
    assert pairs([into], [out, wallet]) == [("cmb", "wechat", "repayment")]


def test_what_came_back_over_a_wallet_is_linked_once() -> None:
    """Both sides look like a repayment too, but one purchase's money is told of already."""
    fields: dict[str, Any] = {"kind": "debt_service", "direction": "income"}
    wallet = placed(ALIPAY, counterparty="青禾面馆", payment_method="招商银行信用卡(1)", **fields)
    card = placed(CMB_CARD, **BANK_ROW, **fields)
    assert pairs([card], [wallet]) == [("cmb", "alipay", "payment")]


@pytest.mark.parametrize("day", ["2026-02-28", "2026-03-05"])
def test_a_repayment_arrives_within_days_never_before_it_left(day: str) -> None:
    out = repayment(ICBC, "2026-03-01", "expense")
    assert pairs([repayment(CMB_CARD, day, "income")], [out]) == []


def move(account: Account, direction: str, name: str = "张三") -> Placed:
    kind = "income" if direction == "income" else "expense"
    return placed(account, kind=kind, direction=direction, counterparty=name, description="转账")


def test_moves_between_own_accounts() -> None:
    out, into = move(ICBC, "expense"), move(CMB, "income")
    assert pairs([out], [into]) == [("cmb", "icbc", "transfer")]
    assert pairs([into], [out]) == [("cmb", "icbc", "transfer")]


@pytest.mark.parametrize(("one", "other"), [("张三", "李四"), ("", ""), ("张*", "张*")])
def test_moves_need_one_and_the_same_full_name(one: str, other: str) -> None:
    assert pairs([move(ICBC, "expense", one)], [move(CMB, "income", other)]) == []


def test_files_of_one_account_are_never_linked() -> None:
    assert pairs([move(CMB, "expense")], [move(CMB, "income")]) == []
    assert pairs([placed(ALIPAY, **WALLET_ROW)], [placed(ALIPAY, **WALLET_ROW)]) == []


def test_a_row_stands_once_in_each_account() -> None:
    wallet, bank = placed(ALIPAY, **WALLET_ROW), placed(CMB, **BANK_ROW)
    assert pairs([bank], [wallet], stands={wallet.id: {CMB}}) == []
    assert pairs([bank], [wallet], stands={wallet.id: {ICBC}}) != []
    assert pairs([wallet], [bank], stands={wallet.id: {CMB}}) == []
    assert find_links([], [bank], Standing()) == ()


@pytest.mark.parametrize("is_transfer", [True, False])
def test_files_that_repeat_one_amount_stay_quick(*, is_transfer: bool) -> None:
    if is_transfer:
        one, other = move(ICBC, "expense"), move(CMB, "income")
    else:
        one = repayment(ICBC, "2026-03-01", "expense")
        other = repayment(CMB_CARD, "2026-03-01", "income")
    known, fresh = (
        [replace(each, id=UUID(int=next(COUNT))) for _ in range(10_000)] for each in (one, other)
    )
    start = time.process_time()
    assert len(find_links(fresh, known, Standing())) == 10_000
    assert time.process_time() - start < 8  # each against each takes minutes


def test_the_nearest_days_go_first_and_each_row_is_used_once() -> None:
    out = [repayment(ICBC, f"2026-03-0{day}", "expense") for day in (1, 2, 3)]
    into = [repayment(CMB_CARD, f"2026-03-0{day}", "income") for day in (3, 3, 6)]
    links = find_links(into, out, Standing())
    assert [(link.duplicate, link.stands) for link in links] == [
        (into[0], out[2]),
        (into[1], out[1]),
    ]


@given(
    wallets=st.lists(st.integers(1, 3), max_size=6),
    banks=st.lists(st.integers(1, 3), max_size=6),
)
def test_each_payment_counts_exactly_once(wallets: list[int], banks: list[int]) -> None:
    upper = [placed(ALIPAY, amount=fen, **WALLET_ROW) for fen in wallets]
    lower = [placed(CMB, amount=fen, **BANK_ROW) for fen in banks]
    links = find_links(lower, upper, Standing())
    assert links == tuple(sorted(links, key=links.index))
    duplicates = {link.duplicate.id for link in links}
    assert len(duplicates) == len(links) == len({link.stands.id for link in links})
    counted = [
        once(row.row, is_duplicate=row.id in duplicates, is_own_transfer=False).counted
        for row in (*upper, *lower)
    ]
    for fen in (1, 2, 3):
        assert counted.count(fen) == max(wallets.count(fen), banks.count(fen))


def test_once() -> None:
    row: Classified = classified(amount=100, refunded=40)
    duplicate = once(row, is_duplicate=True, is_own_transfer=False)
    assert (duplicate.counted, duplicate.transaction.refunded) == (0, 0)
    transfer = once(row, is_duplicate=False, is_own_transfer=True)
    assert (transfer.kind, transfer.category, transfer.counted) == ("transfer", "own_account", 100)
    assert once(row, is_duplicate=False, is_own_transfer=False) is row


@pytest.mark.parametrize(
    ("first", "last", "near"),
    [
        (date(2026, 3, 10), date(2026, 3, 20), True),
        (date(2026, 3, 23), date(2026, 3, 30), True),
        (date(2026, 3, 24), date(2026, 3, 30), False),
        (date(2026, 2, 1), date(2026, 2, 26), True),
        (date(2026, 2, 1), date(2026, 2, 25), False),
        (None, None, False),
        (None, date(2026, 3, 30), False),
        (date(2026, 3, 10), None, False),
    ],
)
def test_overlaps(first: date | None, last: date | None, near: bool) -> None:  # noqa: FBT001 - a row of the table
    assert overlaps(date(2026, 3, 1), date(2026, 3, 20), first, last) is near
