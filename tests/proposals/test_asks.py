from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.calc.periods import add_months, parse_month
from app.proposals.asks import contract_terms, terms_asking
from app.proposals.model import scoring_model
from app.proposals.terms import Waiver, outstanding
from tests.proposals.households import CARD, START

MODEL = scoring_model()
OFFERS = MODEL.offers
ASKS = {ask.code: ask for ask in OFFERS.asks}


def test_asks_go_from_the_least_to_the_most() -> None:
    waived = [terms_asking(CARD, ask, START, 0, OFFERS).waive.total for ask in OFFERS.asks]
    rates = [terms_asking(CARD, ask, START, 0, OFFERS).annual_rate_percent for ask in OFFERS.asks]
    assert waived == sorted(waived)
    assert rates == sorted(rates, reverse=True)


def test_principal_only_gives_up_everything_else() -> None:
    terms = terms_asking(CARD, ASKS["principal_only"], START, 0, OFFERS)
    assert terms.waive == replace(outstanding(CARD), principal=0)
    assert terms.annual_rate_percent == 0


def test_the_contract_asks_for_nothing() -> None:
    terms = terms_asking(CARD, ASKS["contract_terms"], START, 0, OFFERS)
    assert terms.waive == Waiver()
    assert terms.annual_rate_percent == Decimal("18.25")
    half = terms_asking(CARD, ASKS["half_rate"], START, 0, OFFERS)
    assert half.annual_rate_percent == Decimal("9.12")


@pytest.mark.parametrize(
    ("next_due", "month", "due"),
    [
        (date(2026, 12, 10), "2027-01", date(2027, 1, 10)),
        (date(2026, 12, 31), "2027-02", date(2027, 2, 28)),
        (None, "2027-02", date(2027, 2, 10)),
    ],
)
def test_it_is_due_on_the_contracts_day(next_due: date | None, month: str, due: date) -> None:
    debt = replace(CARD, next_due_date=next_due)
    wait = parse_month(month) - START
    assert terms_asking(debt, OFFERS.asks[0], START, wait, OFFERS).first_due_date == due


def test_the_contract_runs_on_from_its_next_date_or_from_now() -> None:
    assert contract_terms(CARD, START, MODEL).instalments == 24
    assert contract_terms(CARD, START, MODEL).first_due_date == date(2026, 12, 10)
    past = replace(CARD, next_due_date=date(2026, 9, 10), remaining_instalments=None)
    assert contract_terms(past, START, MODEL).first_due_date == date(2026, 12, 10)
    assert contract_terms(past, START, MODEL).instalments == 60
    open_ended = replace(CARD, next_due_date=None, annual_rate_percent=None)
    assert contract_terms(open_ended, START, MODEL).annual_rate_percent == 0


def test_a_next_date_in_the_far_future_is_looked_at_within_reach() -> None:
    far = replace(CARD, next_due_date=date.max)
    assert contract_terms(far, START, MODEL).first_due_date == date(2036, 12, 31)


def test_an_ask_becomes_terms_on_the_contracts_day() -> None:
    half = terms_asking(CARD, ASKS["half_rate"], START, 2, OFFERS)
    assert half.first_due_date == date(2027, 2, 10)
    assert half.annual_rate_percent == Decimal("9.12")
    assert half.instalments == 1
    assert (half.waive.penalty, half.waive.interest, half.waive.principal) == (32_000, 0, 0)
    late = terms_asking(
        replace(CARD, next_due_date=date(2026, 12, 31)), ASKS["no_rate"], START, 2, OFFERS
    )
    assert late.first_due_date == date(2027, 2, 28)
    assert late.annual_rate_percent == 0
    unknown = replace(CARD, next_due_date=None, annual_rate_percent=None)
    assert terms_asking(unknown, ASKS["half_rate"], START, 0, OFFERS).first_due_date.day == 10
    assert terms_asking(unknown, ASKS["half_rate"], START, 0, OFFERS).annual_rate_percent == 0


def test_the_contract_goes_on_from_today() -> None:
    terms = contract_terms(CARD, START, MODEL)
    assert (terms.instalments, terms.first_due_date) == (24, date(2026, 12, 10))
    past = replace(CARD, next_due_date=date(2026, 3, 5))
    assert contract_terms(past, START, MODEL).first_due_date == date(2026, 12, 5)
    later = replace(CARD, next_due_date=add_months(date(2026, 12, 5), 3))
    assert contract_terms(later, START, MODEL).first_due_date == date(2027, 3, 5)
