"""What docs/methods.md reads out of the demo people's advice is what the API answers.

The readings look at the budgets from December 2026 on, on the day of the stories: later, the days
on which something was due are past, and the advice is another.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.parameters import DEMO_CASE, DEMO_SECOND_CASE, DEMO_TRADER_CASE
from tests.client import ApiClient
from tests.demo import Demo

METHODS = Path(__file__).parents[2] / "docs" / "methods.md"
FROM_DECEMBER = {"start_month": "2026-12"}
pytestmark = pytest.mark.usefixtures("story_day")


@pytest.fixture(scope="module")
def people(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiClient]:
    """The three cases of a fresh demo."""
    with demo.copy(tmp_path_factory.mktemp("readings")) as application:
        yield _client(application, demo.key)


def _client(application: FastAPI, key: str) -> ApiClient:
    return ApiClient(application, key)


def _reading(of: str) -> str:
    """The passage of one person."""
    text = METHODS.read_text("utf-8").split("**Read as the people of the demo", 1)[1]
    return " ".join(text.split(f"*{of}*", 1)[1].split("\n\n", 1)[0].split())


def _yuan(amount: str) -> str:
    """An amount as the text writes it: whole yuan, thousands apart."""
    return f"{round(float(amount)):,}"


def _refused(people: ApiClient, case: str) -> Any:
    items = people.get(f"/v1/cases/{case}/proposals").json()["items"]
    return next(item for item in items if item["status"] == "refused")


def _post(people: ApiClient, path: str, **body: Any) -> Any:
    answer = people.post(path, json={**FROM_DECEMBER, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_lin(people: ApiClient) -> None:
    read, refused = _reading("Lin"), _refused(people, DEMO_CASE)
    path = f"/v1/cases/{DEMO_CASE}/proposals/{refused['id']}"
    score = _post(people, f"{path}/score")
    assert score["verdict"] == "unreasonable"
    assert score["affordability"]["months_short"] == 2
    assert score["affordability"]["lowest_balance_month"] == "2027-02"
    [change] = score["smallest_changes"]
    assert (change["field"], change["to"], change["verdict_after"]) == (
        "first_due_date",
        "2027-03-10",
        "reasonable",
    )
    found = _post(
        people,
        f"/v1/cases/{DEMO_CASE}/counter-offers",
        debt_id=refused["debt_id"],
        proposal_id=refused["id"],
    )
    best, near = (
        found["options"][0],
        next(one for one in found["options"] if one["is_compromise"]),
    )
    half = next(one for one in found["options"] if one["asks"] == "half_rate")
    steps = best["terms"]
    assert best["asks"] == "penalty_waived"
    assert best["score"]["points"] == half["score"]["points"] + 1
    assert (best["shape"], steps["steps"][0]["from_instalment"]) == ("step_up", 13)
    assert (near["terms"]["first_due_date"], near["terms"]["instalments"]) == ("2027-03-10", 57)
    for said in (
        f"{_yuan(near['payment'])} a month from March",
        f"{_yuan(steps['instalment_amount'])} a month for a year and then {_yuan(best['payment'])}",
        f"after {steps['instalments']} instalments",
        f"but costs {_yuan(best['total_cost'])}",
        f"it is {half['terms']['instalments']} instalments up to {_yuan(half['payment'])}",
        f"and {_yuan(half['total_cost'])}, for one point less",
        (
            f"worth {_yuan(score['lender_value']['plan'])} against"
            f" {_yuan(score['lender_value']['no_plan'])}"
        ),
        (
            f"over {steps['instalments']} months is worth {_yuan(best['lender_value'])},"
            f" half the rate {_yuan(half['lender_value'])}"
        ),
        "`hardship_not_proven`",
    ):
        assert said in read, said
    reasons = people.get(f"{path}/responses").json()["items"][0]["refusal_reasons"]
    assert "hardship_not_proven" in reasons


def test_zhou(people: ApiClient) -> None:
    read, refused = _reading("Zhou"), _refused(people, DEMO_SECOND_CASE)
    alone = _post(
        people, f"/v1/cases/{DEMO_SECOND_CASE}/counter-offers", debt_id=refused["debt_id"]
    )
    assert (alone["reason"], alone["options"]) == ("nothing_affordable", [])
    assert alone["holding_options"][0] == "defer_full"
    assert alone["review_after_months"] == 3
    together = _post(people, f"/v1/cases/{DEMO_SECOND_CASE}/joint-offers")
    assert f"with {_yuan(together['monthly_amount'])} a month in all" in read
    assert {offer["option"]["asks"] for offer in together["offers"]} == {"principal_only"}
    for offer in together["offers"]:
        treatment = offer["treatment"]
        assert treatment["share_of_owed_percent"] == treatment["share_of_payments_percent"]
        assert float(offer["option"]["score"]["lender_value"]["ratio"]) > 1


def test_chen(people: ApiClient) -> None:
    assert "before any offer, in every answer" in _reading("Chen")
    assert people.get(f"/v1/cases/{DEMO_TRADER_CASE}/proposals").json()["items"] == []
    debts = people.get(f"/v1/cases/{DEMO_TRADER_CASE}/debts").json()["items"]
    answers = [
        _post(people, f"/v1/cases/{DEMO_TRADER_CASE}/counter-offers", debt_id=debt["id"])
        for debt in debts
    ]
    answers.append(_post(people, f"/v1/cases/{DEMO_TRADER_CASE}/joint-offers"))
    assert {answer["warnings"][0]["code"] for answer in answers} <= {
        "open_court_clock",
        "payment_order_pending",
    }
