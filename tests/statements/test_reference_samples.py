"""Files that came out of real wallets and banks, where they are at hand; totals to the fen."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.statements.classify import classify
from app.statements.matching import fingerprints
from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown
from app.statements.totals import Counted, counted, totals

FOLDER = Path(__file__).parents[2].parent / "shared" / "reference" / "statements"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the reference samples are not here")


def oracles() -> list[dict[str, Any]]:
    path = FOLDER / "ORACLES.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def cases() -> list[dict[str, Any]]:
    path = FOLDER / "ezbookkeeping_cases.json"
    return json.loads(path.read_text("utf-8"))["cases"] if path.exists() else []


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def content_of(oracle: dict[str, Any]) -> bytes:
    return (FOLDER / Path(oracle["file"]).name).read_bytes()


def expected(oracle: dict[str, Any]) -> tuple[int, int, int]:
    if "by_direction" in oracle:
        sums = {word: fen(entry[1]) for word, entry in oracle["by_direction"].items()}
        neutral = sums.get("不计收支", 0) + sums.get("/", 0)
        return sums.get("收入", 0), sums.get("支出", 0), neutral
    if "out" in oracle:
        return fen(oracle["income"]), fen(oracle["out"]), 0
    return fen(oracle["positive_or_credit"][1]), fen(oracle["negative_or_debit"][1]), 0


@pytest.mark.parametrize("oracle", oracles(), ids=lambda oracle: Path(oracle["file"]).name[5:12])
def test_totals(oracle: dict[str, Any]) -> None:
    statement = parse(content_of(oracle))
    assert statement.institution in oracle["file"]
    assert statement.rows == oracle["rows"]
    assert statement.unparsed == ()
    sums = totals(statement.transactions)
    income = sum(entry.income for entry in sums)
    expense = sum(entry.expense for entry in sums)
    neutral = sum(entry.neutral for entry in sums)
    assert (income, expense, neutral) == expected(oracle)
    assert len(set(fingerprints(statement.transactions, statement.institution))) == statement.rows


def truth(name: str) -> tuple[Counted, ...]:
    statement = parse(next(FOLDER.glob(f"deg__{name}__*records.*")).read_bytes())
    return counted(classify(statement.transactions, statement.family))


def test_economic_truth_of_the_wallets() -> None:
    (alipay,) = truth("alipay")
    assert (alipay.expense, alipay.income, alipay.transfers) == (14561, 22222850, 9934)
    assert alipay.refunds == 1603
    (jd,) = truth("jd")
    assert (jd.expense, jd.refunds) == (164843, 62927)
    (wechat,) = truth("wechat")
    assert (wechat.expense, wechat.income, wechat.debt_service) == (290453, 2849, 54858)


def test_economic_truth_of_the_banks() -> None:
    yuan, dollar = truth("boc_credit")
    assert (yuan.expense, yuan.refunds, yuan.debt_service) == (122809 - 62864, 62864, 36119)
    assert (dollar.currency, dollar.expense) == ("USD", 372)
    (abc,) = truth("abc_debit")
    assert (abc.expense, abc.debt_service) == (1000, 1234589)
    (bocom,) = truth("bocom_debit")
    assert (bocom.debt_service, bocom.transfers) == (321, 10079)
    (ccb,) = truth("ccb")
    assert (ccb.expense, ccb.income) == (70326, 0)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"].rsplit("Data_", 1)[-1])
def test_cases_of_another_importer(case: dict[str, Any]) -> None:
    """Its errors are refusals here, or rows named unread; what it drops, we keep and explain."""
    content = case["content"].encode(case["encoding"])
    wanted = case["expected"]
    if wanted["error"] in ("ErrMissingRequiredFieldInHeaderRow", "ErrInvalidFileHeader"):
        with pytest.raises(StatementFormatUnknown):
            parse(content)
        return
    statement = parse(content)
    assert statement.rows == len(statement.transactions) + len(statement.unparsed)
    for row in wanted["rows"]:
        if "amount_cents" in row:
            assert statement.transactions[row["index"]].amount == row["amount_cents"]
    if wanted["count"] is not None:
        assert len(statement.transactions) == wanted["count"]
