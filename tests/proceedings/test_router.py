"""Papers from a court over HTTP: recorded, counted, changed, sealed, told to nobody else."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.proceedings import repository, service
from app.wiring import Runtime
from tests.client import ApiClient

ORDER: dict[str, Any] = {
    "kind": "payment_order",
    "institution": "某区人民法院",
    "case_number": "（2026）某民督 128 号",
    "claimant": "某小额贷款公司",
    "claim_amount": "84600.00",
    "documents": [
        {"kind": "payment_order", "received_on": "2026-11-16", "service_method": "post"},
    ],
    "note": "金额比还款记录多",
}


def test_a_payment_order_says_until_when_and_what_is_no_objection(
    client: ApiClient, path: str, today: time_machine.travel
) -> None:
    with today:
        made = client.post(path, json=ORDER)
        assert made.status_code == 201
        read = client.get(made.headers["Location"])
    order = read.json()
    assert order == made.json()
    assert {name: order[name] for name in ORDER if name != "documents"} == {
        name: ORDER[name] for name in ORDER if name != "documents"
    }
    [clock] = order["clocks"]
    assert (clock["code"], clock["due_on"], clock["days_left"]) == (
        "payment_order_objection",
        "2026-12-01",
        11,
    )
    assert clock["urgent"]
    assert (clock["stated_on"], clock["computed_on"]) == (None, "2026-12-01")
    assert clock["computed_before_rolling"] == "2026-12-01"
    assert clock["rule_id"] == "CPL-227"
    assert order["next_steps"][0] == {
        "code": "object_in_writing",
        "text": order["next_steps"][0]["text"],
        "due_on": "2026-12-01",
    }
    assert "inability_is_no_objection" in [entry["code"] for entry in order["warnings"]]
    assert order["options"][0]["code"] == "object"
    assert order["options"][0]["needs_ground"]
    assert {entry["rule_id"] for entry in order["citations"]} >= {"CPL-227", "CPLI-436"}


def test_only_the_kind_is_needed(client: ApiClient, path: str) -> None:
    made = client.post(path, json={"kind": "account_freeze"})
    assert made.status_code == 201
    freeze = made.json()
    assert freeze["clocks"] == []
    assert freeze["next_steps"][0]["code"] == "ask_who_froze"
    assert "three_kinds_of_freeze" in [entry["code"] for entry in freeze["warnings"]]


@pytest.mark.parametrize("whom", ["court", "bank_risk_control", "police", "unknown"])
def test_who_froze_decides_what_to_do(client: ApiClient, path: str, whom: str) -> None:
    made = client.post(path, json={"kind": "account_freeze", "frozen_by": whom})
    assert f"frozen_by_{whom}" in [entry["code"] for entry in made.json()["warnings"]]


def test_what_is_said_is_cited_before_any_paper_is_known(client: ApiClient, path: str) -> None:
    order = client.post(path, json={"kind": "payment_order"}).json()
    assert {entry["rule_id"] for entry in order["citations"]} >= {"CPL-227", "CPLI-436"}
    inquiry = client.post(path, json={"kind": "criminal_inquiry"}).json()
    assert inquiry["citations"] == []


def test_a_hearing_is_told_as_a_hearing(
    client: ApiClient, path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    summons = {"kind": "other", "hearing_at": "2099-12-01T09:00:00+08:00"}
    client.post(path, json={"kind": "lawsuit", "documents": [summons]})
    with runtime.database.read(tenant_id) as session:
        [warning] = service.court_standing(session, case_id).warnings
    assert "2099-12-01 开庭" in warning.message


def test_a_summons_says_that_limitation_must_be_pleaded(client: ApiClient, path: str) -> None:
    made = client.post(path, json={"kind": "lawsuit"}).json()
    assert "court_does_not_raise_limitation" in [entry["code"] for entry in made["warnings"]]
    [plea] = [each for each in made["options"] if each["code"] == "plead_limitation"]
    assert "CC-193" in {cited["rule_id"] for cited in plea["citations"]}


def test_a_message_of_a_mediation_centre_is_no_judgment(client: ApiClient, path: str) -> None:
    body = {"kind": "pre_suit_mediation", "documents": [{"kind": "text_message"}]}
    message = client.post(path, json=body, headers={"Accept-Language": "en"}).json()
    assert message["warnings"][0]["code"] == "mediation_message_is_no_judgment"
    assert "no judgment" in message["warnings"][0]["message"]
    assert message["clocks"] == []


def test_what_may_be_fake_is_said_first_and_still_counted(
    client: ApiClient, path: str, today: time_machine.travel
) -> None:
    with today:
        made = client.post(path, json={**ORDER, "authenticity": "suspected_fake"})
    assert made.json()["warnings"][0]["code"] == "suspected_fake"
    assert "we_have_not_asked_the_court" in [entry["code"] for entry in made.json()["warnings"]]
    assert len(made.json()["clocks"]) == 1


def test_an_answer_handed_in_ends_the_clock(
    client: ApiClient, path: str, today: time_machine.travel
) -> None:
    with today:
        made = client.post(path, json=ORDER)
        papers = [{**ORDER["documents"][0], "responded_on": "2026-11-19"}]
        changed = client.patch(
            made.headers["Location"],
            json={"documents": papers},
            headers={"If-Match": made.headers["ETag"]},
        )
    assert changed.status_code == 200
    assert changed.json()["clocks"] == []
    assert "object_in_writing" not in [step["code"] for step in changed.json()["next_steps"]]
    assert changed.json()["claim_amount"] == "84600.00"


def test_a_day_that_passed_is_said_calmly(
    client: ApiClient, path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    late = {"kind": "payment_order", "received_on": "2026-06-01"}
    made = client.post(path, json={**ORDER, "documents": [late]})
    assert made.json()["clocks"][0]["overdue"]
    assert made.json()["clocks"][0]["days_left"] is None
    assert "last_day_passed" in [entry["code"] for entry in made.json()["warnings"]]
    with runtime.database.read(tenant_id) as session:
        standing = service.court_standing(session, case_id)
    assert standing.clocks == ()  # too long ago to repeat elsewhere
    assert standing.has_proceedings


def test_a_new_day_is_never_hidden_by_304(
    client: ApiClient, path: str, today: time_machine.travel
) -> None:
    with today:
        made = client.post(path, json=ORDER)
        location, held = made.headers["Location"], {"If-None-Match": made.headers["ETag"]}
        assert client.get(location, headers=held).status_code == 304
    with time_machine.travel("2026-11-21T09:00:00+08:00", tick=False):
        again = client.get(location, headers=held)
    assert again.status_code == 200
    assert again.json()["clocks"][0]["days_left"] == 10


def test_a_closed_proceeding_and_a_claimant_have_no_advice(client: ApiClient, path: str) -> None:
    closed = client.post(path, json={**ORDER, "status": "closed"}).json()
    claimant = client.post(path, json={**ORDER, "role": "claimant"}).json()
    for shown in (closed, claimant):
        assert [shown[name] for name in ("clocks", "next_steps", "options", "warnings")] == [[]] * 4


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "rumour"}, "/kind"),
    ({"kind": "lawsuit", "documents": [{"kind": "letter"}]}, "/documents/0/kind"),
    (
        {"kind": "lawsuit", "documents": [{"kind": "complaint", "received_on": "16.11.2026"}]},
        "/documents/0/received_on",
    ),
    ({"kind": "lawsuit", "claim_amount": 84600}, "/claim_amount"),
    ({"kind": "lawsuit", "debt_ids": [str(uuid4())]}, "/debt_ids/0"),
    (
        {"kind": "lawsuit", "documents": [{"kind": "other", "evidence_id": str(uuid4())}]},
        "/documents/0/evidence_id/0",
    ),
    ({"kind": "lawsuit", "clocks": []}, ""),
    ({}, "/kind"),
]


@pytest.mark.parametrize(("body", "pointer"), BAD)
def test_bad_input_names_its_place_and_writes_nothing(
    client: ApiClient, path: str, body: dict[str, Any], pointer: str
) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert client.get(path).json()["items"] == []


def test_a_change_may_not_empty_what_must_be_there(client: ApiClient, path: str) -> None:
    made = client.post(path, json=ORDER)
    refused = client.patch(
        made.headers["Location"], json={"documents": None}, headers={"If-Match": "*"}
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/documents"


def test_it_can_be_listed_deleted_and_is_nobody_elses(
    client: ApiClient, stranger: ApiClient, path: str
) -> None:
    made = client.post(path, json=ORDER)
    assert [entry["id"] for entry in client.get(path).json()["items"]] == [made.json()["id"]]
    assert stranger.get(made.headers["Location"]).status_code == 404
    assert stranger.get(path).status_code == 404
    stale = client.delete(made.headers["Location"], headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    gone = client.delete(made.headers["Location"], headers={"If-Match": made.headers["ETag"]})
    assert gone.status_code == 204
    assert client.get(made.headers["Location"]).status_code == 404


def test_others_are_told_of_the_clock_and_of_the_pending_order(
    client: ApiClient,
    path: str,
    case_id: UUID,
    runtime: Runtime,
    tenant_id: UUID,
    today: time_machine.travel,
) -> None:
    with today:
        made = client.post(path, json=ORDER)
        client.post(path, json={**ORDER, "role": "claimant"})
        with runtime.database.read(tenant_id) as session:
            standing = service.court_standing(session, case_id)
        [entry] = standing.clocks
        assert entry.presses
        assert str(entry.proceeding_id) == made.json()["id"]
        [warning] = standing.warnings
        assert (warning.code, warning.rule_id) == ("open_court_clock", "CPL-227")
        assert "2026-12-01" in warning.message
        assert standing.has_pending_order(uuid4())
        papers = [{**ORDER["documents"][0], "responded_on": "2026-11-19"}]
        client.patch(
            made.headers["Location"], json={"documents": papers}, headers={"If-Match": "*"}
        )
        with runtime.database.read(tenant_id) as session:
            standing = service.court_standing(session, case_id)
        assert (standing.clocks, standing.warnings, standing.pending_orders) == ((), (), ())


def test_an_order_about_another_debt_is_not_about_this_one(
    client: ApiClient, path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    debt = client.post(f"/v1/cases/{case_id}/debts", json={"creditor_name": "某平台"}).json()
    client.post(path, json={**ORDER, "debt_ids": [debt["id"]]})
    with runtime.database.read(tenant_id) as session:
        standing = service.court_standing(session, case_id)
    assert standing.has_pending_order(UUID(debt["id"]))
    assert not standing.has_pending_order(uuid4())


def test_the_export_holds_it_and_erasure_removes_it(
    client: ApiClient, path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    client.post(path, json=ORDER)
    erased = client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert erased.status_code == 204
    with runtime.database.read(tenant_id) as session:
        assert repository.all_proceedings(session, case_id) == []
