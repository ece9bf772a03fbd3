"""An analysis is a snapshot: years later it computes to the same bytes, whatever changed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.cases import service as cases
from app.cash_flow import parameters, repository
from app.cash_flow.analyses import service
from app.cash_flow.analyses.router import ANALYSIS
from app.core import clock
from app.core.auth import Principal
from app.wiring import Runtime
from tests.client import ApiClient

SCENARIO = {
    "name": "兼职停了",
    "changes": [{"kind": "lose_income", "name": "兼职客服", "from_month": "2027-03"}],
}


def _made(client: ApiClient, case_path: str, **changes: object) -> str:
    made = client.post(f"{case_path}/cash-flow-analyses", json={**ANALYSIS, **changes})
    assert made.status_code == 201
    return str(made.headers["Location"])


def _change_everything(client: ApiClient, case_path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = {"opening_balance": "1.00", "incomes": [], "expenses": []}
    changed = client.put(f"{case_path}/budget", json=budget, headers={"If-Match": "*"})
    assert changed.status_code == 200
    client.patch(
        case_path, json={"household": {"adults": 9, "children": 9}}, headers={"If-Match": "*"}
    )
    plain = parameters.shipped_parameters()
    simulation = {**plain["cash_flow"]["simulation"], "seed": 1, "paths": 10}
    later = {**plain["cash_flow"], "version": "2029.1.1", "simulation": simulation}
    stress = {"income_drop_percent": "50.00", "cost_rise_percent": "50.00"}
    other = parameters.parameters_of({**plain, "stress": stress, "cash_flow": later})
    monkeypatch.setattr(service, "current_parameters", lambda: other)


@pytest.mark.parametrize("changes", [{}, {"stress": None}, {"scenario": SCENARIO, "months": 60}])
def test_years_later_the_same_bytes_come_out(
    client: ApiClient, filled: str, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    analysis = _made(client, filled, **changes)
    before = client.get(analysis)
    _change_everything(client, filled, monkeypatch)
    with time_machine.travel(clock.now() + timedelta(days=900), tick=True):
        found = client.get(f"{analysis}/reproduction").json()
        after = client.get(analysis)
        fresh = client.get(_made(client, filled)).json()
    assert found["reproduced"] is True
    assert found["differing"] == []
    assert found["inputs_hash"] == before.json()["inputs_hash"]
    assert (found["model_version"], found["current_model_version"]) == ("2026.11.2", "2029.1.1")
    assert after.content == before.content
    assert fresh["simulation"]["seed"] == 1
    assert fresh["inputs_hash"] != found["inputs_hash"]


def test_an_unknown_balance_is_reproduced_with_its_finding(
    client: ApiClient, case_path: str
) -> None:
    assert client.put(f"{case_path}/budget", json={}).status_code == 201
    analysis = _made(client, case_path)
    assert client.get(f"{analysis}/reproduction").json()["reproduced"] is True


def _rewrite(runtime: Runtime, principal: Principal, analysis: str, **changes: Any) -> None:
    case_id, analysis_id = UUID(analysis.split("/")[3]), UUID(analysis.split("/")[5])
    with runtime.database.write(principal.tenant_id) as session:
        key = cases.case_key(session, case_id)
        row = repository.get_analysis(session, case_id, analysis_id)
        contents = {**repository.opened(row, key), **changes}
        kept = {name: value for name, value in contents.items() if value is not None}
        repository.keep(session, row, key, {"scenario": None, **kept})


def test_a_result_that_was_altered_is_told(
    client: ApiClient, runtime: Runtime, principal: Principal, filled: str
) -> None:
    analysis = _made(client, filled)
    case_id, analysis_id = UUID(analysis.split("/")[3]), UUID(analysis.split("/")[5])
    with runtime.database.read(principal.tenant_id) as session:
        result = service.opened_analysis(session, case_id, analysis_id)["result"]
    result["summary"]["affordable_payment"] += 1
    _rewrite(runtime, principal, analysis, result=result)
    found = client.get(f"{analysis}/reproduction").json()
    assert (found["reproduced"], found["differing"]) == (False, ["summary"])


def test_an_analysis_from_before_parameters_were_kept_still_reads(
    client: ApiClient, runtime: Runtime, principal: Principal, filled: str
) -> None:
    analysis = _made(client, filled)
    case_id, analysis_id = UUID(analysis.split("/")[3]), UUID(analysis.split("/")[5])
    with runtime.database.read(principal.tenant_id) as session:
        result = service.opened_analysis(session, case_id, analysis_id)["result"]
    del result["insight"]
    _rewrite(runtime, principal, analysis, result=result, parameters=None)
    found = client.get(f"{analysis}/reproduction").json()
    assert (found["reproduced"], found["model_version"]) == (None, None)
    read = client.get(analysis).json()
    assert (read["simulation"], read["order"], read["savings"]) == (None, None, [])
    assert client.get(f"{analysis}/chart.svg").status_code == 200
    assert client.get(f"{analysis}/spending-chart.svg").status_code == 200


def test_another_tenants_analysis_is_not_computed_again(
    client: ApiClient, stranger: ApiClient, filled: str
) -> None:
    analysis = _made(client, filled)
    assert stranger.get(f"{analysis}/reproduction").status_code == 404
