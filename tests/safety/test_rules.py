"""The table of safety rules is true: each guard stands where it says, each test is there.

Whether a test fails without its guard is tried by `python -m gates guards`.
"""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RULES: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
)["rules"]
OF_THE_CONTRACT = {
    *{"precedence", "crisis", "payment_order", "limitation", "self_incrimination"},
    *{"no_false_hope", "nothing_affordable", "after_yes", "bundles", "identity_misuse"},
    "card_fraud",
}
"""Every safety rule; one without a row has no test that fails without it."""


def _named(row: dict[str, str]) -> str:
    return f"{row['rule']}: {row['says']}"


def test_every_rule_has_a_row_and_every_row_a_rule() -> None:
    assert {row["rule"] for row in RULES} == OF_THE_CONTRACT


def test_no_promise_is_made_twice() -> None:
    assert len({row["says"] for row in RULES}) == len(RULES)


@pytest.mark.parametrize("row", RULES, ids=_named)
def test_the_guard_stands_where_the_table_says(row: dict[str, str]) -> None:
    text = (ROOT / row["file"]).read_text(encoding="utf-8")
    assert row["guard"] in text
    assert row["guard"] != row["broken"]


@pytest.mark.parametrize("row", RULES, ids=_named)
def test_the_test_is_there(row: dict[str, Any]) -> None:
    file, name = row["test"].split("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
