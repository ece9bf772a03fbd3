"""Facts of a debt that bear on elements; nothing follows from what is unknown."""

from datetime import date
from decimal import Decimal

import pytest

from app.claims.holdings import bearing
from app.debts.overcharges.measures import Band


def test_an_unknown_figure_gives_no_fact() -> None:
    assert list(bearing.contract_facts("1", None)) == []
    assert list(bearing.payment_facts("1", [], [])) == []
    assert list(bearing.receipt_facts("1", None, 1)) == []
    assert list(bearing.receipt_facts("1", 1, None)) == []
    assert list(bearing.rate_facts("1", None, Decimal(3), Decimal(1))) == []
    assert list(bearing.rate_facts("1", Decimal(3), None, Decimal(1))) == []
    assert list(bearing.hardship_facts(None, date(2026, 1, 1), "1")) == []
    assert list(bearing.hardship_facts(date(2026, 1, 1), None, "1")) == []


def test_a_contract_of_a_known_day() -> None:
    [fact] = bearing.contract_facts("1", date(2024, 4, 16))
    assert (fact.code, fact.weight, fact.params) == (
        "contract_known",
        "stated",
        {"on": "2024-04-16"},
    )


@pytest.mark.parametrize(
    ("sources", "weight"),
    [(["statement", "receipt"], "recorded"), (["statement", "memory"], "stated")],
)
def test_payments_are_on_record_where_papers_show_all(sources: list[str], weight: str) -> None:
    [fact] = bearing.payment_facts("1", [100, 250], sources)
    assert (fact.weight, fact.params) == (weight, {"count": "2", "total": "3.50"})


@pytest.mark.parametrize(
    ("high", "certainty", "expected"),
    [
        (100, "established", [("above_ceiling", "recorded")]),
        (100, "uncertain", [("above_ceiling", "stated")]),
        (0, "partly", [("within_ceiling", "stated")]),
        (0, "established", [("within_ceiling", "recorded")]),
        (0, "uncertain", []),
    ],
)
def test_below_a_ceiling_only_where_that_is_sure(
    high: int, certainty: str, expected: list[tuple[str, str]]
) -> None:
    found = list(
        bearing.ceiling_facts("1", "FIN-24", Decimal("24.00"), Band(high, 0, high), certainty)
    )
    assert [(fact.code, fact.weight) for fact in found] == expected
    for fact in found:
        assert fact.rule_id == "FIN-24"
        assert fact.params["percent"] == "24"


def test_what_did_not_arrive() -> None:
    [less] = bearing.receipt_facts("1", 10_000_00, 9_400_00)
    assert (less.code, less.params["missing"]) == ("advance_deduction", "600.00")
    [full] = bearing.receipt_facts("1", 10_000_00, 10_000_00)
    assert full.code == "received_in_full"


@pytest.mark.parametrize(
    ("true", "code"),
    [("18.50", "rate_as_stated"), ("18.51", "rate_differs"), ("3", "rate_as_stated")],
)
def test_a_small_difference_of_rates_is_none(true: str, code: str) -> None:
    [fact] = bearing.rate_facts("1", Decimal("18.00"), Decimal(true), Decimal("0.50"))
    assert fact.code == code


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (date(2024, 4, 16), "hardship_at_signing"),
        (date(2024, 4, 17), "hardship_after_signing"),
    ],
)
def test_hardship_before_or_after_the_contract(since: date, code: str) -> None:
    [fact] = bearing.hardship_facts(since, date(2024, 4, 16), "1")
    assert fact.code == code
