from typing import Any

import pytest

from tests.client import ApiClient

PATH = "/v1/calculators/agency-cost-benefit"
BODY: dict[str, Any] = {
    "debts_total": "100000.00",
    "expected_reduction_percent": "30.00",
    "settled_share": "0.50",
    "fees": {"upfront": "5000.00", "percentage_of_reduction": "20.00"},
}


def computed(client: ApiClient, **changes: object) -> dict[str, Any]:
    answer = client.post(PATH, json={**BODY, **changes})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in found["findings"]]


def test_net_benefit_break_even_and_baseline(client: ApiClient) -> None:
    found = computed(client)
    assert found["net_benefit"] == "7000.00"
    assert found["break_even_settled_share"] == "0.2084"
    assert found["with_agency"] == {
        "reduction": "15000.00",
        "fees": "8000.00",
        "refund": "0.00",
        "growth": "0.00",
        "net_benefit": "7000.00",
    }
    assert found["diy_baseline"]["net_benefit"] == "0.00"
    assert codes(found) == ["paid_before_result"]
    assert "不花钱" in found["before_you_pay"]["message"]


def test_an_amount_says_the_same_as_its_percentage(client: ApiClient) -> None:
    same = computed(client, expected_reduction_percent=None, expected_reduction="30000.00")
    assert same["net_benefit"] == computed(client)["net_benefit"]


def test_doing_it_oneself_stands_beside(client: ApiClient) -> None:
    oneself = {
        "expected_reduction_percent": "20.00",
        "settled_share": "0.50",
        "costs": "200.00",
    }
    found = computed(client, oneself=oneself)
    assert found["diy_baseline"]["net_benefit"] == "9800.00"
    assert found["advantage_over_oneself"] == "-2800.00"
    assert found["break_even_against_oneself"] == "0.6167"
    assert codes(found) == ["paid_before_result", "oneself_is_better"]


def test_fees_that_are_never_earned_are_said_so(client: ApiClient) -> None:
    found = computed(client, fees={"percentage_of_debt": "35.00"})
    assert found["break_even_settled_share"] is None
    assert found["net_benefit"] == "-20000.00"
    assert codes(found) == ["never_breaks_even", "no_benefit", "oneself_is_better"]


def test_growth_counts_for_both(client: ApiClient) -> None:
    found = computed(client, unsettled_growth_percent="10.00", fees={})
    assert found["with_agency"]["growth"] == "5000.00"
    assert found["diy_baseline"]["growth"] == "10000.00"
    assert found["break_even_settled_share"] == "0.25"


def test_a_refund_is_taken_off_the_fees(client: ApiClient) -> None:
    found = computed(client, fees={"upfront": "5000.00", "refund_percent": "50.00"})
    assert (found["with_agency"]["refund"], found["with_agency"]["fees"]) == ("1250.00", "3750.00")


def test_sensitivity_covers_the_grid(client: ApiClient) -> None:
    rows = computed(client)["sensitivity"]
    assert len(rows) == 15
    [expected] = [
        row for row in rows if (row["settled_share"], row["reduction_factor"]) == ("0.50", "1.00")
    ]
    assert expected["net_benefit"] == "7000.00"


def test_published_figures_are_context_and_say_so(client: ApiClient) -> None:
    for row in computed(client)["context"]:
        assert "不是中国的数字" in row["message"]
        assert (row["country"], row["verification"]) == ("US", "secondary_page")
        assert row["source"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"expected_reduction": "1.00"}, "/expected_reduction_percent"),
        ({"expected_reduction_percent": None}, "/expected_reduction_percent"),
        ({"expected_reduction_percent": "100.01"}, "/expected_reduction_percent"),
        (
            {"expected_reduction_percent": None, "expected_reduction": "100000.01"},
            "/expected_reduction",
        ),
        ({"fees": {"refund_percent": "101"}}, "/fees/refund_percent"),
        ({"fees": {"percentage_of_debt": "101"}}, "/fees/percentage_of_debt"),
        ({"fees": {"upfront": 5000}}, "/fees/upfront"),
        ({"settled_share": "1.01"}, "/settled_share"),
        (
            {"oneself": {"expected_reduction_percent": "101", "settled_share": "1"}},
            "/oneself/expected_reduction_percent",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    client: ApiClient, changes: dict[str, object], pointer: str
) -> None:
    refused = client.post(PATH, json={**BODY, **changes})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
