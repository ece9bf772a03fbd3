from uuid import UUID

from tests.client import ApiClient
from tests.proposals.stories import STORY, proposed, recorded_debts, with_budget

VIEW = {"start_month": "2026-12", "months": 12}


def test_a_score_needs_a_budget(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    made = proposed(client, case_id, card)
    for answer in (
        client.post(f"{made.headers['Location']}/score", json=VIEW),
        client.post(f"/v1/cases/{case_id}/counter-offers", json={"debt_id": card}),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "budget_missing"


def test_the_refused_plan_gets_better_counter_offers(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    with_budget(client, case_id)
    made = proposed(client, case_id, card)
    score = client.post(f"{made.headers['Location']}/score", json=VIEW)
    assert score.status_code == 200
    judged = score.json()
    assert judged["verdict"] == "unreasonable"
    assert "affordable_stressed" in judged["reason_codes"]
    assert sum(part["points"] for part in judged["sub_scores"]) == judged["points"]
    body = {**VIEW, "debt_id": card, "max_options": 5, "constraints": {"max_instalments": 60}}
    found = client.post(f"/v1/cases/{case_id}/counter-offers", json=body).json()
    assert 1 <= len(found["options"]) <= 5
    assert max(option["score"]["points"] for option in found["options"]) > judged["points"]
    for option in found["options"]:
        assert option["score"]["affordability"]["months_short"] == 0
        assert option["terms"]["instalments"] <= 60
        assert option["dominated_by"] is None
        again = proposed(client, case_id, card, terms=option["terms"])
        rescored = client.post(f"{again.headers['Location']}/score", json=VIEW).json()
        assert rescored["points"] == option["score"]["points"]
    assert any(option["term_months"] < 60 for option in found["options"])
    assert "概率" in found["notice"]


def test_the_compromise_with_a_refused_proposal_is_found(client: ApiClient, case_id: UUID) -> None:
    card, loan, *_ = recorded_debts(client, case_id)
    with_budget(client, case_id)
    refused = proposed(client, case_id, card).json()
    body = {**VIEW, "debt_id": card, "proposal_id": refused["id"]}
    path = f"/v1/cases/{case_id}/counter-offers"
    [found] = [
        one for one in client.post(path, json=body).json()["options"] if one["is_compromise"]
    ]
    assert float(found["payment"]) > float(refused["computed_terms"]["largest_payment"])
    assert found["term_months"] < refused["computed_terms"]["term_months"]
    other = client.post(path, json={**body, "debt_id": loan})
    assert other.json()["errors"][0]["code"] == "proposal_of_another_debt"


def test_a_score_takes_no_body_and_what_lies_in_the_vault(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    with_budget(client, case_id)
    made = proposed(client, case_id, card)
    path = f"{made.headers['Location']}/score"

    def proof() -> str:
        parts = {part["code"]: part["value"] for part in client.post(path).json()["sub_scores"]}
        return str(parts["hardship_evidence"])

    assert proof() == "0.0000"
    uploaded = client.post(
        f"/v1/cases/{case_id}/evidence-items",
        files={"file": ("离职证明.txt", "离职证明".encode(), "text/plain")},
        data={"category": "termination_proof"},
    )
    assert uploaded.status_code == 201, uploaded.text
    assert proof() == "0.3000"


def test_an_old_debt_raises_the_limitation_gate(client: ApiClient, case_id: UUID) -> None:
    old = {**STORY["debts"][0]["body"], "days_past_due": 1100}
    debt = client.post(f"/v1/cases/{case_id}/debts", json=old).json()["id"]
    with_budget(client, case_id)
    made = proposed(client, case_id, debt)
    score = client.post(f"{made.headers['Location']}/score", json=VIEW).json()
    assert score["verdict"] == "unreasonable"
    assert "limitation_possible" in [warning["code"] for warning in score["warnings"]]
    offers = client.post(f"/v1/cases/{case_id}/counter-offers", json={**VIEW, "debt_id": debt})
    assert "limitation_possible" in [warning["code"] for warning in offers.json()["warnings"]]


def test_evidence_named_by_the_caller_counts_instead_of_the_vault(
    client: ApiClient, case_id: UUID
) -> None:
    made = proposed(client, case_id, recorded_debts(client, case_id)[0])
    with_budget(client, case_id)
    body = {**VIEW, "evidence": {"held": ["payslips", "medical_report"]}}
    score = client.post(f"{made.headers['Location']}/score", json=body).json()
    parts = {part["code"]: part["value"] for part in score["sub_scores"]}
    assert parts["hardship_evidence"] == "0.6000"
