from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.proposals.stories import ANSWER, REFUSED, proposed, recorded_debts, with_budget

pytestmark = pytest.mark.usefixtures("story_day")


@pytest.fixture
def path(client: ApiClient, case_id: UUID) -> str:
    """A proposal on the demo person's card, with a budget."""
    card = recorded_debts(client, case_id)[0]
    with_budget(client, case_id)
    location: str = proposed(client, case_id, card).headers["Location"]
    return location


def answered(client: ApiClient, path: str, **terms: Any) -> dict[str, Any]:
    """What is said of the lender's own terms, the refused ones changed."""
    body = {**ANSWER, "counter_terms": {**REFUSED["terms"], **terms}}
    made = client.post(f"{path}/responses", json=body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()["analysis"]["counter_offer"]
    return found


def test_without_terms_of_its_own_nothing_is_compared(client: ApiClient, path: str) -> None:
    made = client.post(f"{path}/responses", json=ANSWER)
    assert made.json()["analysis"]["counter_offer"] is None


def test_it_is_scored_as_the_same_proposal_is(client: ApiClient, case_id: UUID, path: str) -> None:
    terms = {"instalments": 36, "first_due_date": "2027-03-10"}
    found = answered(client, path, **terms)
    debt_id = client.get(path).json()["debt_id"]
    same = proposed(client, case_id, debt_id, terms={**REFUSED["terms"], **terms})
    score = client.post(f"{same.headers['Location']}/score").json()
    for name in ("verdict", "points", "gates", "sub_scores", "affordability", "lender_value"):
        assert found["score"][name] == score[name]


def test_our_best_option_stands_beside_it(client: ApiClient, case_id: UUID, path: str) -> None:
    found = answered(client, path, instalments=12)
    assert found["code"] == "cannot_be_kept"
    wanted = {"debt_id": client.get(path).json()["debt_id"], "max_options": 1}
    best = client.post(f"/v1/cases/{case_id}/counter-offers", json=wanted).json()["options"][0]
    assert found["option"] == best
    rows = {row["field"]: row for row in found["comparison"]}
    assert rows["instalments"]["theirs"] == "12"
    assert rows["instalments"]["ours"] == str(best["terms"]["instalments"])
    assert rows["largest_payment"]["theirs"] == found["score"]["computed_terms"]["largest_payment"]
    assert rows["largest_payment"]["ours"] == best["payment"]
    assert rows["largest_payment"]["better"] == "ours"
    assert rows["months_short"]["better"] == "ours"
    assert rows["points"]["ours"] == str(best["score"]["points"])
    assert rows["instalments"]["better"] is None


def test_it_reads_the_same_when_it_is_read_again(client: ApiClient, path: str) -> None:
    found = answered(client, path, instalments=48)
    [listed] = client.get(f"{path}/responses").json()["items"]
    assert listed["analysis"]["counter_offer"] == found


def test_what_costs_more_than_needed_says_so(client: ApiClient, path: str) -> None:
    terms = {"instalments": 60, "first_due_date": "2027-03-10", "annual_rate_percent": "18.25"}
    found = answered(client, path, **terms, waive={})
    assert found["code"] == "costs_more"
    theirs = found["score"]["computed_terms"]["total_cost"]
    more = float(theirs) - float(found["option"]["total_cost"])
    assert f"{more:.2f}" in found["message"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_terms_that_contradict_what_is_owed_are_recorded_all_the_same(
    client: ApiClient, path: str, language: str
) -> None:
    body = {**ANSWER, "counter_terms": {**REFUSED["terms"], "upfront_payment": "999999.00"}}
    made = client.post(f"{path}/responses", json=body, headers={"Accept-Language": language})
    assert made.status_code == 201
    found = made.json()["analysis"]["counter_offer"]
    assert (found["code"], found["score"], found["comparison"]) == ("terms_not_possible", None, [])
    assert found["message"]


def test_without_a_budget_the_message_says_what_to_do(client: ApiClient, case_id: UUID) -> None:
    path = proposed(client, case_id, recorded_debts(client, case_id)[0]).headers["Location"]
    found = answered(client, path, instalments=36)
    assert (found["code"], found["score"], found["option"]) == ("budget_missing", None, None)
    assert "预算" in found["message"]
