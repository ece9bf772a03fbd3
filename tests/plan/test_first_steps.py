"""The first ten minutes: the order of the safety rules, never more than three, always something."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import i18n
from app.core.rules import rule_book
from app.core.tables import data_table
from app.plan.first_steps import Told, facts_told, first_check
from tests.law.codes import OBLIGATIONS

DATA = data_table("plan", "first_check")
PROOF = DATA["proof_reasons"]
ORDER = [row["code"] for row in DATA["steps"]]
RECEIVED = [
    *("none", "court_paper", "payment_order", "arbitration", "freeze", "home_visit"),
    "contact_book_blast",
]


def check(income: int, essentials: int, **more: object) -> tuple[list[str], str, tuple[str, ...]]:
    told = Told(income, essentials, **more)  # type: ignore[arg-type]  # the fields of a Told
    found = first_check(DATA, facts_told(told, PROOF))
    return [step.code for step in found.steps], found.not_true, found.tonight


def test_safety_then_court_then_living_then_talk() -> None:
    everything = tuple(reversed(RECEIVED))
    steps, not_true, tonight = check(
        500000, 600000, days_past_due=(40,), reasons=("hardship_not_proven",), received=everything
    )
    assert steps == ["stay_safe", "object_to_payment_order", "answer_the_court"]
    assert not_true == "payment_order_is_no_judgment"
    assert tonight == ("day_and_envelope", "paper_and_day", "bank_and_time", "who_came_and_when")


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({"received": ("home_visit", "payment_order")}, "stay_safe"),
        ({"received": ("freeze", "payment_order")}, "object_to_payment_order"),
        ({"received": ("contact_book_blast", "court_paper")}, "answer_the_court"),
        ({"received": ("arbitration",)}, "answer_the_arbitrator"),
        ({"received": ("freeze",)}, "ask_who_froze"),
        ({"received": ("contact_book_blast",)}, "keep_proof_of_harassment"),
        ({"reasons": ("documents_missing",), "days_past_due": (3,)}, "prove_the_hardship"),
        ({"reasons": (), "days_past_due": (3,)}, "offer_what_fits"),
        ({"days_past_due": (0, 0)}, "talk_before_the_due_day"),
        ({"days_past_due": (0, None)}, "see_the_months_ahead"),
        ({"days_past_due": (12,)}, "see_the_months_ahead"),
        ({}, "list_every_debt"),
    ],
)
def test_what_comes_first_with_something_left(told: dict[str, object], first: str) -> None:
    assert check(900000, 600000, **told)[0][0] == first


def test_with_nothing_left_living_comes_first_and_no_amount_is_promised() -> None:
    steps, not_true, _ = check(500000, 500000, days_past_due=(90,), reasons=("payment_too_low",))
    assert steps[:2] == ["cover_essentials_first", "ask_for_deferral"]
    assert "offer_what_fits" not in steps
    assert not_true == "owing_is_no_crime"


def test_nothing_received_says_so_once() -> None:
    assert check(1, 0, received=("none",)) == check(1, 0)


@given(
    income=st.integers(0, 10**8),
    essentials=st.integers(0, 10**8),
    days=st.lists(st.none() | st.integers(0, 2000), max_size=4),
    reasons=st.none() | st.lists(st.sampled_from([*PROOF, "payment_too_low"]), max_size=3),
    received=st.lists(st.sampled_from(RECEIVED), unique=True),
)
def test_everyone_gets_an_answer_in_order(
    income: int,
    essentials: int,
    days: list[int | None],
    reasons: list[str] | None,
    received: list[str],
) -> None:
    steps, not_true, tonight = check(
        income,
        essentials,
        days_past_due=tuple(days),
        reasons=tuple(reasons) if reasons is not None else None,
        received=tuple(received),
    )
    assert 1 <= len(steps) <= 3
    assert all(ORDER.index(before) < ORDER.index(after) for before, after in pairwise(steps))
    assert not_true
    assert 1 <= len(tonight) <= 4
    assert len(set(tonight)) == len(tonight)
    if "payment_order" in received:
        assert "object_to_payment_order" in steps[:2]


def test_the_data_is_whole() -> None:
    for row in DATA["steps"]:
        assert row.get("obligation") in {None, *OBLIGATIONS}
    for row in (*DATA["steps"], *DATA["not_true"]):
        for rule_id in row["rule_ids"]:
            rule_book().rule(rule_id)
    assert not DATA["not_true"][-1].get("when")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_and_codes_agree(language: str) -> None:
    wanted = {f"steps.{row['code']}.{part}" for row in DATA["steps"] for part in ("title", "why")}
    wanted |= {f"not_true.{row['code']}" for row in DATA["not_true"]}
    wanted |= {f"tonight.{row['code']}" for row in DATA["tonight"]}
    own = {key for key in i18n.catalogue(language) if key.startswith("first_check.")}
    assert own == {f"first_check.{key}" for key in wanted}
