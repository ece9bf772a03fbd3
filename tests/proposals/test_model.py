import re
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from app.core.tables import data_table
from app.proposals.allocations.schemas import PayoffRead
from app.proposals.model import Reach, UnsoundModel, read_model, scoring_model

CONTENT = data_table("scoring", "model")
EIGHT = [
    "affordability",
    "lender_value",
    "cut_asked",
    "term_asked",
    "hardship_evidence",
    "effort",
    "track_record",
    "fairness",
]


def changed(table: str, name: str, value: object) -> Mapping[str, Any]:
    """The data file's content with one figure replaced."""
    content: dict[str, Any] = deepcopy(dict(CONTENT))
    content[table][name] = value
    return content


def test_the_model_is_sound() -> None:
    model = scoring_model()
    assert model == read_model(CONTENT)
    assert list(model.weights) == EIGHT
    assert sum(model.weights.values()) == 100
    assert 0 < model.borderline_from < model.reasonable_from < 100
    assert model.verification == "product_assumption"


def test_the_version_names_the_content() -> None:
    shipped, other = scoring_model(), read_model(changed("verdicts", "reasonable", 66))
    assert re.fullmatch(r"2026\.11\.3\+[0-9a-f]{12}", shipped.version)
    assert other.version != shipped.version
    assert other.version.split("+")[0] == shipped.version.split("+")[0]
    assert read_model(deepcopy(dict(CONTENT))).version == shipped.version


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(UnsoundModel, match="weights"):
        read_model(changed("weights", "affordability", 26))
    evidence = deepcopy(CONTENT["evidence"])
    evidence[-1]["share"] = "0.11"
    with pytest.raises(UnsoundModel, match="evidence"):
        read_model({**CONTENT, "evidence": evidence})


def test_limits_are_those_of_the_data() -> None:
    model = scoring_model()
    assert model.weak_below == Decimal("0.5")
    assert model.reach == Reach(months_ahead=120, months_later=12)
    assert model.offers.due_day == 10


def test_a_payoff_plan_fits_into_its_answer() -> None:
    [most] = [
        rule.max_length
        for rule in PayoffRead.model_fields["months"].metadata
        if hasattr(rule, "max_length")
    ]
    assert scoring_model().payoff_months == most == 120


def test_no_document_proves_two_kinds() -> None:
    codes = [code for group in scoring_model().evidence for code in group.any_of]
    assert len(codes) == len(set(codes))


def test_the_band_of_assumptions_lies_on_both_sides() -> None:
    model = scoring_model()
    middle, low, high = model.lender, model.low, model.high
    assert high.discount_rate_percent < middle.discount_rate_percent < low.discount_rate_percent
    assert high.redefault_share < middle.redefault_share < low.redefault_share
    assert high.recovery_factor < 1 < low.recovery_factor
    assert {route.code for route in middle.routes} == {
        "in_house_collection",
        "suit_and_enforcement",
        "sale_of_debt",
    }
    assert all(0 < route.probability <= 1 and 0 < route.recovery <= 1 for route in middle.routes)


def test_offers_reach_sixty_months_for_a_card_and_a_default_elsewhere() -> None:
    offers = scoring_model().offers
    assert offers.longest("credit_card") == 60
    assert offers.longest("cash_loan") == offers.longest(None) == offers.default_max_instalments
    assert offers.longest("mortgage") == 360
    assert list(offers.term_choices) == sorted(offers.term_choices)
    assert offers.first_month_choices == (0, 1, 2, 3)
    assert 0 < offers.forbearance_share < 1


def test_principal_is_waived_only_by_asks_that_say_so() -> None:
    said = {row["code"] for row in CONTENT["offers"]["asks"] if "waive_principal" in row}
    assert {ask.code for ask in read_model(CONTENT).offers.asks if ask.waive_principal} == said


def test_asks_grow_from_the_contract_to_the_principal_alone() -> None:
    asks = scoring_model().offers.asks
    assert (asks[0].rate, asks[0].waive_penalty) == (Decimal(1), Decimal(0))
    asked = [
        (1 - ask.rate) + ask.waive_interest + ask.waive_fees + ask.waive_penalty for ask in asks
    ]
    assert asked == sorted(asked)
    assert asks[-1].waive_interest == asks[-1].waive_fees == asks[-1].waive_penalty == 1
