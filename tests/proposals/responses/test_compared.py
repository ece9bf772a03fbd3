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


_TERMS = ("upfront_payment", "instalments", "annual_rate_percent", "balloon")
_SUMS = ("largest_payment", "total_paid", "total_cost", "term_months")


def _with_more(one: Assessment, field: str) -> Assessment:
    """The same assessment with a little more of one field, whatever that makes of the others."""
    found = one.evaluation
    if field in _TERMS:
        more = getattr(one.terms, field) + 7
        return replace(one, terms=replace(one.terms, **{field: more}))
    if field.startswith("waive."):
        name = field.removeprefix("waive.")
        waive = replace(one.terms.waive, **{name: getattr(one.terms.waive, name) + 7})
        return replace(one, terms=replace(one.terms, waive=waive))
    if field in _SUMS:
        more = getattr(one.computed, field) + 7
        return replace(one, computed=replace(one.computed, **{field: more}))
    if field == "share_of_stress_paths_kept":
        return replace(one, share_of_paths_kept=one.share_of_paths_kept + 1)
    if field == "points":
        return replace(one, evaluation=replace(found, points=found.points + 7))
    courses = found.courses
    base, stressed = (
        replace(run, months_short=run.months_short + 7)
        if field == "months_short"
        else replace(run, coverage=run.coverage + 7)
        for run in (courses.base, courses.stressed)
    )
    courses = replace(courses, base=base, stressed=stressed)
    return replace(one, evaluation=replace(found, courses=courses))


@pytest.mark.parametrize(
    ("field", "better"),
    [
        ("upfront_payment", "ours"),
        ("instalments", None),
        ("annual_rate_percent", "ours"),
        ("waive.principal", "theirs"),
        ("waive.interest", "theirs"),
        ("waive.fees", "theirs"),
        ("waive.penalty", "theirs"),
        ("balloon", "ours"),
        ("largest_payment", "ours"),
        ("total_paid", "ours"),
        ("total_cost", "ours"),
        ("term_months", "ours"),
        ("months_short", "ours"),
        ("minimum_coverage", "theirs"),
        ("share_of_stress_paths_kept", "theirs"),
        ("points", "theirs"),
    ],
)
def test_more_of_a_field_is_better_for_whom(field: str, better: str | None) -> None:
    ours = _assessed(LATER)
    theirs = _with_more(ours, field)
    turned = {"ours": "theirs", "theirs": "ours", None: None}
    rows = {row.field: row for row in compared(theirs, ours)}
    assert {name: row.better for name, row in rows.items() if row.theirs != row.ours} == {
        field: better
    }
    back = {row.field: row.better for row in compared(ours, theirs)}
    assert back[field] == turned[better]


def test_money_is_written_as_money() -> None:
    money = {"upfront_payment", "balloon", "largest_payment", "total_paid", "total_cost"}
    money |= {f"waive.{name}" for name in ("principal", "interest", "fees", "penalty")}
    same = _assessed(LATER)
    rows = {row.field: row.ours for row in compared(same, same)}
    assert {name for name, text in rows.items() if text[-3:-2] == "."} == money | {"lender_value"}


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
    if code == "good":
        assert (found.month, found.amount) == (0, 0)


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
