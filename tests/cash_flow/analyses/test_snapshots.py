import orjson

from app.cash_flow.analyses.computing import Computed
from app.cash_flow.analyses.snapshots import (
    figures_of,
    plain_insight,
    reopened,
    snapshot_of,
)
from app.cash_flow.budget_lines import Budget
from app.cash_flow.insight import Circumstances, insight_of
from app.cash_flow.parameters import current_parameters
from app.cash_flow.reserves import reserves_of
from app.cash_flow.savings import Course
from tests.cash_flow.analysing import analyse
from tests.cash_flow.family import FAMILY, START, STRESS


def _kept(budget: Budget) -> None:
    analysis, reserves = analyse(budget, START, 12, STRESS), reserves_of(budget)
    course, known = Course(START, 12, STRESS, 0), Circumstances(persons=2)
    insight = insight_of(budget, analysis, course, known, current_parameters())
    plain = snapshot_of(Computed(analysis, reserves, insight, ()))
    kept = orjson.loads(orjson.dumps(plain))
    assert reopened(kept) == (analysis, reserves)
    assert kept["insight"] == plain_insight(insight)
    assert kept["insight"]["courses"]["seed"] == insight.courses.seed


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
