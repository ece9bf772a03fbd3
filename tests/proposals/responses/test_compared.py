from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.core.rules import rule_book
from app.proposals.assessment import Assessment, assess
from app.proposals.model import scoring_model
from app.proposals.responses.compared import Standing, compared, standing_of
from app.proposals.terms import ProposalTerms, Waiver
from tests.proposals.households import FAMILY, REFUSED

LATER = replace(REFUSED, first_due_date=date(2027, 3, 10))


def _assessed(terms: ProposalTerms) -> Assessment:
    return assess(FAMILY, terms, scoring_model(), rule_book(), with_changes=False)


def test_every_field_is_written_as_the_contract_writes_it() -> None:
    theirs = replace(LATER, instalments=36, annual_rate_percent=Decimal("6.00"), waive=Waiver())
    rows = {row.field: row for row in compared(_assessed(theirs), _assessed(LATER))}
    assert (rows["instalments"].theirs, rows["instalments"].ours) == ("36", "60")
    assert (rows["annual_rate_percent"].theirs, rows["annual_rate_percent"].better) == (
        "6.00",
        "ours",
    )
    assert (rows["waive.interest"].theirs, rows["waive.interest"].ours) == ("0.00", "1650.00")
    assert rows["waive.interest"].better == "ours"
    assert rows["first_due_date"].theirs == "2027-03-10"
    assert rows["term_months"].better == "theirs"
    assert rows["lender_value"].better is None
    assert rows["waive.principal"].better is None
    assert rows["verdict"].ours == _assessed(LATER).evaluation.verdict


def test_a_plan_beside_itself_is_no_better() -> None:
    same = _assessed(LATER)
    assert {row.better for row in compared(same, same)} == {None}
    assert all(row.theirs == row.ours for row in compared(same, same))


@pytest.mark.parametrize(
    ("theirs", "with_ours", "code"),
    [
        (replace(LATER, instalments=6), True, "cannot_be_kept"),
        (replace(LATER, instalments=6), False, "cannot_be_kept_alone"),
        (REFUSED, True, "tight"),
        (replace(LATER, annual_rate_percent=Decimal(6)), True, "costs_more"),
        (replace(LATER, annual_rate_percent=Decimal(6)), False, "good"),
        (LATER, True, "good"),
    ],
)
def test_what_it_comes_to(theirs: ProposalTerms, code: str, *, with_ours: bool) -> None:
    found = standing_of(_assessed(theirs), _assessed(LATER) if with_ours else None, FAMILY.buffer)
    assert found.code == code


def test_it_says_where_it_falls_short_and_by_how_much() -> None:
    judged = _assessed(REFUSED)
    run = judged.evaluation.courses.stressed
    found = standing_of(judged, None, 10_000)
    assert found == Standing("tight", run.lowest_month, 10_000 - run.lowest_balance)


def test_it_says_what_it_costs_more() -> None:
    dear = _assessed(replace(LATER, annual_rate_percent=Decimal(6)))
    ours = _assessed(LATER)
    more = dear.computed.total_cost - ours.computed.total_cost
    assert standing_of(dear, ours, 0) == Standing("costs_more", amount=more)
