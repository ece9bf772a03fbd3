"""The calculators of periods and court fees over HTTP; the bodies of the contract word for word."""

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from app.core.rules import rule_book
from app.law.calculators import schemas
from app.law.limitation import TABLE
from tests.client import ApiClient
from tests.law.codes import OBLIGATIONS, PROCEDURES

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "law_clocks.toml").read_text("utf-8"))[
    "clocks"
]
INSTALMENTS = {
    "obligation": "instalments",
    "due_dates": ["2025-05-20", "2025-06-20"],
    "interruptions": [],
    "as_of": "2026-11-23",
    "roll_weekends": True,
}
ACKNOWLEDGED = {
    "obligation": "lump_sum",
    "due_dates": ["2023-05-31"],
    "interruptions": [{"on": "2024-08-15", "kind": "debtor_acknowledgement"}],
    "as_of": "2026-11-23",
    "roll_weekends": True,
}
REVOCATION = {
    "obligation": "revocation",
    "known_on": "2026-10-01",
    "contract_date": "2021-11-30",
    "as_of": "2026-11-23",
    "roll_weekends": True,
}
FINE = 200
REFUSED = 422


def limitation(client: ApiClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/calculators/limitation", json={"as_of": "2026-11-23"} | body)
    assert answer.status_code == FINE, answer.text
    found: dict[str, Any] = answer.json()
    return found


def court_fee(client: ApiClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/calculators/court-fee", json=body)
    assert answer.status_code == FINE, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("body", "last_day", "provisional"),
    [
        (INSTALMENTS, "2028-06-20", True),
        (ACKNOWLEDGED, "2027-08-16", True),
        (REVOCATION, "2026-11-30", False),
    ],
)
def test_the_bodies_of_the_contract(
    client: ApiClient, body: dict[str, Any], last_day: str, *, provisional: bool
) -> None:
    found = limitation(client, **body)
    assert found["last_day"] == last_day
    assert found["time_barred"] is False
    assert found["provisional"] is provisional
    assert found["as_of"] == "2026-11-23"
    assert found["inputs_hash"].startswith("sha256:")
    assert found["steps"][0]["code"] == "starts"
    cited = {citation["rule_id"] for citation in found["citations"]}
    assert {rule_id for step in found["steps"] for rule_id in step["rule_ids"]} <= cited
    assert found["warnings"][0]["code"] == "estimate"


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        names = {"start": "from", "end": "to"}
        return {names.get(key, key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value if isinstance(value, str) else value.isoformat()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_row_of_the_table_over_http(client: ApiClient, case: dict[str, Any]) -> None:
    body = as_json(case["request"])
    plain = limitation(client, **body)
    rolled = limitation(client, **body, roll_weekends=True)
    assert plain["last_day"] == case["last_day"].isoformat()
    assert rolled["last_day"] == case["rolled"].isoformat()
    assert (plain["provisional"], rolled["provisional"]) == (False, case.get("provisional", False))


def test_days_left_are_counted_to_the_last_day(client: ApiClient) -> None:
    order = {"obligation": "payment_order_objection", "received_on": "2026-11-16"}
    assert limitation(client, **order)["days_left"] == 8
    assert limitation(client, **order, as_of="2026-12-01")["days_left"] == 0
    over = limitation(client, **order, as_of="2026-12-02")
    assert (over["days_left"], over["time_barred"]) == (None, True)
    open_end = limitation(client, obligation="enforcement_objection", received_on="2026-11-16")
    assert (open_end["last_day"], open_end["days_left"], open_end["time_barred"]) == (
        None,
        None,
        False,
    )


def test_an_unread_text_is_cited_with_its_warning(client: ApiClient) -> None:
    found = limitation(client, obligation="complaint_reply", received_on="2026-11-02")
    [citation] = [one for one in found["citations"] if one["rule_id"] == "CP-15"]
    assert citation["verification"] == "secondary_page"
    assert citation["warning"]
    assert "text_not_read" in {warning["code"] for warning in found["warnings"]}


def test_words_come_in_the_language_asked_for(client: ApiClient) -> None:
    body = {"obligation": "payment_order_objection", "received_on": "2026-11-16"}
    texts = {
        language: [
            warning["message"]
            for warning in client.post(
                "/v1/calculators/limitation", json=body, headers={"Accept-Language": language}
            ).json()["warnings"]
        ]
        for language in ("zh-CN", "en")
    }
    assert any("支付令" in text for text in texts["zh-CN"])
    assert any("payment order" in text for text in texts["en"])


def test_the_day_of_the_answer_is_today_where_none_is_given(client: ApiClient) -> None:
    body = {"obligation": "lump_sum", "due_dates": ["2015-01-01"]}
    answer = client.post("/v1/calculators/limitation", json=body).json()
    assert answer["time_barred"] is True


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"obligation": "lump_sum"}, "/due_dates"),
        ({"obligation": "revocation", "known_on": "2026-01-01"}, "/contract_date"),
        ({"obligation": "appeal"}, "/received_on"),
        ({"obligation": "wager", "due_dates": ["2026-01-01"]}, "/obligation"),
        ({"obligation": "lump_sum", "due_dates": ["2026-02-30"]}, "/due_dates/0"),
        ({"obligation": "lump_sum", "due_dates": ["9999-12-31"]}, "/due_dates/0"),
        (
            {
                "obligation": "lump_sum",
                "due_dates": ["2026-01-01"],
                "interruptions": [{"on": "2026-02-01", "kind": "prayer"}],
            },
            "/interruptions/0/kind",
        ),
        (
            {
                "obligation": "lump_sum",
                "due_dates": ["2026-01-01"],
                "suspensions": [{"from": "2026-02-01", "to": "2026-01-01"}],
            },
            "/suspensions/0/to",
        ),
        (
            {"obligation": "appeal", "received_on": "2026-01-01", "kind_of_decision": "ordinary"},
            "/kind_of_decision",
        ),
    ],
)
def test_bad_input_is_named_and_not_echoed(
    client: ApiClient, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/v1/calculators/limitation", json=body)
    assert answer.status_code == REFUSED
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert "prayer" not in answer.text
    assert "wager" not in answer.text


def test_the_words_of_the_api_are_those_of_the_law_data() -> None:
    table = rule_book().table(TABLE)
    rows = table["obligations"]
    assert set(get_args(schemas.Obligation)) == set(OBLIGATIONS)
    assert list(get_args(schemas.InterruptionKind)) == [
        row["kind"] for row in table["interruptions"]
    ]
    assert list(get_args(schemas.SuspensionKind)) == table["suspension"]["kinds"]
    assert set(get_args(schemas.Procedure)) == set(PROCEDURES)

    def variants(field: str) -> set[str]:
        return {
            period["variant"]
            for row in rows
            if row.get("chosen_by") == field
            for period in row["periods"]
        }

    assert set(get_args(schemas.Ground)) == variants("ground")
    assert set(get_args(schemas.Complexity)) == variants("complexity")
    assert set(get_args(schemas.DecisionKind)) == variants("kind_of_decision")
    assert {row["method"] for row in table["service"]} <= set(get_args(schemas.ServiceMethod))


def test_the_fee_of_the_contract(client: ApiClient) -> None:
    found = court_fee(client, claim_amount="50000.00", procedure="ordinary")
    assert found["fee"] == "1050.00"
    assert [step["amount"] for step in found["brackets"]] == ["50.00", "1000.00"]
    assert (found["share"], found["capped"], found["prepaid"]) == ("1/1", False, True)
    assert {"FEE-13", "FEE-44"} <= {citation["rule_id"] for citation in found["citations"]}
    assert any("免交" in text for text in found["relief"])


@pytest.mark.parametrize(
    ("procedure", "fee"),
    [
        ("ordinary", "2769.14"),
        ("summary", "1384.57"),
        ("mediation", "1384.57"),
        ("withdrawal", "1384.57"),
        ("payment_order", "923.05"),
        ("execution", "1751.85"),
        ("preservation", "1137.28"),
    ],
)
def test_every_procedure_has_its_fee_and_its_words(
    client: ApiClient, procedure: str, fee: str
) -> None:
    found = court_fee(client, claim_amount="123456.78", procedure=procedure)
    assert found["fee"] == fee
    assert found["explanation"]
    assert [step["value"] for step in found["trace"]][-1] == fee


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"claim_amount": 50000, "procedure": "ordinary"}, "/claim_amount"),
        ({"claim_amount": "-1.00"}, "/claim_amount"),
        ({"claim_amount": "1.00", "procedure": "duel"}, "/procedure"),
        ({"procedure": "ordinary"}, "/claim_amount"),
    ],
)
def test_a_fee_needs_an_amount_and_a_known_procedure(
    client: ApiClient, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/v1/calculators/court-fee", json=body)
    assert answer.status_code == REFUSED
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
