from typing import Any

from app.agencies.assessments.router import ASSESSMENT_EXAMPLES
from tests.agencies.test_router import ANY, PATH, recorded
from tests.client import ApiClient

SALES_CALL: dict[str, Any] = ASSESSMENT_EXAMPLES["sales_call"]["value"]
COMPANY: dict[str, object] = {
    "kind": "consulting_company",
    "credit_code": None,
    "licences": [],
    "services": ["credit_repair"],
    "fees": {"upfront": "5000.00", "refund_terms": "none"},
    "practice": {},
    "complaints_checked_on": None,
}


def assessed(client: ApiClient, body: dict[str, Any], **changes: object) -> dict[str, Any]:
    path = f"{PATH}/{recorded(client, **changes)['id']}/assessments"
    made = client.post(path, json=body)
    assert made.status_code == 201
    assert client.get(made.headers["Location"]).json() == made.json()
    found: dict[str, Any] = made.json()
    return found


def test_first_it_says_that_one_may_not_need_an_agency(client: ApiClient) -> None:
    first = assessed(client, {})["before_you_pay"]
    assert "不花钱" in first["message"]
    assert len(first["steps"]) == 3
    numbers = {channel["number"] for channel in first["free_channels"]}
    assert {"12348", "12378"} <= numbers


def test_a_checked_law_firm_has_no_flag(client: ApiClient) -> None:
    found = assessed(client, {})
    assert (found["verdict"], found["points"], found["red_flags"]) == ("acceptable", 100, [])
    assert "不是推荐" in found["message"]
    assert found["missing"] == []
    assert sum(int(step["value"]) for step in found["trace"]) == found["points"]


def test_a_company_that_promises_and_takes_money_first_is_to_be_avoided(
    client: ApiClient,
) -> None:
    found = assessed(client, SALES_CALL, **COMPANY)
    assert found["verdict"] == "avoid"
    flags = {flag["code"]: flag for flag in found["red_flags"]}
    assert {"upfront_fee", "guarantee", "credit_wash"} <= flags.keys()
    assert flags["guarantee"]["basis"] == "observed"
    assert flags["upfront_fee"]["basis"] == "recorded"
    [citation] = flags["guarantee"]["citations"]
    assert citation["rule_id"] == "AGENCY-2026"
    assert citation["warning"], "the warning was read on a secondary page only"
    assert {reason["code"] for reason in found["reasons"]} >= {"critical_flag"}
    assert "registered" in found["missing"]
    assert found["observations"] == SALES_CALL["observations"]


def test_flags_of_the_record_count_too(client: ApiClient) -> None:
    found = assessed(client, {}, observations=SALES_CALL["observations"])
    assert [flag["code"] for flag in found["red_flags"]] == ["guarantee"]


def test_a_licence_looked_up_in_the_future_was_not_looked_up(client: ApiClient) -> None:
    licence = {"kind": "law_firm_licence", "number": "1", "checked_on": "2099-01-01"}
    assert assessed(client, {}, licences=[licence])["missing"] == ["qualified"]


def test_complaints_found_justified_count(client: ApiClient) -> None:
    complaint = {"received_on": "2026-09-01", "state": "upheld", "summary": "拖延退费"}
    found = assessed(client, {}, complaints=[complaint], complaints_checked_on=None)
    assert [reason["code"] for reason in found["reasons"]] == ["not_met"]


def test_an_assessment_stays_as_it_was_made(client: ApiClient) -> None:
    path = f"{PATH}/{recorded(client)['id']}"
    made = client.post(f"{path}/assessments", json={})
    change = {"status": "suspended", "suspension_reason": "投诉成立"}
    client.patch(path, json=change, headers=ANY)
    again = client.post(f"{path}/assessments", json={}).json()
    assert (made.json()["verdict"], again["verdict"]) == ("acceptable", "avoid")
    assert client.get(made.headers["Location"]).json() == made.json()
    listed = client.get(f"{path}/assessments").json()["items"]
    assert [each["id"] for each in listed] == [again["id"], made.json()["id"]]
    assert made.json()["inputs_hash"] != again["inputs_hash"]


def test_an_assessment_speaks_the_readers_language(client: ApiClient) -> None:
    made = client.post(f"{PATH}/{recorded(client, **COMPANY)['id']}/assessments", json=SALES_CALL)
    english = client.get(made.headers["Location"], headers={"Accept-Language": "en"}).json()
    assert english["verdict"] == made.json()["verdict"]
    assert "Stay away" in english["message"]


def test_an_assessment_of_another_agency_is_not_found(client: ApiClient) -> None:
    first, second = recorded(client), recorded(client)
    made = client.post(f"{PATH}/{first['id']}/assessments", json={}).json()
    assert client.get(f"{PATH}/{second['id']}/assessments/{made['id']}").status_code == 404


def test_what_was_seen_is_checked(client: ApiClient) -> None:
    path = f"{PATH}/{recorded(client)['id']}/assessments"
    refused = client.post(path, json={"observations": [{"flag": "rude", "seen_in": "call"}]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/observations/0/flag"
