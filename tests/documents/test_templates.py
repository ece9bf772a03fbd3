"""Every template composes in both languages, says the same in both, and harms nobody."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from app.core import i18n
from app.core.rules import rule_book
from app.core.tables import data_table
from app.core.typesetting import drawn_characters
from app.documents.compose import compose, names_in
from app.documents.gathering.service import _labels
from app.documents.risks import risks_in
from app.documents.schemas import Risk, Template
from app.documents.templates import LOCALES, acknowledges_debt, court_kinds, negotiates, template_of
from app.documents.typesetting import glyphs
from app.documents.typesetting.tree import Table, texts
from tests.documents.samples import AS_OF, CHINESE, ENGLISH, all_facts

TEMPLATES = get_args(Template)
WORDS = {"zh-CN": CHINESE, "en": ENGLISH}
SENT = [name for name in TEMPLATES if name != "call_script"]
RISKS = data_table("documents", "risks")


def _composed(name: str, locale: str) -> Any:
    return compose(
        template_of(name, locale),
        all_facts(WORDS[locale]),
        profile="private",
        locale=locale,
        as_of=AS_OF,
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_composes_from_facts_that_are_known(name: str, locale: str) -> None:
    made = _composed(name, locale)
    assert made.missing == ()
    assert made.document.blocks


def _bare(value: Any) -> Any:
    """A template without its words: structure and facts."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, str):
        return sorted(part.split("}")[0] for part in value.split("{")[1:])
    return value


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_languages_have_the_same_blocks_and_facts(name: str) -> None:
    chinese, english = (template_of(name, locale) for locale in LOCALES)
    assert _bare(dict(chinese)) == _bare(dict(english))
    for key in ("needs", "kinds"):
        assert chinese.get(key) == english.get(key)
    conditions = [
        [
            (row.get("when"), row.get("unless"), row.get("table"), row.get("pointer"))
            for row in each["blocks"]
        ]
        for each in (chinese, english)
    ]
    assert conditions[0] == conditions[1]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_fact_a_template_may_ask_for_has_a_name_in_words(name: str, locale: str) -> None:
    template = template_of(name, locale)
    asked = {fact for fact, of in names_in(template) if of is None}
    asked |= {row["table"] for row in template["blocks"] if "table" in row}
    for fact in asked:
        assert i18n.has_text(f"documents.facts.{fact}"), fact


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_character_of_every_text_is_in_the_font(name: str, locale: str) -> None:
    assert glyphs.missing(texts(_composed(name, locale).document), drawn_characters()) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_label_of_every_code_is_in_the_font(locale: str) -> None:
    labels = [label for names in _labels(locale).values() for label in names.values()]
    assert glyphs.missing(labels, drawn_characters()) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", SENT)
def test_no_template_that_is_sent_promises_or_admits_anything(name: str, locale: str) -> None:
    own = list(texts(_composed(name, locale).document))
    assert risks_in(own, RISKS["risks"], RISKS["denials"]) == []
    whole = "".join(own)
    for word in ("保证", "承诺", "停息挂账", "胜诉", "guarantee", "promise"):
        assert word not in whole, word


def test_the_papers_that_acknowledge_a_debt_are_those_of_the_contract() -> None:
    named = {name for name in TEMPLATES if acknowledges_debt(template_of(name, "zh-CN"))}
    asking = {"hardship_statement", "repayment_proposal", "call_script", "mediation_request"}
    assert named == asking
    assert {name for name in TEMPLATES if negotiates(template_of(name, "zh-CN"))} == asking


def test_court_papers_answer_known_proceedings() -> None:
    kinds = {name: court_kinds(template_of(name, "zh-CN")) for name in TEMPLATES}
    named = {name for name, found in kinds.items() if found}
    assert named == {
        "payment_order_objection",
        "court_answer",
        "jurisdiction_objection",
        "enforcement_objection",
        "enforcement_settlement_proposal",
    }
    known = _labels("zh-CN")["proceeding_kind"].keys()
    assert frozenset().union(*kinds.values()) <= known


def test_every_risk_of_the_contract_has_phrases_and_words() -> None:
    assert tuple(row["code"] for row in [*RISKS["risks"], *RISKS["pleas"]]) == get_args(Risk)
    for code in get_args(Risk):
        assert i18n.has_text(f"documents.risks.{code}")


def test_rules_behind_templates_are_known() -> None:
    known = {rule.id for rule in rule_book().rules()}
    for name in TEMPLATES:
        assert set(template_of(name, "zh-CN").get("rule_ids", ())) <= known


def test_a_private_reason_never_stands_in_a_lenders_paper() -> None:
    shown = all_facts(profile="creditor").named["hardship.reason"].text
    assert shown == "失业"
    assert all_facts(profile="adviser").named["hardship.reason"].text == "失业、以贷养贷"


def test_the_call_script_names_no_amount_while_nothing_is_affordable() -> None:
    known = all_facts()
    broke = replace(
        known, flags=(known.flags | {"nothing_affordable"}) - {"may_name_amount", "can_pay"}
    )
    made = compose(
        template_of("call_script", "zh-CN"), broke, profile="private", locale="zh-CN", as_of=AS_OF
    )
    outside_tables = [
        run.text
        for block in made.document.blocks
        if not isinstance(block, Table)
        for run in getattr(block, "runs", ())
    ]
    assert "800.00" not in "".join(outside_tables)
    assert "2,500.00" not in "".join(outside_tables)
    assert any("不要答应任何金额" in text for text in outside_tables)
