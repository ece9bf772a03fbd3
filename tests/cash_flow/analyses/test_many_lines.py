"""As many lines as a budget holds, and as many changes on top as a scenario holds."""

from typing import Any

from app.cash_flow.analyses.router import ANALYSIS
from app.cash_flow.schemas import MAX_CHANGES, MAX_LINES
from tests.client import ApiClient


def _line(number: int) -> dict[str, Any]:
    shared = [{"member": "室友", "parts": 1}]
    return {"name": f"支出{number}", "category": f"kind_{number}", "amount": "1.00"} | (
        {"shared_with": shared} if number < MAX_LINES else {}
    )


def _budget() -> dict[str, Any]:
    return {
        "opening_balance": "100.00",
        "incomes": [_line(number) for number in range(MAX_LINES)],
        "expenses": [_line(number) for number in range(MAX_LINES)],
        "planned_costs": [{**_line(number), "month": "2027-02"} for number in range(MAX_LINES)],
    }


def test_every_category_of_a_full_budget_and_a_full_scenario_is_shown(
    client: ApiClient, case_path: str
) -> None:
    assert client.put(f"{case_path}/budget", json=_budget()).status_code == 201
    changes = [
        {"kind": "add_expense", **_line(number)}
        for number in range(MAX_LINES, MAX_LINES + MAX_CHANGES)
    ]
    made = client.post(
        f"{case_path}/cash-flow-analyses",
        json={**ANALYSIS, "scenario": {"name": "都要", "changes": changes}},
    )
    assert made.status_code == 201
    assert len(made.json()["spending"]) == MAX_LINES + MAX_CHANGES
    assert len(made.json()["shared_lines"]) == 3 * MAX_LINES
    series = client.get(f"{made.headers['Location']}/chart-series").json()
    assert series["spending"] == made.json()["spending"]


def test_lines_changed_for_a_while_are_shared_once(client: ApiClient, case_path: str) -> None:
    assert client.put(f"{case_path}/budget", json=_budget()).status_code == 201
    change = {"from_month": "2027-01", "until_month": "2027-03", "amount": "2.00"}
    changes = [
        {"kind": "change_expense", "name": f"支出{number}", **change}
        for number in range(MAX_CHANGES)
    ]
    made = client.post(
        f"{case_path}/cash-flow-analyses",
        json={**ANALYSIS, "scenario": {"name": "先贵后便宜", "changes": changes}},
    )
    assert made.status_code == 201
    assert len(made.json()["shared_lines"]) == 3 * MAX_LINES
