from dataclasses import replace
from typing import Any

import pytest

from app.statements.matching import (
    Match,
    fingerprint,
    fingerprints,
    match_wallet_rows,
)
from app.statements.parsing import parse
from app.statements.transactions import Transaction
from tests.statements import samples
from tests.statements.rows import transaction

FILES = {
    "alipay": samples.alipay(),
    "wechat": samples.wechat(),
    "jd": samples.jd(),
    "icbc": samples.icbc(),
    "boc": samples.boc(),
    "cmb": samples.plain(samples.CMB_HEADER, samples.CMB_ROWS),
}


def test_rows_without_a_number_are_told_apart_by_whom_or_what_they_name() -> None:
    noodles = transaction("2026-03-01", 5000, counterparty="青禾面馆", description="午饭")
    shop = replace(noodles, counterparty="云鹿商城")
    unnamed, phone = replace(noodles, counterparty=""), transaction("2026-03-01", 5000)
    rows = (noodles, shop, unnamed, replace(phone, description="话费"))
    assert len({fingerprint(row, "icbc") for row in rows}) == 4


@pytest.mark.parametrize("institution", FILES)
def test_the_same_file_twice_is_all_duplicates(institution: str) -> None:
    first, again = (
        fingerprints(parse(FILES[institution]).transactions, institution) for _ in range(2)
    )
    assert first == again
    assert len(set(first)) == len(first)


def test_overlapping_files_share_only_the_overlap() -> None:
    old, new = (
        fingerprints(parse(samples.alipay(rows=rows)).transactions, "alipay")
        for rows in (samples.ALIPAY_ROWS[4:], samples.ALIPAY_ROWS[:7])
    )
    assert new[4:] == old[:3]
    assert not set(new[:4]) & set(old)


def test_what_a_later_export_changes_is_no_new_payment() -> None:
    row = transaction("2026-03-01 10:00:05", external_id="A", status="等待确认收货")
    later = transaction(
        "2026-03-01 10:00", external_id="A", status="交易成功", refunded=500, direction="neutral"
    )
    assert fingerprint(row, "alipay") == fingerprint(later, "alipay")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 9999),
        ("external_id", "B"),
        ("currency", "USD"),
        ("day", "2026-03-01 10:01"),
        ("counterparty", "b"),
    ],
)
def test_another_payment_has_another_key(field: str, value: object) -> None:
    base: dict[str, Any] = {"day": "2026-03-01 10:00", "external_id": "A"}
    changed = {**base, field: value}
    assert fingerprint(transaction(**base), "jd") != fingerprint(transaction(**changed), "jd")
    assert fingerprint(transaction(**base), "jd") != fingerprint(transaction(**base), "wechat")


def test_one_order_number_twice_in_a_file_is_one_payment() -> None:
    rows = [transaction(external_id="A", line=4), transaction(external_id="A", line=9)]
    assert len(set(fingerprints(rows, "alipay"))) == 1


def test_equal_rows_without_a_number_are_told_apart_by_their_occurrence() -> None:
    rows = [transaction(line=line, counterparty="小麦便利") for line in (1, 2, 3)]
    keys = fingerprints(rows, "cmb")
    assert len(set(keys)) == 3
    assert fingerprints(rows[:2], "cmb") == keys[:2]
    by_balance = [transaction(line=line, balance=line) for line in (1, 2)]
    assert len(set(fingerprints(by_balance, "cmb"))) == 2


def wallet_row(line: int, day: str, amount: int = 5000, **fields: Any) -> Transaction:
    return transaction(day, amount, line=line, **fields)


def bank_row(line: int, day: str, text: str, amount: int = 5000, **fields: Any) -> Transaction:
    return transaction(day, amount, line=line, description=text, **fields)


def matched(
    wallet: list[Transaction], bank: list[Transaction], institution: str = "alipay"
) -> list[Match]:
    return list(match_wallet_rows(wallet, institution, bank))


def test_a_payment_in_both_files_is_one() -> None:
    wallet = [wallet_row(1, "2026-03-01 23:59", payment_method="工商银行(1234)")]
    assert matched(wallet, [bank_row(8, "2026-03-02", "支付宝-某店")]) == [Match(1, 8, 1, False)]
    assert matched(wallet, [bank_row(8, "2026-02-28", "支付宝-某店")]) == [Match(1, 8, 1, False)]


@pytest.mark.parametrize(
    ("wallet", "bank"),
    [
        ({}, {"day": "2026-03-04", "text": "支付宝-某店"}),
        ({}, {"day": "2026-03-01", "text": "支付宝-某店", "amount": 5001}),
        ({}, {"day": "2026-03-01", "text": "支付宝-某店", "currency": "USD"}),
        ({}, {"day": "2026-03-01", "text": "支付宝-某店", "direction": "income"}),
        ({}, {"day": "2026-03-01", "text": "某店"}),
        ({}, {"day": "2026-03-01", "text": "财付通-某店"}),
        ({"payment_method": "余额"}, {"day": "2026-03-01", "text": "支付宝-某店"}),
        ({"payment_method": "花呗"}, {"day": "2026-03-01", "text": "支付宝-某店"}),
    ],
)
def test_what_does_not_match(wallet: dict[str, Any], bank: dict[str, Any]) -> None:
    rows = [wallet_row(1, "2026-03-01", **wallet)]
    assert matched(rows, [bank_row(8, **bank)]) == []


def test_names_go_before_days_and_each_row_is_used_once() -> None:
    wallet = [
        wallet_row(1, "2026-03-01", counterparty="青禾面馆"),
        wallet_row(2, "2026-03-01", counterparty="小麦便利"),
        wallet_row(3, "2026-03-01"),
    ]
    bank = [
        bank_row(7, "2026-03-01", "支付宝-小麦便利"),
        bank_row(8, "2026-03-02", "支付宝-青禾面馆"),
    ]
    assert matched(wallet, bank) == [Match(1, 8, 1, True), Match(2, 7, 0, True)]
    assert len(matched(wallet, [*bank, bank_row(9, "2026-03-01", "蚂蚁支付")])) == 3


def test_neutral_wallet_rows_match_either_direction() -> None:
    out = wallet_row(1, "2026-03-01", direction="neutral", category_text="零钱提现")
    bank = bank_row(8, "2026-03-01", "财付通-零钱提现", direction="income")
    assert matched([out], [bank], "wechat") == [Match(1, 8, 0, False)]


def test_an_institution_without_marks_matches_nothing() -> None:
    rows = [wallet_row(1, "2026-03-01")]
    assert matched(rows, [bank_row(8, "2026-03-01", "支付宝-x")], "cmb") == []
