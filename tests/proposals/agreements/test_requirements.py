from datetime import date

import pytest

from app.core import i18n
from app.core.rules import rule_book
from app.proposals.agreements.requirements import collection_period, requirements
from app.proposals.agreements.schemas import Item
from app.proposals.refusals import refusal_book

WANTED = requirements()
SIX = [
    "balance_structure_currency",
    "schedule_dates_amounts",
    "fees_and_interest_during_plan",
    "no_new_cards_until_settled",
    "rights_duties_and_breach",
    "other_repayment_matters",
]


def test_a_card_must_hold_the_six_items_of_its_rule() -> None:
    ours = [point for point in WANTED.of_product("credit_card") if point.code in SIX]
    assert [point.code for point in ours] == SIX
    assert {point.rule_id for point in ours} == {"CARD-70"}
    items = rule_book().rule("CARD-70").numbers["agreement_items"]
    assert len(items) == len(SIX)


@pytest.mark.parametrize("product", ["consumer_loan", "revolving_consumer_credit", None])
def test_the_cards_rule_is_stretched_to_nothing_else(product: str | None) -> None:
    points = WANTED.of_product(product)
    assert "CARD-70" not in {point.rule_id for point in points}
    assert "no_new_cards_until_settled" not in {point.code for point in points}
    assert collection_period(product, date(2026, 11, 1), date(2028, 1, 1), WANTED) is None


@pytest.mark.parametrize("product", ["credit_card", "consumer_loan"])
def test_a_code_is_asked_once_for_a_product(product: str) -> None:
    codes = [point.code for point in WANTED.of_product(product)]
    assert len(codes) == len(set(codes))
    assert set(refusal_book().after_yes) <= set(codes)


def test_rules_exist_and_the_contract_names_every_code() -> None:
    book = rule_book()
    for point in WANTED.points:
        if point.rule_id is not None:
            assert book.rule(point.rule_id).summary_zh
    assert frozenset(Item.__args__) == WANTED.codes  # type: ignore[attr-defined]  # of a Literal
    assert book.rule(WANTED.collection_rule_id).numbers["collection_stops_on_signing"] is True


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_point_has_its_words(language: str) -> None:
    for code in WANTED.codes:
        for status in ("present", "missing"):
            assert i18n.text(f"proposals.agreements.findings.{code}.{status}", language=language)


@pytest.mark.parametrize(
    ("last_due", "ends_on"),
    [(date(2028, 1, 1), date(2028, 1, 1)), (date(2026, 1, 1), date(2026, 11, 1))],
)
def test_a_cards_collection_rests_from_the_day_it_is_signed(last_due: date, ends_on: date) -> None:
    period = collection_period("credit_card", date(2026, 11, 1), last_due, WANTED)
    assert period == (date(2026, 11, 1), ends_on, "CARD-70")
