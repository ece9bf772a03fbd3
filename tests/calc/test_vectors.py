"""Every published vector is met, or named with the reason why its convention is another."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.calc.level_payments import level_payment
from app.calc.schedules import LoanTerms, build_schedule
from tests.calc.loading import loan_terms, table
from tests.calc.present_values import present_value

REFERENCE = Path(__file__).parents[3] / "shared/reference/loan_math/vectors.json"
TABLES = {name: table(name) for name in ("schedules", "rates", "day_counts")}
DIFFERS = {each["id"]: each["why"] for known in TABLES.values() for each in known["differs"]}
OF_THE_SECOND_HALF = ("fineract_LoanReAging", "fineract_LoanReAmortization")
"""What remains is written as a new schedule: the published rows begin earlier."""


def _ids(case: dict[str, Any]) -> str:
    return str(case["id"])


def _met() -> Iterator[str]:
    for known in TABLES.values():
        for name, cases in known.items():
            if isinstance(cases, list) and name != "differs":
                yield from (case["id"] for case in cases)


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, Any]]:
    if not REFERENCE.exists():
        pytest.skip("the published vectors are not at hand")
    return {each["id"]: each for each in json.loads(REFERENCE.read_text("utf-8"))}


def test_every_published_vector_is_met_or_named_with_its_reason(
    published: dict[str, dict[str, Any]],
) -> None:
    assert set(published) - set(_met()) - set(DIFFERS) == set()
    assert all(len(why) > 20 for why in DIFFERS.values())
    assert set(DIFFERS) <= set(published)


def test_no_vector_is_met_twice() -> None:
    assert [each for each, count in Counter(_met()).items() if count > 1] == []


def _rows(written: dict[str, Any]) -> list[list[object]]:
    """Due date, principal and interest of each published instalment, in fen."""
    return [
        [
            datetime.strptime(row["due_date"], "%d %B %Y").date().isoformat(),  # noqa: DTZ007 - a date
            round(Decimal(row["principal"]) * 100),
            round(Decimal(row["interest"]) * 100),
        ]
        for row in written["expected"]["periods"]
        if row["nr"]
    ]


@pytest.mark.parametrize("case", TABLES["schedules"]["cases"], ids=_ids)
def test_the_table_repeats_what_was_published(
    case: dict[str, Any], published: dict[str, dict[str, Any]]
) -> None:
    vector = published.get(case["id"])
    if vector is None or "periods" not in vector["expected"]:
        return  # read in the same source, beyond the collection; or unit tests of another shape
    rows = _rows(vector)
    if case["terms"].get("upfront_payment"):
        assert rows.pop(0)[1] == case["terms"]["upfront_payment"]
    wanted = case["rows_due_principal_interest"]
    if case["id"].startswith(OF_THE_SECOND_HALF):
        rows = rows[-len(wanted) :]
    assert rows == wanted


@pytest.mark.parametrize("case", TABLES["rates"]["time_value"], ids=_ids)
def test_the_time_value_of_money(case: dict[str, Any]) -> None:
    rate = Decimal(case["annual_rate_percent"])
    if "years" in case:
        flows = [(12 * year, case["payment"]) for year in range(1, case["years"] + 1)]
        worth = present_value(flows, rate / 100)
        if case["what"] == "future_value":
            worth *= (1 + rate / 100) ** case["years"]
        assert round(worth) == case["fen"]
        return
    first = build_schedule(
        LoanTerms(case["principal"], rate, case["instalments"], date(2026, 1, 15))
    ).rows[0]
    found = {
        "level_payment": first.payment,
        "first_interest": first.interest,
        "first_principal": first.principal,
    }
    assert found[case["what"]] == case["fen"]


def test_a_payment_is_rounded_to_whole_yuan_where_a_lender_does_so() -> None:
    exact = level_payment(125_000, Fraction(15, 100), [30] * 4, 360)
    whole = level_payment(125_000, Fraction(15, 100), [30] * 4, 360, multiple=100)
    assert (exact, whole) == (32_233, 32_200)
    terms = {"principal": 125_000, "annual_rate_percent": "15", "instalments": 4}
    terms |= {"first_due_date": "2023-10-01", "payment_multiple": 100, "method": "equal_principal"}
    rows = build_schedule(loan_terms(terms)).rows
    assert [row.principal for row in rows] == [31_200, 31_200, 31_200, 31_400]
