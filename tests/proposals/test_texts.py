"""Every code that proposals give has its words in both languages."""

from collections.abc import Iterator
from typing import get_args

import pytest

from app.core import i18n
from app.proposals.agreements.early_warning import Advice
from app.proposals.agreements.findings import Carried
from app.proposals.agreements.requirements import requirements
from app.proposals.model import scoring_model
from app.proposals.model_card.service import GATES, NOT_ITSELF
from app.proposals.offers.schemas import OffersResult
from app.proposals.refusals import refusal_book
from app.proposals.responses.compared import Code
from app.proposals.responses.counters.service import NOT_COMPARABLE
from app.proposals.responses.schemas import RefusalReason
from app.proposals.responses.service import AGREED
from app.proposals.warnings.service import MISUSE_WARNING
from app.proposals.waterfall import STEPS

MODEL, REFUSALS = scoring_model(), refusal_book()


def needed() -> Iterator[str]:
    for gate in GATES:
        yield from (f"gates.{gate}.{part}" for part in ("title", "passed", "failed"))
    for code in MODEL.weights:
        yield from (f"sub_scores.{code}.{part}" for part in ("title", "explanation"))
    for code in REFUSALS.reasons:
        yield from (f"refusals.{code}.{part}" for part in ("meaning", "answer"))
    yield from (f"asks.{ask.code}" for ask in MODEL.offers.asks)
    yield from (f"waterfall.{step}" for step in STEPS)
    yield from (f"channels.{channel}" for channel in REFUSALS.channels)
    yield from (f"after_yes.{code}" for code in REFUSALS.after_yes)
    yield from (f"next_steps.{answer}" for answer in AGREED)
    yield from (f"counters.{code}" for code in (*get_args(Code), *NOT_COMPARABLE))
    yield "counters.terms_not_possible"
    yield from (f"model.not_{name}" for name in NOT_ITSELF)
    yield from ("notice", "model.source", f"warnings.{MISUSE_WARNING}")
    yield from (f"joint.{code}" for code in ("all_kept", "not_for_every_debt"))
    yield from (f"joint.{code}" for code in ("nothing_affordable", "nothing_owed"))
    yield from (f"agreements.{key}" for key in of_agreements())
    yield from ("offers.nothing_affordable", "offers.no_plan_within_constraints")


def of_agreements() -> Iterator[str]:
    yield from ("follow_up", "paid_to_person", "next_steps.complete", "next_steps.incomplete")
    for code in requirements().codes:
        yield from (f"findings.{code}.{status}" for status in ("present", "missing"))
    yield from (f"ahead.{carried}" for carried in get_args(Carried))
    yield from (f"findings.payments_{carried}.attention" for carried in get_args(Carried))
    yield from (f"steps.{step}" for step in get_args(Advice))
    for code in (
        "keep_recording_until_settled",
        "payee_personal_account",
        "payee_other_company",
        "card_term_limit",
        "rate_above_contract",
        "guarantor_consent",
        "limitation_possible",
        "unlicensed_lender",
    ):
        yield f"findings.{code}.attention"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    missing = {f"proposals.{key}" for key in needed()} - i18n.catalogue(language).keys()
    assert missing == set()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_text_is_left_over(language: str) -> None:
    mine = {key for key in i18n.catalogue(language) if key.startswith("proposals.")}
    assert mine == {f"proposals.{key}" for key in needed()}


def test_every_reason_of_the_contract_is_answered() -> None:
    assert set(REFUSALS.reasons) == set(RefusalReason.__args__)  # type: ignore[attr-defined]  # of a Literal


def test_the_notice_promises_nothing() -> None:
    assert "never how likely" in i18n.text("proposals.notice", language="en")
    assert "没有必须同意的义务" in i18n.text("proposals.notice", language="zh-CN")
    assert "notice" in OffersResult.model_fields
