import pytest

from tests.client import ApiClient
from tests.debts.calculators.test_router import LEVEL, RATE

RATES = ("nominal_annual_percent", "effective_annual_percent", "period_rate_percent")


def test_many_plans_are_answered_as_each_alone(client: ApiClient) -> None:
    plans = [{**LEVEL, "instalments": count} for count in (12, 13, 24)]
    answer = client.post(f"{RATE}/batch", json={"plans": plans})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["succeeded"], body["failed"]) == (3, 0)
    for index, (found, plan) in enumerate(zip(body["rates"], plans, strict=True)):
        alone = client.post(RATE, json=plan).json()
        assert found == {"index": index, **{name: alone[name] for name in RATES}}


def test_a_plan_without_a_rate_does_not_stop_the_others(client: ApiClient) -> None:
    plans = [{**LEVEL, "payment": "0.00"}, LEVEL]
    answer = client.post(f"{RATE}/batch", json={"plans": plans})
    assert answer.status_code == 207
    body = answer.json()
    assert (body["succeeded"], body["failed"]) == (1, 1)
    assert body["rates"][0] == {"index": 0, **dict.fromkeys(RATES)}
    assert body["rates"][1]["nominal_annual_percent"].startswith("13.03")


@pytest.mark.parametrize(
    ("plans", "pointer"),
    [
        ([], "/plans"),
        ([LEVEL] * 1001, "/plans"),
        ([LEVEL, {**LEVEL, "instalments": 601}], "/plans/1/instalments"),
        ([{**LEVEL, "disbursed": 12000}], "/plans/0/disbursed"),
    ],
)
def test_plans_outside_the_contract_are_refused(
    client: ApiClient, plans: list[object], pointer: str
) -> None:
    refused = client.post(f"{RATE}/batch", json={"plans": plans})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
