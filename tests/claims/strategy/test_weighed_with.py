"""Which rows of the strategy data fit a claim, and what the caller's own assumptions change."""

import tomllib
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest

from app.claims.cost_benefit import Span
from app.claims.strategy.weighed_with import assumptions_for, routes_for, shares_of, trial_months
from app.core.rules import rule_book
from tests.test_data import HARDSHIP, bilingual, cited

DATA = tomllib.loads(files("app.data").joinpath("claims", "strategy.toml").read_text("utf-8"))
PAYOUT = ("payout_share", "low"), ("payout_share", "high")


def test_the_data_cite_rules_that_exist_and_speak_both_languages() -> None:
    assert cited(DATA) <= {rule.id for rule in rule_book().rules()}
    assert list(bilingual(DATA)) == []
    for row in DATA["relief"]:
        assert set(row["reasons"]) <= HARDSHIP


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (set(), ["complaint", "mediation", "suit"]),
        ({"as_defence"}, ["complaint", "mediation", "defence_later", "suit"]),
        ({"pending"}, ["complaint", "mediation", "suit"]),
        ({"as_defence", "pending"}, ["defence_now", "complaint", "mediation", "suit"]),
    ],
)
def test_a_defence_comes_first_only_while_something_is_pending(
    facts: set[str], codes: list[str]
) -> None:
    assert [row["code"] for row in routes_for(DATA["routes"], facts)] == codes


def test_published_assumptions_say_that_they_are() -> None:
    found = assumptions_for(DATA["assumptions"], {})
    assert set(found) == {"payout_share", "enforcement_months", "own_costs"}
    assert not any(each.is_own for each in found.values())
    assert shares_of(found["payout_share"]) == (Fraction(1, 2), Fraction(1))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0.25", None, ("0.25", "1.00")),
        (None, "0.25", ("0.25", "0.25")),
        (None, "0", ("0", "0")),
        ("0.75", "0.80", ("0.75", "0.80")),
        ("0", None, ("0", "1.00")),
    ],
)
def test_one_end_given_alone_draws_the_other_with_it(
    low: str | None, high: str | None, expected: tuple[str, str]
) -> None:
    own = dict(
        zip(PAYOUT, (None if end is None else Decimal(end) for end in (low, high)), strict=True)
    )
    found = assumptions_for(DATA["assumptions"], own)["payout_share"]
    assert (str(found.low), str(found.high)) == expected
    assert found.is_own


def test_terms_are_those_of_the_law() -> None:
    # 民事诉讼法 164、168、152：三个月、两个月、六个月可以延长六个月
    assert trial_months(rule_book(), DATA["tracks"], is_small_claim=False) == Span(3, 12)
    assert trial_months(rule_book(), DATA["tracks"], is_small_claim=True) == Span(2, 12)
