"""What stands out among the spending findings stands out in the analysis, figure by figure."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.calc.money import format_fen
from app.cash_flow.history import MonthOfSpending
from app.cash_flow.observations import observe
from app.cash_flow.parameters import current_parameters
from app.statements.applying import spending_by_category, spending_by_month
from app.statements.classify import Classified
from app.statements.unusual_spending import unusual_months
from tests.cash_flow.analysing import analyse
from tests.cash_flow.budgets import EXAMPLE, START, STRESS
from tests.statements.rows import classified

MODEL = current_parameters().model.findings
SUMMARY = analyse(EXAMPLE, START, 12, STRESS).summary
DAYS = st.dates(date(2026, 1, 1), date(2026, 8, 31))
ROWS = st.builds(
    lambda day, amount, kind, category: classified(day, amount, kind=kind, category=category),
    DAYS,
    st.integers(0, 90_000),
    st.sampled_from(["expense", "expense", "expense", "refund", "income", "transfer"]),
    st.sampled_from(["food", "health", "housing", "gifts", "transport", "leisure", "children"]),
)


def history_of(rows: Sequence[Classified], months: Sequence[date]) -> list[MonthOfSpending]:
    """As a budget keeps it and an analysis is given it: no category below nothing."""
    categories = spending_by_category(rows, months)
    return [
        MonthOfSpending(
            month, *sums, {name: max(fen, 0) for name, fen in categories[month].items()}
        )
        for month, sums in spending_by_month(rows, months).items()
    ]


@given(st.lists(ROWS, max_size=80), st.integers(0, 8))
def test_the_same_months_and_categories(rows: list[Classified], count: int) -> None:
    months = [date(2026, number, 1) for number in range(1, count + 1)]
    found = observe(EXAMPLE, SUMMARY, (), history_of(rows, months), MODEL)
    named = [dict(finding.params) for finding in found if finding.code == "category_unusual"]
    expected = [
        {
            "month": f"{entry.month:%Y-%m}",
            "category": entry.category,
            "amount": format_fen(entry.amount),
            "usual": format_fen(entry.usual),
            "excess": format_fen(entry.excess),
        }
        for entry in unusual_months(rows, months)
    ]
    assert named == expected[: MODEL.categories_named]


def test_one_that_both_name() -> None:
    months = [date(2026, number, 1) for number in range(1, 5)]
    rows = [classified(month, 30_000) for month in months]
    rows.append(classified("2026-03-11", 186_000, category="health"))
    (entry,) = unusual_months(rows, months)
    found = observe(EXAMPLE, SUMMARY, (), history_of(rows, months), MODEL)
    (named,) = [finding for finding in found if finding.code == "category_unusual"]
    assert (named.params["category"], named.params["excess"]) == ("health", "1860.00")
    assert (entry.category, entry.excess) == ("health", 186_000)
