import orjson

from app.cash_flow.affordability import analyse
from app.cash_flow.analyses.snapshots import figures_of, reopened, snapshot_of
from app.cash_flow.budget_lines import Budget
from app.cash_flow.reserves import reserves_of
from tests.cash_flow.family import FAMILY, START, STRESS


def _kept(budget: Budget) -> None:
    analysis, reserves = analyse(budget, START, 12, STRESS), reserves_of(budget)
    plain = orjson.loads(orjson.dumps(snapshot_of(analysis, reserves)))
    assert reopened(plain) == (analysis, reserves)


def test_an_analysis_is_reopened_as_it_was() -> None:
    _kept(FAMILY)


def test_an_empty_budget_is_reopened_as_it_was() -> None:
    _kept(Budget(opening_balance=0))


def test_figures_carry_the_names_and_months_of_the_contract() -> None:
    analysis = analyse(FAMILY, START, 2, STRESS)
    figures = figures_of(analysis, reserves_of(FAMILY))
    assert figures["start_month"] == "2026-12"
    assert [row["month"] for row in figures["months"]] == ["2026-12", "2027-01"]
    assert figures["summary"]["first_negative_month"] is None
    assert figures["summary"]["lowest_balance"]["month"] == "2026-12"
    assert "findings" not in figures


def test_the_first_negative_month_is_named() -> None:
    broke = Budget(opening_balance=-1)
    figures = figures_of(analyse(broke, START, 1, STRESS), reserves_of(broke))
    assert figures["summary"]["first_negative_month"] == "2026-12"
