"""Each of the three demo people, from where they stand to papers that one would send."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from httpx2 import Response

from app.core.parameters import DEMO_CASE, DEMO_SECOND_CASE, DEMO_TRADER_CASE
from tests.client import ApiClient
from tests.demo import Demo, seed
from tests.postgres import drop_database

EVENING = "2026-11-25T20:00:00+08:00"
LIN, ZHOU, CHEN = DEMO_CASE, DEMO_SECOND_CASE, DEMO_TRADER_CASE
GROUND = {
    "ground": "amount_wrong",
    "ground_statement": "六月已还的三千元没有扣除，利息只应计到七月十五日。",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo data as they were told on that evening."""
    uri = None if request.param == "sqlite" else str(request.getfixturevalue("postgres_uri"))
    with time_machine.travel(EVENING, tick=True):
        seeded = seed(tmp_path_factory.mktemp("told"), uri)
    yield seeded
    if uri is not None:
        drop_database(uri, seeded.settings.database_url)


@pytest.fixture
def client(told: Demo, tmp_path: Path) -> Iterator[ApiClient]:
    with (
        told.copy(tmp_path / "walk") as application,
        time_machine.travel(EVENING, tick=True),
    ):
        yield ApiClient(application, told.key)


def _read(client: ApiClient, case: str, part: str, **query: Any) -> Any:
    answer = client.get(f"/v1/cases/{case}/{part}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _issue(client: ApiClient, case: str, template: str, **more: Any) -> Response:
    body = {"template": template, "profile": "creditor", "format": "pdf", **more}
    return client.post(f"/v1/cases/{case}/documents", json=body)


def _holds_a_paper(client: ApiClient, issued: Response) -> bool:
    assert issued.status_code == 201, issued.text
    paper = client.get(f"{issued.headers['Location']}/content")
    return paper.content.startswith(b"%PDF-")


def test_an_adviser_sees_all_three_the_court_first(client: ApiClient) -> None:
    listed = client.get("/v1/worklist", params={"limit": 100}).json()["items"]
    assert listed[0]["case_id"] == CHEN
    assert {LIN, ZHOU} < {entry["case_id"] for entry in listed}
    briefs = {case: _read(client, case, "brief") for case in (LIN, ZHOU, CHEN)}
    assert [briefs[case]["rung"] for case in briefs] == [
        "talk_again",
        "talk_again",
        "respond_to_proceedings",
    ]
    assert all(brief["next_actions"] and brief["debts"] for brief in briefs.values())


@pytest.mark.parametrize("case", [LIN, ZHOU])
def test_who_was_refused_gets_a_better_offer_and_the_papers_for_it(
    client: ApiClient, case: str
) -> None:
    asked = {"start_month": "2026-12", "months": 24}
    flow = client.post(f"/v1/cases/{case}/cash-flow-analyses", json=asked).json()["summary"]
    assert float(flow["affordable_payment"]) >= float(flow["stressed_affordable_payment"]) > 0
    [refused] = [
        each for each in _read(client, case, "proposals")["items"] if each["status"] == "refused"
    ]
    for template in ("hardship_statement", "repayment_proposal", "call_script"):
        about: dict[str, Any] = {"debt_ids": [refused["debt_id"]]}
        if template != "hardship_statement":
            about["proposal_id"] = refused["id"]
        if template == "call_script":  # for oneself, never sent
            about["profile"] = "private"
        assert _holds_a_paper(client, _issue(client, case, template, **about)), template
    assert _holds_a_paper(client, _issue(client, case, "case_summary", profile="adviser"))
    told = {entry["kind"] for entry in _read(client, case, "timeline", limit=100)["items"]}
    assert {"contact", "proposal", "response", "document"} <= told


def test_who_holds_a_payment_order_objects_before_anything_else(client: ApiClient) -> None:
    first = _read(client, CHEN, "plan")["next_actions"][0]
    assert (first["code"], first["due_on"]) == ("respond_to_court", "2026-12-01")
    stopped = _issue(client, CHEN, "hardship_statement")
    assert (stopped.status_code, stopped.json()["code"]) == (409, "payment_order_pending")
    objection = _issue(client, CHEN, "payment_order_objection", profile="private", **GROUND)
    assert _holds_a_paper(client, objection)
    [paper] = _read(client, CHEN, "legal-proceedings")["items"]
    done = client.patch(
        f"/v1/cases/{CHEN}/legal-proceedings/{paper['id']}",
        json={"documents": [{**paper["documents"][0], "responded_on": "2026-11-25"}]},
        headers={"If-Match": "*"},
    )
    assert done.status_code == 200, done.text
    assert _read(client, CHEN, "plan")["next_actions"][0]["code"] != "respond_to_court"
    assert _holds_a_paper(client, _issue(client, CHEN, "hardship_statement"))


@pytest.mark.parametrize("case", [LIN, ZHOU, CHEN])
def test_what_was_recorded_stands(client: ApiClient, case: str) -> None:
    verdict = client.post(f"/v1/cases/{case}/ledger/verify").json()
    assert (verdict["valid"], verdict["first_bad"]) == (True, None)
    assert verdict["entries"] > 0
