"""The statements of the demo's people read as real ones do, to the fen."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.demo.stories import STORIES, read_story
from app.statements.classify import classify
from app.statements.parsing import parse
from app.statements.totals import counted
from tests.client import ApiClient

FOLDER = Path(__file__).parents[2] / "app/data/demo"
FILES = sorted(file.name for file in FOLDER.glob("*.csv"))


def test_every_person_has_statements_that_are_there() -> None:
    told = [read_story((FOLDER / f"{name}.json").read_text("utf-8")) for name in STORIES]
    assert all(story.statements for story in told)
    named = {statement.more["file"] for story in told for statement in story.statements}
    assert named <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_read_and_the_file_bears_itself_out(name: str) -> None:
    statement = parse((FOLDER / name).read_bytes(), name)
    assert statement.unparsed == ()
    assert {notice.code for notice in statement.warnings} <= {"layout_generic"}
    encoding = "gb18030" if statement.encoding == "gb18030" else "utf-8"
    text = (FOLDER / name).read_bytes().decode(encoding)
    assert "虚构" in text or "示例" in text


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("_bank.csv")])
def test_running_balances_add_up(name: str) -> None:
    rows = parse((FOLDER / name).read_bytes()).transactions
    balance = None
    for row in rows:
        signed = row.amount if row.direction == "income" else -row.amount
        assert row.balance is not None
        assert balance is None or row.balance == balance + signed
        balance = row.balance


def test_money_to_oneself_is_no_spending() -> None:
    statement = parse((FOLDER / "chen_zhiqiang_bank.csv").read_bytes())
    (sums,) = counted(classify(statement.transactions, statement.family, (statement.holder,)))
    assert (sums.transfers, sums.debt_service) == (300_000, 596_000)


def test_wallet_and_bank_of_one_person_count_once(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"

    def upload(name: str) -> dict[str, Any]:
        content = (FOLDER / name).read_bytes()
        answer = client.post(path, files={"file": (name, content)})
        found: dict[str, Any] = answer.json()
        return found

    wallet = parse((FOLDER / "zhou_jianguo_wechat.csv").read_bytes()).transactions
    by_card = [row for row in wallet if row.payment_method.endswith("(8821)")]
    upload("zhou_jianguo_wechat.csv")
    bank = upload("zhou_jianguo_bank.csv")
    told = {entry["reason"]: entry["rows"] for entry in bank["explained"]}
    assert told == {"same_payment": len(by_card)}
    (sums,) = bank["counted"]
    assert (sums["expense"], sums["debt_service"]) == ("0.00", "4800.00")
