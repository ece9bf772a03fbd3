"""The data on how claims are applied hold together with the law data and the texts."""

import tomllib
from importlib.resources import files

import pytest

from app.claims.catalogue import claim_rules, clock_warnings
from app.core.i18n import catalogue
from app.core.rules import rule_book
from app.evidence.catalogue import templates
from app.law.limitation import TABLE

BOOK = rule_book()
BUILDER = tomllib.loads(files("app.data").joinpath("claims", "builder.toml").read_text("utf-8"))
FACTS = {code for row in BUILDER["elements"] for code in (*row["facts"], *row["opposed_by"])}


def test_every_claim_and_element_of_the_law_is_applied_once() -> None:
    law = {
        (claim["code"], element["code"])
        for claim in BOOK.table("claims")["claims"]
        for element in claim["elements"]
    }
    rows = [(row["claim"], row["code"]) for row in BUILDER["elements"]]
    assert sorted(rows) == sorted(law)
    assert [row["code"] for row in BUILDER["claims"]] == list(claim_rules())


def test_what_the_data_name_exists() -> None:
    obligations = {row["code"] for row in BOOK.table(TABLE)["obligations"]} | {"none"}
    courts = {row["code"] for row in BOOK.table("jurisdiction")["claims"]}
    known = {rule.id for rule in BOOK.rules()}
    for row in BUILDER["claims"]:
        assert row["suit_period"] in obligations
        assert row["court"] in courts
        assert set(row["defence_rule_ids"]) <= known
        assert row["as_defence"] is ("objection_ground" in row)
    for row in BUILDER["elements"]:
        assert set(row.get("opposed_by_items", ())) <= templates().keys()
        assert row["question_zh"]
        assert row["question_en"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_code_has_its_text(language: str) -> None:
    texts = catalogue(language).keys()
    assert {f"case_claims.facts.{code}" for code in FACTS} <= texts
    assert {f"clocks.warnings.{code}" for code in clock_warnings()} <= texts
    periods = {rules.suit_period for rules in claim_rules().values()} - {None}
    assert {f"case_claims.clocks.over.{code}" for code in periods} <= texts


def test_a_cost_sheet_in_hand_speaks_against_its_absence() -> None:
    [sheet, _] = claim_rules()["failure_to_inform"].elements
    assert sheet.opposed_by_items == ("cost_disclosure_sheet",)
    assert claim_rules()["failure_to_inform"].any_element
