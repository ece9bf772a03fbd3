import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.money import format_fen, parse_fen
from app.core.rules import rule_book
from app.law import thresholds

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "law_thresholds.toml").read_text("utf-8")
)
BOOK = rule_book()


@pytest.mark.parametrize("case", CASES["small_claims"])
def test_small_claims_by_the_provincial_wage(case: dict[str, Any]) -> None:
    wage, amount = parse_fen(case["provincial_wage"]), parse_fen(case["amount"])
    assert thresholds.small_claims_track(BOOK, amount, wage) == case["track"]


@pytest.mark.parametrize("case", CASES["damages"])
def test_damages_above_the_loss(case: dict[str, Any]) -> None:
    agreed, loss = parse_fen(case["agreed"]), parse_fen(case["loss"])
    assert thresholds.is_excessive_damages(BOOK, agreed, loss) is case["excessive"]


@pytest.mark.parametrize("case", CASES["advance_interest"])
def test_principal_is_what_was_received(case: dict[str, Any]) -> None:
    found = thresholds.recognised_principal(
        parse_fen(case["principal"]), parse_fen(case["deducted"])
    )
    assert format_fen(found) == case["recognised"]


def test_nothing_or_all_of_it_may_have_been_deducted() -> None:
    assert thresholds.recognised_principal(100, 0) == 100
    assert thresholds.recognised_principal(100, 100) == 0


@pytest.mark.parametrize(("principal", "deducted"), [(100, 101), (100, -1)])
def test_more_than_the_principal_cannot_be_deducted(principal: int, deducted: int) -> None:
    with pytest.raises(ValueError, match="deducted"):
        thresholds.recognised_principal(principal, deducted)


@pytest.mark.parametrize("case", CASES["overdue"])
def test_overdue_rates_over_the_contract_rate(case: dict[str, Any]) -> None:
    band = thresholds.overdue_rate_band(BOOK, Decimal(case["contract"]))
    assert band == (Decimal(case["low"]), Decimal(case["high"]))


@pytest.mark.parametrize("case", CASES["credit_records"])
def test_a_negative_record_is_kept_five_years_after_the_end(case: dict[str, Any]) -> None:
    assert thresholds.negative_record_ends(BOOK, case["default_ended"]) == case["kept_to"]


@pytest.mark.parametrize("case", CASES["repairs"], ids=lambda case: case["article"])
def test_a_repaired_record_is_hidden(case: dict[str, Any]) -> None:
    found = thresholds.hidden_after_repair(
        BOOK, case["overdue_on"], parse_fen(case["amount"]), case.get("repaid_on")
    )
    assert found == case.get("hidden_from")


@pytest.mark.parametrize("case", CASES["payments"])
def test_a_payment_goes_to_costs_then_interest_then_principal(case: dict[str, Any]) -> None:
    amounts = [parse_fen(case[name]) for name in ("amount", "costs", "interest", "principal")]
    assert [format_fen(left) for left in thresholds.applied_payment(*amounts)] == case["left"]


@pytest.mark.parametrize("case", CASES["card_instalments"])
def test_sixty_instalments_at_most(case: dict[str, Any]) -> None:
    months, fits, least = thresholds.card_instalment_months(
        BOOK, parse_fen(case["debt"]), parse_fen(case["monthly"])
    )
    assert (months, fits, format_fen(least)) == (case["months"], case["fits"], case["least"])


@given(*(st.integers(0, 10**12) for _ in range(4)))
def test_no_fen_of_a_payment_is_lost(amount: int, costs: int, interest: int, rest: int) -> None:
    left = thresholds.applied_payment(amount, costs, interest, rest)
    assert min(left) >= 0
    assert sum(left[:3]) + amount == costs + interest + rest + left[3]
    assert left[3] == max(0, amount - costs - interest - rest)


@given(loss=st.integers(0, 10**12))
def test_the_measure_is_the_last_sum_that_is_not_excessive(loss: int) -> None:
    measure = thresholds.damages_measure(BOOK, loss)
    assert not thresholds.is_excessive_damages(BOOK, measure, loss)
    assert thresholds.is_excessive_damages(BOOK, measure + 1, loss)


@given(amount=st.integers(0, 10**9), wage=st.integers(1, 10**9))
def test_a_larger_claim_is_never_a_smaller_track(amount: int, wage: int) -> None:
    order = ["mandatory", "by_agreement", "not_available"]
    tracks = [thresholds.small_claims_track(BOOK, value, wage) for value in (amount, amount + 1)]
    assert order.index(tracks[0]) <= order.index(tracks[1])
