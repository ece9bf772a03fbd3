from typing import Any

import pytest

from app.core.config import Settings
from app.proposals.batches import service
from app.proposals.batches.schemas import BatchRequest
from app.proposals.scores.service import compute_score
from app.proposals.situation import Situation
from tests.client import ApiClient
from tests.proposals.scores.test_router import changed
from tests.proposals.stories import SCORE, TERMS

PATH = "/v1/calculators/proposal-score/batch"
SHARED: dict[str, Any] = {name: part for name, part in SCORE.items() if name != "terms"}


def test_each_item_gets_the_answer_it_would_get_alone(client: ApiClient) -> None:
    items = [SCORE, changed(terms={"instalments": 8}), changed(debt={"guaranteed": True})]
    answer = client.post(PATH, json={"items": items})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["succeeded"], body["failed"]) == (3, 0)
    assert [result["index"] for result in body["results"]] == [0, 1, 2]
    alone = [client.post("/v1/calculators/proposal-score", json=item).json() for item in items]
    assert [result["result"] for result in body["results"]] == alone


def test_invalid_items_do_not_stop_the_others(client: ApiClient) -> None:
    no_terms = {name: part for name, part in SCORE.items() if name != "terms"}
    items = [
        SCORE,
        changed(terms={"instalments": 0, "upfront_payment": 5}),
        no_terms,
        changed(terms={"waive": {"penalty": "320.01"}}),
        {**SCORE, "wish": "私密"},
        {},
    ]
    answer = client.post(PATH, json={"items": items})
    assert answer.status_code == 207
    body = answer.json()
    assert [result["status"] for result in body["results"]] == [200, 422, 422, 422, 422, 422]
    assert (body["succeeded"], body["failed"]) == (1, 5)
    found = [
        {(error["pointer"], error["code"]) for error in result["errors"]}
        for result in body["results"]
    ]
    assert found[0] == set()
    assert found[1] == {
        ("/terms/instalments", "out_of_bounds"),
        ("/terms/upfront_payment", "money_string"),
    }
    assert found[2] == {("/terms", "required")}
    assert found[3] == {("/terms/waive/penalty", "waiver_above_owed")}
    assert found[4] == {("", "unknown_field")}
    assert {"/debt", "/cash_flow"} <= {pointer for pointer, _code in found[5]}
    assert "私密" not in answer.text
    assert all(error["message"] for result in body["results"] for error in result["errors"])


def test_what_is_shared_is_sent_once_and_an_item_goes_before_it(client: ApiClient) -> None:
    own_history = {"terms": TERMS, "history": {"payments_made_last_6_months": 0}}
    body = {"shared": SHARED, "items": [{"terms": TERMS}, own_history, SCORE]}
    answer = client.post(PATH, json=body).json()
    first, second, third = (result["result"] for result in answer["results"])
    assert first == third == client.post("/v1/calculators/proposal-score", json=SCORE).json()
    assert second["points"] < first["points"]


def test_wrong_shared_parts_are_told_with_each_item(client: ApiClient) -> None:
    body = {"shared": {**SHARED, "debt": "nothing"}, "items": [{"terms": TERMS}, SCORE]}
    answer = client.post(PATH, json=body)
    assert answer.status_code == 207
    assert [result["status"] for result in answer.json()["results"]] == [422, 200]


def test_changes_are_looked_for_unless_left_out(client: ApiClient) -> None:
    hopeless = changed(cash_flow={"opening_balance": "0.00"}, terms={"instalments": 8})
    full = client.post(PATH, json={"items": [hopeless]}).json()["results"][0]["result"]
    quick = client.post(PATH, json={"items": [hopeless], "smallest_changes": False}).json()
    assert full["smallest_changes"]
    assert quick["results"][0]["result"] == {**full, "smallest_changes": []}


@pytest.mark.parametrize("items", [[], [1], "none", None, [SCORE["terms"]] * 1001])
def test_what_is_no_list_of_items_is_refused(client: ApiClient, items: Any) -> None:
    assert client.post(PATH, json={"items": items}).status_code == 422


def test_a_thousand_whole_requests_fit(client: ApiClient) -> None:
    body = {"items": [changed(terms={"instalments": 1 + n % 60}) for n in range(1000)]}
    answer = client.post(PATH, json={**body, "smallest_changes": False})
    assert answer.status_code == 200
    assert answer.json()["succeeded"] == 1000


def test_one_outlook_serves_all_items_that_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Efficiency as a count, not a time: equal situations become one."""
    seen: list[int] = []

    def counted(*args: Any, once: Any, **options: Any) -> Any:
        def noting(situation: Situation) -> Situation:
            found: Situation = once(situation)
            seen.append(id(found))
            return found

        return compute_score(*args, once=noting, **options)

    monkeypatch.setattr(service, "compute_score", counted)
    items = [changed(terms={"instalments": n}) for n in range(20, 30)]
    other = changed(cash_flow={"opening_balance": "1.00"})
    service.compute_scores(BatchRequest.model_validate({"items": [*items, other]}))
    assert len(seen) == 11
    assert len(set(seen)) == 2


def test_only_batches_may_be_longer(client: ApiClient, settings: Settings) -> None:
    padding = "x" * settings.json_body_limit
    body = {"items": [SCORE], "padding": padding}
    assert client.post(PATH, json=body).status_code == 422
    single = client.post("/v1/calculators/proposal-score", json={**SCORE, "padding": padding})
    assert single.status_code == 413
    far_too_long = {"items": [SCORE], "padding": "x" * settings.batch_body_limit}
    assert client.post(PATH, json=far_too_long).status_code == 413
