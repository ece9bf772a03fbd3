"""Statistics of outcomes: by opt-in, never of a small group, and no group by subtraction."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.outcomes.statistics import Told, of_help, of_results, rounded
from app.core.tables import data_table
from tests.client import ApiClient

RULES = data_table("outcomes", "statistics")
K, STEP = RULES["smallest_group"], RULES["step"]
PATH = "/v1/outcome-statistics"


def _ended(client: ApiClient, number: int, *, agreed: bool = True, **more: Any) -> str:
    case = client.post("/v1/cases", json={"client_reference": f"S-{number}"}).json()["id"]
    body = {"result": "instalments_agreed", "share_anonymously": agreed, **more}
    made = client.put(f"/v1/cases/{case}/outcome", json=body)
    assert made.status_code == 201, made.text
    return str(case)


def test_nothing_is_said_of_few_and_of_none_who_did_not_agree(client: ApiClient) -> None:
    [*_, last] = [_ended(client, number, helped=["budget"]) for number in range(K - 1)]
    _ended(client, K, agreed=False)
    untold = client.get(PATH).json()
    assert (untold["told"], untold["results"], untold["others"]) == (False, [], 0)
    _ended(client, K + 1, helped=["budget"])
    told = client.get(PATH).json()
    assert told["told"]
    assert told["results"] == [{"result": "instalments_agreed", "count": K}]
    assert told["helped"] == []  # nobody to hide among who did not name it
    again = {"result": "instalments_agreed", "share_anonymously": False}
    client.put(f"/v1/cases/{last}/outcome", json=again, headers={"If-Match": "*"})
    assert not client.get(PATH).json()["told"]


def test_an_erased_case_counts_no_more_and_another_tenant_sees_none(
    client: ApiClient, stranger: ApiClient
) -> None:
    [*_, last] = [_ended(client, number) for number in range(K)]
    assert client.get(PATH).json()["told"]
    assert not stranger.get(PATH).json()["told"]
    client.delete(f"/v1/cases/{last}", headers={"If-Match": "*"})
    assert not client.get(PATH).json()["told"]


def test_by_default_nobody_is_counted(client: ApiClient) -> None:
    case = client.post("/v1/cases", json={"client_reference": "S"}).json()["id"]
    made = client.put(f"/v1/cases/{case}/outcome", json={"result": "settled"}).json()
    assert made["share_anonymously"] is False


def test_a_small_group_takes_another_along_to_hide_in() -> None:
    results = ["refused"] * 30 + ["settled"] * 12 + ["withdrawn"] * 1
    assert of_results(results, 10, 1) == Told({"refused": 30}, 13)
    assert of_results(["refused"] * 30 + ["settled"] * 12, 10, 1) == Told(
        {"refused": 30, "settled": 12}, 0
    )
    assert of_results(["refused"] * 10 + ["settled"] * 9, 10, 5) == Told({}, 15)


def test_help_is_told_where_those_who_did_not_name_it_are_enough_too() -> None:
    helped = [["budget"]] * 10 + [["budget", "time"]] * 9 + [["time"]] * 6
    assert of_help(helped, 10, 1) == {"time": 15}
    assert of_help(helped, 6, 1) == {"budget": 19, "time": 15}


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, 0), (5, 5), (14, 10), (15, 15)])
def test_counts_are_rounded_down(count: int, shown: int) -> None:
    assert rounded(count, 5) == shown


CODES = st.sampled_from(["paid_off", "settled", "refused", "withdrawn", "other"])


@given(st.lists(CODES, max_size=80), st.integers(2, 12))
def test_no_group_that_can_be_told_or_subtracted_is_small(results: list[str], k: int) -> None:
    told = of_results(results, k, 1)
    true = Counter(results)
    assert all(count == true[code] >= k for code, count in told.counts.items())
    assert told.others == 0 or told.others >= k
    if told.counts or told.others:
        assert sum(told.counts.values()) + told.others == len(results) >= k
    else:
        assert len(results) < k


@given(st.lists(st.sets(CODES), max_size=60), st.integers(2, 12))
def test_neither_those_who_named_it_nor_the_rest_are_few(helped: list[set[str]], k: int) -> None:
    for code, count in of_help(helped, k, 1).items():
        assert k <= count <= len(helped) - k
        assert count == sum(code in each for each in helped)
