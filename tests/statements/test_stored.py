from dataclasses import asdict
from datetime import date
from pathlib import Path

import orjson

from app.statements.classify import classify
from app.statements.parsing import parse
from app.statements.stored import period_of, preflight_of, reopened

SAMPLE = Path(__file__).parents[2] / "app/data/demo/lin_xiaowen_alipay.csv"


def test_rows_come_back_as_they_were() -> None:
    statement = parse(SAMPLE.read_bytes())
    for row in classify(statement.transactions, statement.family, (statement.holder,)):
        assert reopened(orjson.loads(orjson.dumps(asdict(row)))) == row


def test_the_preflight_is_plain_and_complete() -> None:
    statement = parse(SAMPLE.read_bytes())
    classified = classify(statement.transactions, statement.family)
    kept = orjson.loads(orjson.dumps(preflight_of(statement, classified)))
    assert kept["covers"] == ["2026-08-01", "2026-10-31"]
    assert kept["declared"]["records"] == 69
    assert kept["totals"][0]["income"] == 3_805_000
    assert kept["unparsed"] == []


def test_a_file_without_a_summary_declares_nothing() -> None:
    statement = parse("交易日期,收/支,金额\n2026-10-05,支出,3.00\n".encode())
    assert preflight_of(statement, classify(statement.transactions, "debit"))["declared"] is None


def test_the_period_is_the_declared_one_or_that_of_the_rows() -> None:
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    assert period_of(["2026-10-01", "2026-10-31"], None, None) == (first, last)
    assert period_of(None, first, last) == (first, last)
    assert period_of(None, None, None) is None
