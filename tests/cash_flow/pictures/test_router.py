from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app.cash_flow.analyses.router import ANALYSIS
from tests.client import ApiClient


@pytest.fixture
def analysis(client: ApiClient, filled: str) -> str:
    made = client.post(f"{filled}/cash-flow-analyses", json=ANALYSIS)
    return str(made.headers["Location"])


def test_the_series_are_those_of_the_analysis(client: ApiClient, analysis: str) -> None:
    whole: dict[str, Any] = client.get(analysis).json()
    answer = client.get(f"{analysis}/chart-series")
    series = answer.json()
    assert series["base"] == [row["closing_balance"] for row in whole["months"]]
    assert series["stressed"] == [row["closing_balance"] for row in whole["stressed_months"]]
    assert series["bands"] == whole["simulation"]["bands"]
    assert series["lowest"] == whole["summary"]["lowest_balance"]
    assert series["spending"] == whole["spending"]
    assert series["planned_costs"] == [{"month": "2027-02", "amount": "3360.00"}]
    held = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"{analysis}/chart-series", headers=held).status_code == 304


@pytest.mark.parametrize("name", ["chart.svg", "spending-chart.svg"])
def test_a_chart_is_an_svg_that_loads_and_runs_nothing(
    client: ApiClient, analysis: str, name: str
) -> None:
    chart = client.get(f"{analysis}/{name}")
    assert chart.headers["content-type"].startswith("image/svg+xml")
    policy = chart.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    root = ET.fromstring(chart.content)  # noqa: S314 - our own output
    assert (root.get("viewBox") or "").startswith("0 0 390 ")
    held = {"If-None-Match": chart.headers["ETag"]}
    assert client.get(f"{analysis}/{name}", headers=held).status_code == 304
    english = client.get(f"{analysis}/{name}", headers={"Accept-Language": "en"})
    assert english.content != chart.content


def test_charts_of_another_tenant_are_not_found(stranger: ApiClient, analysis: str) -> None:
    for name in ("chart.svg", "spending-chart.svg", "chart-series"):
        assert stranger.get(f"{analysis}/{name}").status_code == 404


def test_the_categories_are_named_in_the_callers_language(client: ApiClient, analysis: str) -> None:
    chart = client.get(f"{analysis}/spending-chart.svg").text
    assert "住房" in chart
    english = client.get(f"{analysis}/spending-chart.svg", headers={"Accept-Language": "en"}).text
    assert "Needed to live" in english
