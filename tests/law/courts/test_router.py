from typing import Any, get_args

import pytest

from app.core.rules import rule_book
from app.law.courts import schemas
from app.law.courts.router import JURISDICTION_EXAMPLES
from app.law.jurisdiction import TABLE
from tests.client import ApiClient

FINE = 200
REFUSED = 422


def jurisdiction(client: ApiClient, body: dict[str, Any], language: str = "zh-CN") -> Any:
    answer = client.post(
        "/v1/calculators/jurisdiction", json=body, headers={"Accept-Language": language}
    )
    assert answer.status_code == FINE, answer.text
    return answer.json()


def small_claims(client: ApiClient, **body: Any) -> Any:
    return client.post("/v1/calculators/small-claims", json={"provincial_wage": "100000"} | body)


def test_a_suit_far_away_by_an_unconnected_clause_is_to_be_objected_to(client: ApiClient) -> None:
    found = jurisdiction(client, JURISDICTION_EXAMPLES["sham_signing_place"]["value"])
    assert found["clause"]["effect"] == "invalid"
    assert [court["place"] for court in found["courts"]] == ["广东省深圳市南山区", "重庆市渝中区"]
    assert found["sued_in_fits"] is False
    warnings = {warning["code"]: warning["message"] for warning in found["warnings"]}
    assert "十五日" in warnings["object_within_the_answer_period"]
    assert "no_internet_court" in warnings
    cited = {citation["rule_id"] for citation in found["citations"]}
    assert {"CPL-35", "GX25-1", "CPL-22", "CPL-130"} <= cited


@pytest.mark.parametrize("example", list(JURISDICTION_EXAMPLES))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_example_is_answered_in_both_languages(
    client: ApiClient, example: str, language: str
) -> None:
    found = jurisdiction(client, JURISDICTION_EXAMPLES[example]["value"], language)
    assert found["courts"]
    assert all(court["reason"] for court in found["courts"])


def test_the_day_of_the_suit_is_today_where_none_is_given(client: ApiClient) -> None:
    body = {"claim": "loan_contract", "online": True, "defendant_domicile": "杭州"}
    assert [court["basis"] for court in jurisdiction(client, body)["courts"]] == [
        "defendant_domicile"
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"claim": "duel"}, "/claim"),
        (
            {"claim": "loan_contract", "clause": {"kind": "court", "places": [""]}},
            "/clause/places/0",
        ),
        (
            {"claim": "loan_contract", "clause": {"kind": "court", "connection": ["hope"]}},
            "/clause/connection/0",
        ),
        ({"claim": "loan_contract", "sued_in": "x" * 101}, "/sued_in"),
    ],
)
def test_bad_input_is_named(client: ApiClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/calculators/jurisdiction", json=body)
    assert answer.status_code == REFUSED
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_the_words_of_the_api_are_those_of_the_law_data() -> None:
    table = rule_book().table(TABLE)
    assert list(get_args(schemas.ClaimKind)) == [row["code"] for row in table["claims"]]
    assert list(get_args(schemas.Connection)) == [*table["agreement"]["points"], "other"]


@pytest.mark.parametrize(
    ("amount", "track", "final"),
    [
        ("50000", "mandatory", True),
        ("50000.01", "by_agreement", False),
        ("200000", "by_agreement", False),
        ("200000.01", "not_available", False),
    ],
)
def test_small_claims_by_the_callers_wage(
    client: ApiClient, amount: str, track: str, *, final: bool
) -> None:
    found = small_claims(client, claim_amount=amount).json()
    assert (found["track"], found["final"]) == (track, final)
    assert (found["mandatory_up_to"], found["by_agreement_up_to"]) == ("50000.00", "200000.00")
    assert "CPL-165" in {citation["rule_id"] for citation in found["citations"]}


def test_a_counterclaim_excludes_small_claims(client: ApiClient) -> None:
    body = {"claim_amount": "100", "exclusions": ["counterclaim", "counterclaim"]}
    found = small_claims(client, **body).json()
    assert (found["track"], found["final"]) == ("not_available", False)
    assert "反诉" in found["explanation"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"claim_amount": "100", "provincial_wage": "0"}, "/provincial_wage"),
        ({"claim_amount": 100}, "/claim_amount"),
        ({"claim_amount": "100", "exclusions": ["rain"]}, "/exclusions/0"),
    ],
)
def test_a_wage_and_an_amount_are_needed(
    client: ApiClient, body: dict[str, Any], pointer: str
) -> None:
    answer = small_claims(client, **body)
    assert answer.status_code == REFUSED
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
