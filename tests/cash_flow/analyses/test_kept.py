"""Analyses of a case: kept as they were computed, drawn, told to nobody else."""

from typing import Any
from xml.etree import ElementTree as ET

from tests.cash_flow.analyses.asking import BODY, REQUEST
from tests.client import ApiClient


def _analyse(client: ApiClient, case_path: str, **changes: object) -> Any:
    return client.post(f"{case_path}/cash-flow-analyses", json={**REQUEST, **changes})


def test_an_analysis_is_what_the_calculator_says(client: ApiClient, filled: str) -> None:
    made = _analyse(client, filled)
    assert made.status_code == 201
    stored, computed = made.json(), client.post("/v1/calculators/cash-flow", json=BODY).json()
    for name in ("months", "stressed_months", "summary", "reserves", "trace"):
        assert stored[name] == computed[name]
    [arrears] = [finding for finding in stored["findings"] if finding["code"] == "arrears"]
    assert "某银行信用卡中心" in arrears["message"]
    assert client.get(made.headers["Location"]).json() == stored
    assert client.get(f"{filled}/cash-flow-analyses").json()["items"] == [stored]
    assert stored["budget_version"] == 1


def test_an_analysis_stays_as_it_was_computed(client: ApiClient, filled: str) -> None:
    made = _analyse(client, filled)
    client.put(f"{filled}/budget", json={}, headers={"If-Match": "*"})
    assert client.get(made.headers["Location"]).json() == made.json()
    after = _analyse(client, filled).json()
    assert after["inputs_hash"] != made.json()["inputs_hash"]
    assert after["budget_version"] == 2


def test_settled_debts_cost_nothing(client: ApiClient, filled: str) -> None:
    [debt] = client.get(f"{filled}/debts").json()["items"]
    client.patch(
        f"{filled}/debts/{debt['id']}", json={"debt_status": "settled"}, headers={"If-Match": "*"}
    )
    assert {row["debt_service"] for row in _analyse(client, filled).json()["months"]} == {"0.00"}


def test_an_analysis_needs_a_budget(client: ApiClient, case_path: str) -> None:
    refused = _analyse(client, case_path)
    assert (refused.status_code, refused.json()["code"]) == (409, "budget_missing")
    assert "{case_id}" in refused.json()["detail"]
    assert client.get(f"{case_path}/cash-flow-analyses").json()["items"] == []


def test_an_unknown_balance_is_found(client: ApiClient, case_path: str) -> None:
    assert client.put(f"{case_path}/budget", json={}).status_code == 201
    analysis = _analyse(client, case_path).json()
    assert "opening_balance_missing" in {finding["code"] for finding in analysis["findings"]}


def test_a_scenario_is_laid_over_the_budget(client: ApiClient, filled: str) -> None:
    lost = {"kind": "lose_income", "name": "兼职客服", "from_month": "2027-03"}
    scenario = {"name": "兼职停了", "changes": [lost]}
    plain, changed = _analyse(client, filled).json(), _analyse(client, filled, scenario=scenario)
    assert changed.status_code == 201
    months = changed.json()["months"]
    assert months[:3] == plain["months"][:3]
    assert months[3]["income"] == "7800.00"
    assert changed.json()["scenario"]["name"] == "兼职停了"
    assert changed.json()["inputs_hash"] != plain["inputs_hash"]
    assert client.get(f"{filled}/budget").json()["version"] == 1


def test_a_scenario_that_does_not_fit_is_refused(client: ApiClient, filled: str) -> None:
    changes = [{"kind": "lose_income", "name": "没有这一项"}]
    refused = _analyse(client, filled, scenario={"name": "x", "changes": changes})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/scenario/changes/0/name"
    assert client.get(f"{filled}/cash-flow-analyses").json()["items"] == []


def test_the_chart_is_an_svg_in_the_callers_language(client: ApiClient, filled: str) -> None:
    path = f"{_analyse(client, filled).headers['Location']}/chart.svg"
    chart = client.get(path)
    assert chart.headers["content-type"].startswith("image/svg+xml")
    assert chart.headers["content-security-policy"].startswith("default-src 'none'")
    root = ET.fromstring(chart.content)  # noqa: S314 - our own output
    assert root[0].text == "未来余额（元）"
    english = client.get(path, headers={"Accept-Language": "en"})
    assert ET.fromstring(english.content)[0].text == "Balance ahead (yuan)"  # noqa: S314 - our own
    cached = client.get(path, headers={"If-None-Match": chart.headers["ETag"]})
    assert cached.status_code == 304


def test_a_scenarios_name_is_escaped_in_its_chart(client: ApiClient, filled: str) -> None:
    changes = [{"kind": "add_planned_cost", "name": "<b>", "amount": "1.00"}]
    scenario = {"name": "<script>", "changes": changes}
    path = _analyse(client, filled, scenario=scenario).headers["Location"]
    chart = client.get(f"{path}/chart.svg")
    assert b"<script" not in chart.content
    assert "<script>" in (ET.fromstring(chart.content)[0].text or "")  # noqa: S314 - our own output


def test_another_tenant_finds_nothing(client: ApiClient, stranger: ApiClient, filled: str) -> None:
    analysis = _analyse(client, filled).headers["Location"]
    for path in (
        f"{filled}/budget",
        f"{filled}/cash-flow-analyses",
        analysis,
        f"{analysis}/chart.svg",
    ):
        assert stranger.get(path).status_code == 404
    assert stranger.put(f"{filled}/budget", json={}).status_code == 404
    assert _analyse(stranger, filled).status_code == 404
    assert client.get(f"{filled}/budget").json()["version"] == 1
