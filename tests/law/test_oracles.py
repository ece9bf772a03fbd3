"""Every oracle of the reference, as a row: the answer of this code for the situation it names.

The reference lies beside a checkout of the whole desk; elsewhere the tables in `tests/cases`
hold the same situations.
"""

import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.calc.money import format_fen, parse_fen
from app.contacts.conduct import Occurrence, find_conduct
from app.core.rules import rule_book
from app.law import thresholds
from app.law.ceilings import LPR, ceilings_for
from app.law.clocks import ClockRequest, Interruption
from app.law.court_fees import court_fee
from app.law.limitation import compute_clock

REFERENCE = Path(__file__).parents[3] / "shared/reference/law/oracles.json"
BOOK = rule_book()
AS_OF = date(2026, 11, 23)


def rows(name: str) -> list[dict[str, Any]]:
    if not REFERENCE.exists():
        return []
    found: list[dict[str, Any]] = json.loads(REFERENCE.read_text("utf-8"))[name]
    return found


def last_day(obligation: str, *, roll: bool = False, **inputs: Any) -> str:
    request = ClockRequest(obligation, AS_OF, roll_weekends=roll, **inputs)
    return str(compute_clock(BOOK, request).last_day)


@pytest.mark.parametrize("row", rows("fee"), ids=lambda row: row["in"]["amount"])
def test_court_fees(row: dict[str, Any]) -> None:
    names = {"acceptance": "ordinary", "summary_half": "summary"}
    for name, fee in row["out"].items():
        found = court_fee(BOOK, parse_fen(row["in"]["amount"]), names.get(name, name))
        assert format_fen(found.fee) == fee, name


@pytest.mark.parametrize("row", rows("cap_4x"), ids=lambda row: row["contract_formed"])
def test_four_times_lpr(row: dict[str, Any]) -> None:
    day = date.fromisoformat(row["contract_formed"])
    lpr = BOOK.series(LPR).on(day)
    assert lpr == Decimal(row["lpr_1y"])
    caps = [
        one.ceiling_percent
        for one in ceilings_for(
            BOOK, creditor_type="private_person", contract_date=day, as_of=AS_OF
        )
        if one.rule_id == "MJ-25"
    ]
    assert caps == ([Decimal(row["cap_pct"])] if day >= date(2020, 8, 20) else [])


@pytest.mark.parametrize("row", rows("limitation"), ids=lambda row: row["case"])
def test_limitation(row: dict[str, Any]) -> None:
    anchor = date.fromisoformat(row["anchor"])
    acts: tuple[Interruption, ...] = ()
    due = anchor
    if "debtor sent a repayment plan" in row["case"]:
        due, acts = date(2023, 5, 31), (Interruption(anchor, "repayment_plan"),)
    elif "collection SMS" in row["case"]:
        due, acts = date(2024, 3, 1), (Interruption(anchor, "card_collection_message"),)
    asked: dict[str, Any] = {"due_dates": (due,), "interruptions": acts}
    assert last_day("lump_sum", **asked) == row["last_day_unrolled"]
    assert last_day("instalments", roll=True, **asked) == row["last_day_if_weekend_rolls"]


def test_exclusion_periods() -> None:
    found = rows("exclusion_period")
    if not found:
        pytest.skip("reference not at hand")
    assert [row.get("effective_last_day") for row in found[:2]] == [
        last_day("revocation", known_on=date(2026, 1, 15), contract_date=date(2024, 7, 1)),
        last_day("revocation", known_on=date(2026, 10, 1), contract_date=date(2021, 11, 30)),
    ]
    assert found[2]["ninety_days_last_day"] == last_day(
        "revocation",
        ground="material_mistake",
        known_on=date(2026, 9, 1),
        contract_date=date(2026, 8, 1),
    )


def test_talks_stop_no_revocation() -> None:
    """民法典 199: an exclusion period is neither interrupted nor suspended."""
    known, signed = date(2026, 1, 15), date(2024, 7, 1)
    for kind in ("creditor_demand", "mediation_request", "deferral_request", "lawsuit"):
        acts = (Interruption(date(2026, 6, 1), kind),)
        found = last_day("revocation", known_on=known, contract_date=signed, interruptions=acts)
        assert found == "2027-01-15"


@pytest.mark.parametrize("row", rows("quiet_hours"), ids=lambda row: row["t"])
def test_quiet_hours(row: dict[str, Any]) -> None:
    call = Occurrence(
        contact_id=UUID(int=1),
        day=date(2026, 11, 18),
        at=time.fromisoformat(row["t"]),
        channel="phone",
        is_inbound=True,
        connected=True,
    )
    codes = {finding.rule.code for finding in find_conduct(BOOK, [call])}
    assert ("quiet_hours" in codes) is row["violation"]


