from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.repository import scoped
from app.proposals.models import Proposal, ProposalResponse
from app.wiring import Runtime
from tests.client import ApiClient
from tests.proposals.stories import REFUSED, STORY, TERMS, proposed, recorded_debts


def test_a_proposal_is_written_read_and_listed(client: ApiClient, case_id: UUID) -> None:
    card, loan, *_ = recorded_debts(client, case_id)
    made = proposed(client, case_id, card)
    assert made.status_code == 201
    assert made.headers["ETag"] == '"1.zh-CN"'
    body = made.json()
    assert body["status"] == "draft"
    assert body["computed_terms"]["instalment_amount"] == "800.00"
    assert body["computed_terms"]["total_paid"] == "48000.00"
    assert body["computed_terms"]["effective_annual_percent"] == "0"
    assert body["reason"] == REFUSED["reason"]
    assert "概率" in body["notice"]
    assert client.get(made.headers["Location"]).json() == body
    other = proposed(client, case_id, loan, terms={**TERMS, "waive": {}}).json()
    path = f"/v1/cases/{case_id}/proposals"
    assert [item["id"] for item in client.get(path).json()["items"]] == [other["id"], body["id"]]
    mine = client.get(path, params={"debt_id": card}).json()["items"]
    assert [item["id"] for item in mine] == [body["id"]]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"waive": {"interest": "1650.01"}}, "/terms/waive/interest", "waiver_above_owed"),
        ({"waive": {"penalty": "320.01"}}, "/terms/waive/penalty", "waiver_above_owed"),
        ({"upfront_payment": "50000.00"}, "/terms/upfront_payment", "upfront_above_owed"),
        ({"grace_principal": 48}, "/terms/grace_principal", "schedule_grace_exceeds_term"),
        ({"balloon": "60000.00"}, "/terms/balloon", "schedule_balloon_above_principal"),
        (
            {"annual_rate_percent": "18.00", "instalment_amount": "1.00"},
            "/terms/instalment_amount",
            "schedule_payment_below_interest",
        ),
        ({"instalments": 0}, "/terms/instalments", "out_of_bounds"),
        ({"upfront_payment": 5}, "/terms/upfront_payment", "money_string"),
    ],
)
def test_terms_that_cannot_be_are_refused_where_they_stand(
    client: ApiClient, case_id: UUID, change: dict[str, Any], pointer: str, code: str
) -> None:
    card = recorded_debts(client, case_id)[0]
    refused = proposed(client, case_id, card, terms={**TERMS, **change})
    assert refused.status_code == 422
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [(pointer, code)]
    assert client.get(f"/v1/cases/{case_id}/proposals").json()["items"] == []


