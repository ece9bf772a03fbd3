"""`/v1/legal/…` and the interest-ceiling calculator over HTTP."""

from typing import Any

import pytest

from app.core.rules import rule_book
from tests.client import ApiClient
from tests.law.codes import OBLIGATIONS, PROCEDURES

FINE = 200
MISSING = 404
REFUSED = 422
CEILING = {
    "creditor_type": "private_person",
    "product_type": "private_loan",
    "contract_date": "2024-10-21",
    "as_of": "2026-11-23",
    "annual_rate_percent": "15.00",
}


def all_rules(client: ApiClient, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = client.get("/v1/legal/rules", params={"limit": "100", **query, **cursor})
        assert answer.status_code == FINE
        found += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": answer.json()["next_cursor"]}


def test_every_rule_is_listed_once_in_order(client: ApiClient) -> None:
    ids = [rule["rule_id"] for rule in all_rules(client)]
    assert ids == sorted(ids) == [rule.id for rule in rule_book().rules()]
    assert len(ids) >= 260


def test_rules_of_a_day_leave_out_what_had_ended_or_not_begun(client: ApiClient) -> None:
    before = {rule["rule_id"] for rule in all_rules(client, as_of="2025-10-31")}
    after = {rule["rule_id"] for rule in all_rules(client, as_of="2025-11-01")}
    assert "IC-2" in before - after
    assert "IC25-1" in after - before


def test_rules_of_a_topic(client: ApiClient) -> None:
    assert {rule["topic"] for rule in all_rules(client, topic="credit_cards")} == {"credit_cards"}
    assert all_rules(client, topic="no_such_topic") == []


def test_an_unread_rule_carries_its_warning_and_a_read_one_does_not(client: ApiClient) -> None:
    unread = client.get("/v1/legal/rules/CARD-70").json()
    read = client.get("/v1/legal/rules/CC-188").json()
    assert (unread["verification"], bool(unread["warning"])) == ("secondary_page", True)
    assert (read["verification"], read["warning"]) == ("primary_text", None)
    assert {"source", "verified_on", "effective_from", "effective_to", "article"} <= read.keys()


@pytest.mark.parametrize(("rule_id", "status"), [("XX-1", MISSING), ("a_b", REFUSED)])
def test_an_unknown_rule(client: ApiClient, rule_id: str, status: int) -> None:
    assert client.get(f"/v1/legal/rules/{rule_id}").status_code == status


def test_a_rule_speaks_the_language_asked_for(client: ApiClient) -> None:
    answers = {
        language: client.get("/v1/legal/rules/CC-188", headers={"Accept-Language": language}).json()
        for language in ("zh-CN", "en")
    }
    assert "民法典" in answers["zh-CN"]["title"]
    assert "Civil Code" in answers["en"]["title"]
    assert answers["zh-CN"]["summary"] != answers["en"]["summary"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_claim_says_what_it_needs_costs_and_risks(client: ApiClient, language: str) -> None:
    answer = client.get("/v1/legal/claims", headers={"Accept-Language": language}).json()
    strengths = [claim["strength"] for claim in answer["items"]]
    assert strengths == sorted(strengths)
    for claim in answer["items"]:
        assert claim["remedy"]
        assert claim["period"]["obligation"] in OBLIGATIONS
        assert claim["cost"]["procedure"] in PROCEDURES
        assert claim["elements"]
        assert claim["defences"]
        assert claim["downsides"]
        cited = {citation["rule_id"] for citation in claim["citations"]}
        named = [
            rule_id
            for part in (
                *claim["elements"],
                *claim["defences"],
                *claim["downsides"],
                claim["cost"],
            )
            for rule_id in part["rule_ids"]
        ]
        assert set(named) <= cited, claim["code"]
        assert all(element["burden_text"] for element in claim["elements"])


def test_the_claim_of_fraud_is_short_and_hard_to_prove(client: ApiClient) -> None:
    claims = {claim["code"]: claim for claim in client.get("/v1/legal/claims").json()["items"]}
    fraud = claims["fraud"]
    assert fraud["period"]["obligation"] == "revocation"
    assert {element["burden"] for element in fraud["elements"]} == {"debtor_beyond_doubt"}
    assert claims["standard_terms_not_explained"]["strength"] < fraud["strength"]


def test_the_ceiling_of_the_contract(client: ApiClient) -> None:
    answer = client.post("/v1/calculators/interest-ceiling", json=CEILING).json()
    [ceiling] = answer["ceilings"]
    assert (ceiling["ceiling_percent"], ceiling["applies"], ceiling["exceeded"]) == (
        "12.40",
        True,
        True,
    )
    assert ceiling["automatic"] is False
    assert ceiling["citation"]["rule_id"] == "MJ-25"
    assert answer["advice"] is None


def test_an_unknown_lender_gets_advice_and_no_ceiling(client: ApiClient) -> None:
    body = CEILING | {"creditor_type": "unknown"}
    answer = client.post("/v1/calculators/interest-ceiling", json=body).json()
    assert answer["ceilings"] == []
    assert "全称" in answer["advice"]


def test_a_ceiling_says_how_far_its_text_and_rate_were_checked(client: ApiClient) -> None:
    def ceilings(**changes: str) -> list[Any]:
        answer = client.post("/v1/calculators/interest-ceiling", json=CEILING | changes)
        found: list[Any] = answer.json()["ceilings"]
        return found

    [private] = ceilings()
    assert (private["verification"], private["provisional"], private["warning"]) == (
        "primary_text",
        False,
        None,
    )
    [recent] = ceilings(contract_date="2026-10-01")
    assert recent["provisional"] is True
    assert "LPR" in recent["warning"]
    practice, excluded = ceilings(creditor_type="bank", product_type="credit_card")
    assert (practice["applies"], practice["verification"]) == (True, "secondary_page_partial")
    assert practice["warning"]
    assert (excluded["applies"], excluded["warning"]) == (False, None)