@pytest.mark.parametrize("row", rows("guarantee"), ids=lambda row: row["case"])
def test_guarantee(row: dict[str, Any]) -> None:
    due = date.fromisoformat(row["case"].removeprefix("main debt due ")[:10])
    assert last_day("guarantee", due_dates=(due,)) == row["last_day"]


def test_answers_and_objections() -> None:
    for row in rows("complaint"):
        received = date.fromisoformat(row["received"])
        for name, complexity in (("simple", "simple"), ("complex", "complex"), ("max", "extended")):
            found = last_day("complaint_reply", received_on=received, complexity=complexity)
            assert found == row[f"{name}_due"]
    for name, obligation, key in (
        ("credit_objection", "credit_objection", "due"),
        ("payment_order", "payment_order_objection", "object_by"),
    ):
        for row in rows(name):
            received = date.fromisoformat(row["received"])
            assert last_day(obligation, received_on=received) == row[key]


@pytest.mark.parametrize("row", rows("credit_negative_record"))
def test_negative_credit_records(row: dict[str, Any]) -> None:
    ended = date.fromisoformat(row["default_ended"])
    assert str(thresholds.negative_record_ends(BOOK, ended)) == row["delete_after"]
    assert last_day("credit_record_deletion", ended_on=ended) == row["delete_after"]


@pytest.mark.parametrize("row", rows("credit_repair"), ids=lambda row: str(row["repaid"]))
def test_one_time_credit_repair(row: dict[str, Any]) -> None:
    overdue = date.fromisoformat(f"{row['overdue']}-01")
    amount = parse_fen(str(row["amount"]))
    hidden = thresholds.hidden_after_repair(
        BOOK, overdue, amount, date.fromisoformat(row["repaid"])
    )
    assert str(hidden) == row.get("hidden_from", row.get("hidden_by", "None"))


@pytest.mark.parametrize("row", rows("penalty_interest"), ids=lambda row: row["contract_pct"])
def test_overdue_rates(row: dict[str, Any]) -> None:
    band = thresholds.overdue_rate_band(BOOK, Decimal(row["contract_pct"]))
    assert list(band) == [Decimal(rate) for rate in row["overdue_band_pct"]]
    assert (band[1] > thresholds.practice_rate(BOOK)) is ("flag" in row)


@pytest.mark.parametrize("row", rows("advance_interest"))
def test_advance_interest(row: dict[str, Any]) -> None:
    found = thresholds.recognised_principal(parse_fen(row["nominal"]), parse_fen(row["deducted"]))
    assert format_fen(found) == row["principal_recognised"]


@pytest.mark.parametrize("row", rows("liquidated_damages"), ids=lambda row: row["agreed"])
def test_liquidated_damages(row: dict[str, Any]) -> None:
    agreed, loss = parse_fen(row["agreed"]), parse_fen(row["loss"])
    assert thresholds.is_excessive_damages(BOOK, agreed, loss) is row["excessive"]


@pytest.mark.parametrize("row", rows("small_claims"), ids=lambda row: row["amount"])
def test_small_claims(row: dict[str, Any]) -> None:
    tracks = {
        "mandatory small-claims": "mandatory",
        "agreement needed": "by_agreement",
        "agreement possible": "by_agreement",
        "not small-claims": "not_available",
    }
    wage, amount = parse_fen(row["provincial_wage"]), parse_fen(row["amount"])
    assert thresholds.small_claims_track(BOOK, amount, wage) == tracks[row["result"]]


@pytest.mark.parametrize("row", rows("payment_allocation"), ids=lambda row: row["payment"])
def test_order_of_payment(row: dict[str, Any]) -> None:
    amounts = [parse_fen(row[name]) for name in ("payment", "costs", "interest", "principal")]
    costs, interest, principal, surplus = map(format_fen, thresholds.applied_payment(*amounts))
    assert {"costs": costs, "interest": interest, "principal": principal} == row["after"]
    assert surplus == "0.00"


@pytest.mark.parametrize("row", rows("art70"))
def test_card_instalments(row: dict[str, Any]) -> None:
    debt = parse_fen(row["debt"])
    payment = row.get("monthly") or row.get("affordable_monthly")
    if payment is None:
        assert (row["months"] <= BOOK.rule("CARD-70").numbers["max_months"]) is row["ok"]
        return
    needed, fits, least = thresholds.card_instalment_months(BOOK, debt, parse_fen(payment))
    assert fits is row["ok"]
    assert needed == row.get("months", row.get("needed_min_months_interest_free"))
    assert format_fen(least) in {"1000.00", "800.00"}
