"""The strategy sheet over HTTP: ranges with their basis, losing beside every win."""

from typing import Any
from uuid import UUID

import pytest

from tests.claims.bodies import claim, owe, pay, upload
from tests.client import ApiClient
from tests.proceedings.test_router import ORDER


def sheet(client: ApiClient, case_id: UUID, claim_id: str, **headers: str) -> dict[str, Any]:
    answer = client.get(f"/v1/cases/{case_id}/claims/{claim_id}/strategy", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def deducted(client: ApiClient, case_id: UUID, **facts: Any) -> tuple[str, str]:
    """A debt on which 6,000 yuan never arrived, and the claim for it."""
    debt = owe(client, case_id)
    pay(client, case_id, debt, received="94000.00", received_on="2024-04-16", complete=True)
    built = claim(client, case_id, "advance_deducted_interest", debt_ids=[debt], **facts)
    return debt, str(built["id"])


def test_costs_and_gains_are_ranges_and_a_loss_stands_beside(
    client: ApiClient, case_id: UUID
) -> None:
    _, claim_id = deducted(client, case_id, costs={"other": "200.00"})
    weighing = sheet(client, case_id, claim_id)["weighing"]
    assert weighing["gain"] == {"low": "3000.00", "high": "6000.00"}
    assert weighing["net_if_won"] == {"low": "2800.00", "high": "5800.00"}
    assert weighing["loss"] == {"low": "225.00", "high": "250.00"}
    assert weighing["fee_to_prepay"] == {"low": "25.00", "high": "50.00"}
    assert (weighing["break_even_percent_best"], weighing["break_even_percent_worst"]) == (4, 9)
    assert weighing["months"] == {"low": 3, "high": 24}


def test_own_assumptions_replace_the_published_ones(client: ApiClient, case_id: UUID) -> None:
    own = {"payout_share_low": "1", "payout_share_high": "1", "enforcement_months_high": 0}
    _, claim_id = deducted(client, case_id, assumptions=own, provincial_wage="120000.00")
    read = sheet(client, case_id, claim_id)
    assert read["weighing"]["gain"] == {"low": "6000.00", "high": "6000.00"}
    assert read["weighing"]["months"] == {"low": 2, "high": 12}  # a small claim
    assert {each["code"]: each["source"] for each in read["assumptions"]} == {
        "payout_share": "own",
        "enforcement_months": "own",
        "own_costs": "published",
    }
    assert all(each["basis"] for each in read["assumptions"])


@pytest.mark.parametrize(
    ("lawyer", "best", "worst"), [("4000.00", True, False), ("9000.00", False, False)]
)
def test_where_it_does_not_pay_it_says_so(
    client: ApiClient, case_id: UUID, lawyer: str, *, best: bool, worst: bool
) -> None:
    _, claim_id = deducted(client, case_id, costs={"lawyer_fee": lawyer})
    weighing = sheet(client, case_id, claim_id, **{"Accept-Language": "en"})["weighing"]
    assert (weighing["break_even_percent_best"] is not None) is best
    assert (weighing["break_even_percent_worst"] is not None) is worst
    assert "mediation" in weighing["text"]
    assert weighing["net_if_won"]["low"].startswith("-")


def test_without_an_amount_nothing_is_weighed(client: ApiClient, case_id: UUID) -> None:
    built = claim(client, case_id, "fraud")
    read = sheet(client, case_id, built["id"])
    assert (read["disputed"], read["weighing"]) == (None, None)
    assert [route["code"] for route in read["routes"]] == ["complaint", "mediation", "suit"]


@pytest.mark.usefixtures("story_day")
def test_a_pending_order_puts_the_defence_first(client: ApiClient, case_id: UUID) -> None:
    debt, claim_id = deducted(client, case_id)
    body = {**ORDER, "debt_ids": [debt]}
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json=body)
    read = sheet(client, case_id, claim_id)
    assert read["routes"][0]["code"] == "defence_now"
    assert read["routes"][0]["cost"] == "none"
    assert {each["rule_id"] for each in read["citations"]} >= {"CPL-227", "CPLI-436", "FEE-29"}
    assert read["clocks"][-1]["code"] == "payment_order_objection"


def test_evidence_is_counted_and_what_to_get_next_is_named(
    client: ApiClient, case_id: UUID
) -> None:
    _, claim_id = deducted(client, case_id)
    before = sheet(client, case_id, claim_id)["evidence"]
    assert (before["supported"], before["elements"], before["opposed"]) == (0, 2, 0)
    assert {gap["item"] for gap in before["gaps"]} == {
        "contract",
        "disbursement_record",
        "fee_details",
    }
    upload(client, case_id, "disbursement_record")
    after = sheet(client, case_id, claim_id)["evidence"]
    assert (after["supported"], after["gaps"]) == (2, [])


def test_relief_of_fees_follows_the_hardship(client: ApiClient) -> None:
    hardship = {"reason": "disability", "additional_reasons": ["disaster"]}
    body = {"client_reference": "R", "hardship": hardship}
    case_id = UUID(client.post("/v1/cases", json=body).json()["id"])
    built = claim(client, case_id, "fraud")
    fits = {each["code"]: each["may_fit"] for each in sheet(client, case_id, built["id"])["relief"]}
    assert fits == {"exempt": True, "reduce": True, "defer": False, "legal_aid": False}


def test_what_comes_after_a_win_and_a_loss_and_what_was_learned(
    client: ApiClient, case_id: UUID
) -> None:
    _, claim_id = deducted(client, case_id, status="lost", lessons="要更早保存放款短信")
    claim(client, case_id, "standard_terms_not_explained")
    claim(client, case_id, "fraud")
    read = sheet(client, case_id, claim_id)
    assert "apply_for_enforcement" in [each["code"] for each in read["after_win"]]
    assert "wins_may_not_be_paid" in [each["code"] for each in read["after_win"]]
    assert "note_what_was_learned" in [each["code"] for each in read["after_loss"]]
    assert (read["claim"]["status"], read["lessons"]) == ("lost", "要更早保存放款短信")
    assert [each["code"] for each in read["other_claims"]] == [
        "standard_terms_not_explained",
        "fraud",
    ]


def test_it_is_read_again_only_when_it_changed(client: ApiClient, case_id: UUID) -> None:
    _, claim_id = deducted(client, case_id)
    place = f"/v1/cases/{case_id}/claims/{claim_id}/strategy"
    held = {"If-None-Match": client.get(place).headers["ETag"]}
    assert client.get(place, headers=held).status_code == 304
    upload(client, case_id, "contract")
    assert client.get(place, headers=held).status_code == 200


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    _, claim_id = deducted(client, case_id)
    assert stranger.get(f"/v1/cases/{case_id}/claims/{claim_id}/strategy").status_code == 404


def test_what_no_figure_contains_is_named(client: ApiClient, case_id: UUID) -> None:
    """No level of these costs was verified, so the sheet must not look complete."""
    _, bare = deducted(client, case_id)
    read = sheet(client, case_id, bare)
    assert [each["code"] for each in read["not_included"]] == [
        *("lawyer_fee", "notary_fee", "other"),
        *("appraisal", "preservation", "second_instance"),
    ]
    assert all("没有算进去" in each["text"] for each in read["not_included"])
    assert "LAWY-25" in {each["rule_id"] for each in read["citations"]}
    entered = claim(
        client, case_id, "excess_cost", costs={"lawyer_fee": "4000.00", "notary_fee": "0.00"}
    )
    left = {each["code"] for each in sheet(client, case_id, entered["id"])["not_included"]}
    assert left == {"other", "appraisal", "preservation", "second_instance"}