def test_a_key_is_required_and_its_answer_repeated(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    path, body = f"/v1/cases/{case_id}/proposals", {**REFUSED, "debt_id": card}
    bare = client.post(path, json=body, headers={"Idempotency-Key": None})  # type: ignore[arg-type]  # None leaves it out
    assert (bare.status_code, bare.json()["code"]) == (400, "idempotency_key_required")
    key = {"Idempotency-Key": str(uuid4())}
    first, again = (client.post(path, json=body, headers=key) for _ in range(2))
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_draft_is_changed_sent_and_then_kept(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    made = proposed(client, case_id, card)
    path = made.headers["Location"]
    assert client.patch(path, json={"reason": "补充说明"}).status_code == 428
    changed = client.patch(
        path,
        json={"terms": {**REFUSED["terms"], "instalments": 48}, "reason": "补充说明"},
        headers={"If-Match": made.headers["ETag"]},
    )
    assert changed.json()["computed_terms"]["instalment_amount"] == "1000.00"
    assert (changed.json()["reason"], changed.json()["version"]) == ("补充说明", 2)
    stale = client.patch(path, json={"reason": "旧"}, headers={"If-Match": made.headers["ETag"]})
    assert stale.status_code == 412
    sent = client.patch(path, json={"status": "sent"}, headers={"If-Match": "*"})
    assert sent.json()["status"] == "sent"
    entries = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    assert [entry["kind"] for entry in entries] == ["proposal_sent"]
    for answer in (
        client.patch(path, json={"reason": "太晚了"}, headers={"If-Match": "*"}),
        client.patch(path, json={"status": "sent"}, headers={"If-Match": "*"}),
        client.delete(path, headers={"If-Match": "*"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "proposal_not_draft")
    withdrawn = client.patch(path, json={"status": "withdrawn"}, headers={"If-Match": "*"})
    assert withdrawn.json()["status"] == "withdrawn"


def test_changes_are_checked_like_new_terms(client: ApiClient, case_id: UUID) -> None:
    made = proposed(client, case_id, recorded_debts(client, case_id)[0])
    path, any_version = made.headers["Location"], {"If-Match": "*"}
    nothing = client.patch(path, json={"terms": None}, headers=any_version)
    assert nothing.json()["errors"][0]["pointer"] == "/terms"
    too_much = {**TERMS, "waive": {"interest": "9999.00"}}
    refused = client.patch(path, json={"terms": too_much}, headers=any_version)
    assert refused.json()["errors"][0]["pointer"] == "/terms/waive/interest"
    assert client.get(path).json()["version"] == 1


def test_a_draft_is_deleted(client: ApiClient, case_id: UUID) -> None:
    made = proposed(client, case_id, recorded_debts(client, case_id)[0])
    path = made.headers["Location"]
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": made.headers["ETag"]}).status_code == 204
    assert client.get(path).status_code == 404


def test_a_debt_under_a_proposal_stays(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    proposed(client, case_id, card)
    kept = client.delete(f"/v1/cases/{case_id}/debts/{card}", headers={"If-Match": "*"})
    assert (kept.status_code, kept.json()["code"]) == (409, "debt_in_use")


def test_a_debt_that_may_be_time_barred_is_sent_only_knowingly(
    client: ApiClient, case_id: UUID
) -> None:
    old = {**STORY["debts"][0]["body"], "days_past_due": 1100}
    debt = client.post(f"/v1/cases/{case_id}/debts", json=old).json()["id"]
    made = proposed(client, case_id, debt)
    assert [warning["code"] for warning in made.json()["warnings"]] == ["limitation_possible"]
    path, any_version = made.headers["Location"], {"If-Match": "*"}
    refused = client.patch(path, json={"status": "sent"}, headers=any_version)
    assert refused.status_code == 409
    assert refused.json()["code"] == "limitation_warning_unacknowledged"
    assert client.get(path).json()["status"] == "draft"
    body = {"status": "sent", "acknowledge": ["limitation"]}
    assert client.patch(path, json=body, headers=any_version).json()["status"] == "sent"


def test_the_schedule_adds_up(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    terms = {**TERMS, "waive": {}, "capitalise_arrears": False, "upfront_payment": "1000.00"}
    made = proposed(client, case_id, card, terms=terms)
    schedule = client.get(f"{made.headers['Location']}/schedule").json()
    assert len(schedule["rows"]) == 48
    assert schedule["totals"]["principal"] == "48000.00"
    assert schedule["totals"]["payment"] == "48970.00"
    assert schedule["rows"][-1]["fee"] == "970.00"
    assert schedule["computed_terms"]["total_paid"] == "49970.00"
    assert schedule["inputs_hash"].startswith("sha256:")


def test_proposals_of_others_do_not_exist(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    card = recorded_debts(client, case_id)[0]
    made = proposed(client, case_id, card)
    path = made.headers["Location"]
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/schedule").status_code == 404
    assert stranger.post(f"{path}/score").status_code == 404
    assert stranger.get(f"/v1/cases/{case_id}/proposals").status_code == 404
    assert proposed(stranger, case_id, card).status_code == 404
    assert proposed(client, case_id, str(uuid4())).status_code == 404
    offers = {"debt_id": str(uuid4())}
    assert client.post(f"/v1/cases/{case_id}/counter-offers", json=offers).status_code == 404
    deleted = stranger.delete(path, headers={"If-Match": "*"})
    assert deleted.status_code == 404
    assert client.get(path).status_code == 200


def test_a_changed_debt_leaves_the_proposal_readable(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    made = proposed(client, case_id, card)
    change = {"interest_outstanding": "0.00"}
    client.patch(f"/v1/cases/{case_id}/debts/{card}", json=change, headers={"If-Match": "*"})
    read = client.get(made.headers["Location"])
    assert read.status_code == 200
    assert read.json()["computed_terms"] is None
    refused = client.get(f"{made.headers['Location']}/schedule")
    assert refused.json()["errors"][0]["code"] == "waiver_above_owed"


def test_proposals_go_with_their_case(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    made = proposed(client, case_id, recorded_debts(client, case_id)[0])
    client.post(f"{made.headers['Location']}/responses", json=STORY["proposals"][0]["response"])
    erased = client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert erased.status_code == 204, erased.text
    assert client.get(made.headers["Location"]).status_code == 404
    with runtime.database.read(tenant_id) as session:
        assert session.scalars(scoped(session, Proposal)).all() == []
        assert session.scalars(scoped(session, ProposalResponse)).all() == []
