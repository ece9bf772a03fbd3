"""Scores what a lender offers instead, and lays it beside the best offer we find."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.core import i18n
from app.core.errors import InvalidInput
from app.core.rules import rule_book
from app.proposals.case_scores.schemas import CaseView
from app.proposals.case_scores.service import flow_of, situation_of_case
from app.proposals.kept_plans import Constraints
from app.proposals.model import scoring_model
from app.proposals.offers.service import judged, option_read
from app.proposals.payments.schemas import TermsInput
from app.proposals.payments.service import terms_of
from app.proposals.responses.compared import compared, standing_of
from app.proposals.responses.counters.schemas import ComparedRead, CounterOfferRead
from app.proposals.scores.service import assessed, figures_of
from app.proposals.search import Option, counter_offers
from app.proposals.service import debt_of_case
from app.proposals.situation import Situation
from app.proposals.warnings.service import case_standing

NOT_COMPARABLE = ("budget_missing", "amount_owed_missing")
"""What a case may lack for a score."""
Comparer = Callable[[TermsInput], CounterOfferRead]


def comparer(session: Session, case_id: UUID, debt_id: UUID) -> Comparer:
    """Compares counter-offers about one debt; the case is looked at once, at the first of them."""

    @cache
    def found() -> tuple[Situation, Option | None] | str:
        try:
            situation = _situation(session, case_id, debt_id)
        except InvalidInput as error:
            return _missing(error)
        offers = counter_offers(situation, Constraints(), 1, scoring_model(), rule_book())
        return situation, next(iter(offers.options), None)

    def compare(asked: TermsInput) -> CounterOfferRead:
        beside = found()
        return _unscored(beside) if isinstance(beside, str) else _beside(asked, *beside)

    return compare


def _situation(session: Session, case_id: UUID, debt_id: UUID) -> Situation:
    view, debt = CaseView(), debt_of_case(session, case_id, debt_id)
    standing, flow = case_standing(session, case_id), flow_of(session, case_id, view)
    return situation_of_case(session, case_id, standing, debt_id, debt, flow, view)


def _missing(error: InvalidInput) -> str:
    code = next(one.code for one in error.errors)
    if code not in NOT_COMPARABLE:
        raise error
    return code


def _unscored(code: str) -> CounterOfferRead:
    message = i18n.text(f"proposals.counters.{code}")
    return CounterOfferRead(code=code, message=message, score=None, option=None, comparison=[])


def _beside(asked: TermsInput, situation: Situation, option: Option | None) -> CounterOfferRead:
    try:
        theirs = assessed(situation, terms_of(asked), pointer="/counter_terms", with_changes=False)
    except InvalidInput:  # what the lender said is recorded as it was said
        return _unscored("terms_not_possible")
    ours = judged(option, situation) if option is not None else None
    standing = standing_of(theirs, ours, situation.buffer)
    words = {
        "month": format_month(situation.start_month + standing.month),
        "amount": format_fen(standing.amount),
    }
    rows = compared(theirs, ours) if ours is not None else ()
    return CounterOfferRead(
        code=standing.code,
        message=i18n.text(f"proposals.counters.{standing.code}", **words),
        score=figures_of(theirs, situation),
        option=option_read(option, situation, ours) if option is not None else None,
        comparison=[ComparedRead.model_validate(row) for row in rows],
    )
