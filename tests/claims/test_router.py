"""Claims over HTTP: built on the case, read anew as it changes, sealed, told to nobody else."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.claims import repository
from app.wiring import Runtime
from tests.claims.bodies import CLAIM, claim, element, facts_of, owe, pay, upload
from tests.client import ApiClient


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/claims"


@pytest.fixture
def today(client: ApiClient, case_id: UUID) -> time_machine.travel:  # keys are made before
    return time_machine.travel("2026-11-20T09:00:00+08:00", tick=False)


def test_only_the_code_is_needed(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    assert made.status_code == 201
    read = client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]
    built = made.json()
    assert (built["strength"], built["status"], built["readiness"]) == (3, "considered", "gaps")
    assert [each["standing"] for each in built["elements"]] == ["open", "open"]
    assert [item["code"] for item in built["elements"][0]["items"] if item["needed"]] == [
        "contract",
        "disbursement_record",
    ]
    assert built["disputed"] is None
    assert built["fees"] == []
    [clock] = built["clocks"]
    assert (clock["last_day"], clock["missing"]) == (None, ["known_on"])
    assert clock["notes"]
    assert "places_missing" in [each["code"] for each in built["court"]["warnings"]]
    assert {each["rule_id"] for each in built["citations"]} >= {"CC-670", "FEE-13"}


def test_money_that_never_arrived_from_claim_to_fee(
    client: ApiClient, case_id: UUID, today: time_machine.travel
) -> None:
    with today:
        debt = owe(client, case_id)
        pay(
            client,
            case_id,
            debt,
            received="94000.00",
            received_on="2024-04-16",
            complete=True,
            payments=[{"paid_on": "2024-05-16", "amount": "5200.00", "source": "statement"}],
        )
        held = upload(client, case_id, "disbursement_record")
        built = claim(
            client,
            case_id,
            "advance_deducted_interest",
            debt_ids=[debt],
            known_on="2026-09-20",
            answers=[{"element": "reason_interest", "holds": True, "note": "说是服务费"}],
            places={"defendant_domicile": "浙江省义乌市"},
            provincial_wage="120000.00",
        )
    arrived = element(built, "amount_received")
    assert (arrived["standing"], facts_of(arrived)) == ("supported", {"advance_deduction"})
    assert "6000.00" in arrived["supports"][0]["text"]
    [record] = [each for each in arrived["items"] if each["code"] == "disbursement_record"]
    assert (record["status"], record["evidence_ids"]) == ("held", [held])
    why = element(built, "reason_interest")
    assert (why["standing"], why["holds"], why["note"]) == ("supported", True, "说是服务费")
    assert built["readiness"] == "ready"
    assert {name: built["disputed"][name] for name in ("low", "high", "basis")} == {
        "low": "6000.00",
        "high": "6000.00",
        "basis": "measured",
    }
    # 诉讼费用交纳办法 13：不超过一万元的，每件五十元；16：简易程序减半
    assert [(fee["procedure"], fee["fee"]) for fee in built["fees"]] == [
        ("ordinary", "50.00"),
        ("summary", "25.00"),
    ]
    assert [court["place"] for court in built["court"]["courts"]] == ["浙江省义乌市"]
    assert built["small_claims"]["track"] == "mandatory"
    [clock] = built["clocks"]
    # 民法典 188、202：知道之日起三年
    assert (clock["last_day"], clock["overdue"]) == ("2029-09-20", False)
    assert "acknowledging_restarts" not in [each["code"] for each in clock["warnings"]]
    assert built["as_defence"]["possible"]
    assert not built["as_defence"]["pending"]


def test_charges_above_the_ceiling_are_measured_and_cited(client: ApiClient, case_id: UUID) -> None:
    debt = owe(
        client,
        case_id,
        creditor_type="private_person",
        product_type="private_loan",
        contract_date="2022-09-01",
        original_principal="10000.00",
        principal_outstanding="10000.00",
        interest_outstanding="9000.00",
        fees_outstanding="0.00",
        penalty_outstanding="0.00",
    )
    pay(client, case_id, debt, received="10000.00", received_on="2022-09-01", complete=True)
    built = claim(client, case_id, "excess_cost", debt_ids=[debt])
    above = element(built, "above_measure")
    assert facts_of(above) == {"above_ceiling"}
    assert above["supports"][0]["rule_id"] == "MJ-25"
    assert built["disputed"]["rule_id"] == "MJ-25"
    assert "MJ-25" in {each["rule_id"] for each in built["citations"]}
    assert built["fees"][0]["fee"] == "50.00"


def test_what_speaks_against_it_is_said(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id)
    pay(client, case_id, debt, received="100000.00", received_on="2024-04-16", complete=True)
    built = claim(client, case_id, "advance_deducted_interest", debt_ids=[debt])
    arrived = element(built, "amount_received")
    assert arrived["standing"] == "opposed"
    assert [fact["code"] for fact in arrived["opposes"]] == ["received_in_full"]
    assert built["readiness"] == "opposed"


@pytest.mark.parametrize(
    ("signed", "applies", "readiness"),
    [("2026-07-31", False, "not_applicable"), ("2026-08-01", True, "gaps"), (None, None, "gaps")],
)
def test_the_cost_sheet_is_asked_of_contracts_from_its_day_on(
    client: ApiClient, case_id: UUID, signed: str | None, *, applies: bool | None, readiness: str
) -> None:
    debt = owe(client, case_id, contract_date=signed)
    built = claim(client, case_id, "failure_to_inform", debt_ids=[debt])
    assert built["applicability"]["applies"] is applies
    assert "2026-08-01" in built["applicability"]["text"] or applies
    assert built["readiness"] == readiness
    assert "综合融资成本明示表" in element(built, "no_cost_sheet")["question"]


def test_a_cost_sheet_in_the_vault_leaves_the_other_ground(
    client: ApiClient, case_id: UUID
) -> None:
    debt = owe(client, case_id, contract_date="2026-08-02")
    upload(client, case_id, "cost_disclosure_sheet")
    built = claim(client, case_id, "failure_to_inform", debt_ids=[debt])
    sheet = element(built, "no_cost_sheet")
    assert sheet["standing"] == "opposed"
    assert [item["code"] for item in sheet["items"] if item["opposes"]] == ["cost_disclosure_sheet"]
    assert built["readiness"] == "gaps"


def call(debt: str, **facts: Any) -> dict[str, Any]:
    return {
        "occurred_at": "2026-11-18T22:46:00+08:00",
        "channel": "phone",
        "direction": "inbound",
        "answered": True,
        "counterpart": {"organisation": "某催收公司", "number": "02800000000"},
        "debt_ids": [debt],
        "summary": "深夜来电",
        "outcome": "pressure",
        **facts,
    }


def test_conduct_of_the_log_supports_a_claim_with_its_contacts(
    client: ApiClient, case_id: UUID
) -> None:
    debt = owe(client, case_id, creditor_type="consumer_finance")
    told = [
        client.post(f"/v1/cases/{case_id}/contacts", json=call(debt, **facts)).json()["id"]
        for facts in ({"conduct": ["threat"]}, {"about_person": "family"})
    ]
    built = claim(client, case_id, "privacy_harassment", debt_ids=[debt])
    act = element(built, "act")
    assert act["standing"] == "recorded"
    assert {one for fact in act["supports"] for one in fact["ids"]} == set(told)
    assert all(fact["rule_id"] for fact in act["supports"])
    who = element(built, "who")
    assert facts_of(who) == {"collector_noted"}
    assert built["court"]["courts"] == []
    elsewhere = owe(client, case_id, creditor_name="另一家")
    other = claim(client, case_id, "privacy_harassment", debt_ids=[elsewhere])
    assert element(other, "act")["standing"] == "open"
    whole = claim(client, case_id, "privacy_harassment")
    assert element(whole, "act")["standing"] == "recorded"


def test_refusals_and_agreements_bear_on_renegotiation(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id)
    client.post(
        f"/v1/cases/{case_id}/contacts",
        json=call(debt, direction="outbound", outcome="refused"),
    )
    built = claim(client, case_id, "change_of_circumstances", debt_ids=[debt])
    assert facts_of(element(built, "renegotiated")) == {"refused"}
    assert built["clocks"] == []


def test_hardship_counts_by_when_it_began(client: ApiClient) -> None:
    body = {"client_reference": "H", "hardship": {"reason": "illness", "since": "2026-06-15"}}
    case_id = UUID(client.post("/v1/cases", json=body).json()["id"])
    owe(client, case_id)
    later = element(claim(client, case_id, "unfairness"), "weak_position")
    assert [fact["code"] for fact in later["opposes"]] == ["hardship_after_signing"]
    changed = element(claim(client, case_id, "change_of_circumstances"), "basis_changed")
    assert facts_of(changed) == {"hardship_after_signing"}


ORDER = {
    "kind": "payment_order",
    "claim_amount": "84600.00",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-16", "service_method": "post"}],
}


def test_an_open_payment_order_sets_the_day_and_the_ground(
    client: ApiClient, case_id: UUID, today: time_machine.travel
) -> None:
    with today:
        debt = owe(client, case_id)
        root = f"/v1/cases/{case_id}/legal-proceedings"
        order = client.post(root, json={**ORDER, "debt_ids": [debt]}).json()
        built = claim(client, case_id, "excess_cost", debt_ids=[debt])
        elsewhere = owe(client, case_id, creditor_name="另一家")
        other = claim(client, case_id, "excess_cost", debt_ids=[elsewhere])
    [clock] = [each for each in built["clocks"] if each["proceeding_id"]]
    # 民事诉讼法 227：收到之日起十五日
    assert (clock["last_day"], clock["proceeding_id"]) == ("2026-12-01", order["id"])
    assert built["as_defence"]["pending"]
    assert built["as_defence"]["ground"] == "interest_excessive"
    assert [each["code"] for each in built["warnings"]] == ["open_court_clock"]
    total = element(built, "total_cost")
    [claimed] = [fact for fact in total["supports"] if fact["code"] == "claimed_in_court"]
    assert "84600.00" in claimed["text"]
    assert "73600.00" in claimed["text"]
    assert not [each for each in other["clocks"] if each["proceeding_id"]]
    assert not other["as_defence"]["pending"]


def test_a_sum_in_court_is_told_where_nothing_is_known_of_the_debt(
    client: ApiClient, case_id: UUID
) -> None:
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    built = claim(client, case_id, "excess_cost")
    [claimed] = element(built, "total_cost")["supports"]
    assert "84600.00" in claimed["text"]


def test_a_debt_that_may_be_time_barred_is_warned_of(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id, days_past_due=1200)
    built = claim(client, case_id, "excess_cost", debt_ids=[debt])
    assert [each["code"] for each in built["warnings"]] == ["limitation_possible"]


def test_evidence_that_a_checklist_links_counts_as_well(client: ApiClient, case_id: UUID) -> None:
    weak = upload(client, case_id, "other_papers", original_kept="false")
    body = {"purpose": "litigation", "claims": ["fraud"]}
    made = client.post(f"/v1/cases/{case_id}/evidence-checklists", json=body).json()
    link = f"/v1/cases/{case_id}/evidence-checklists/{made['id']}/items/contract"
    client.put(link, json={"evidence_ids": [weak]}, headers={"If-Match": "*"})
    contract = element(claim(client, case_id, "fraud"), "caused_contract")["items"][0]
    assert (contract["status"], contract["evidence_ids"]) == ("weak", [weak])
    client.put(link, json={"evidence_ids": []}, headers={"If-Match": "*"})
    contract = element(claim(client, case_id, "fraud"), "caused_contract")["items"][0]
    assert contract["status"] == "missing"


@pytest.mark.parametrize("signed", ["2099-01-01", "9999-12-31", "0001-01-01"])
def test_days_that_contradict_each_other_leave_the_rest_readable(
    client: ApiClient, case_id: UUID, signed: str
) -> None:
    debt = owe(client, case_id, contract_date=signed, instalment_amount="100.00")
    payments = [{"paid_on": "2024-05-16", "amount": "5200.00", "source": "memory"}]
    pay(client, case_id, debt, payments=payments)
    for code in ("excess_cost", "fraud", "failure_to_inform"):
        built = claim(client, case_id, code, debt_ids=[debt], known_on="2026-01-15")
        assert built["elements"]
        answer = client.get(f"/v1/cases/{case_id}/claims/{built['id']}/strategy")
        assert answer.status_code == 200


def test_a_debt_taken_off_the_case_is_no_longer_looked_at(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id)
    built = claim(client, case_id, "excess_cost", debt_ids=[debt])
    place = f"/v1/cases/{case_id}/debts/{debt}"
    assert client.delete(place, headers={"If-Match": "*"}).status_code == 204
    client.post(f"/v1/cases/{case_id}/contacts", json=call(owe(client, case_id)))
    path = f"/v1/cases/{case_id}/claims/{built['id']}"
    assert element(client.get(path).json(), "total_cost")["supports"] == []
    ended = client.patch(path, json={"status": "withdrawn"}, headers={"If-Match": "*"})
    assert ended.status_code == 200
    wrong = {"code": "privacy_harassment", "debt_ids": [debt]}
    assert client.post(f"/v1/cases/{case_id}/claims", json=wrong).status_code == 422


def test_it_changes_against_the_version_read(client: ApiClient, path: str) -> None:
    made = client.post(path, json={**CLAIM, "note": "先核对"})
    place, tag = made.headers["Location"], made.headers["ETag"]
    assert client.patch(place, json={"status": "lost"}).status_code == 428
    body = {"status": "lost", "decided_on": "2026-11-20", "lessons": "要更早保存签约页面"}
    changed = client.patch(place, json=body, headers={"If-Match": tag})
    assert changed.status_code == 200
    lost = changed.json()
    assert (lost["status"], lost["lessons"], lost["note"]) == ("lost", body["lessons"], "先核对")
    assert lost["version"] == made.json()["version"] + 1
    assert client.patch(place, json=body, headers={"If-Match": tag}).status_code == 412
    emptied = client.patch(place, json={"note": None}, headers={"If-Match": "*"})
    assert emptied.json()["note"] is None


def test_a_reader_who_holds_it_is_told_when_the_case_changed(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    made = client.post(path, json=CLAIM)
    place, held = made.headers["Location"], {"If-None-Match": made.headers["ETag"]}
    assert client.get(place, headers=held).status_code == 304
    upload(client, case_id, "disbursement_record")
    assert client.get(place, headers=held).status_code == 200


def test_lists_are_by_status_and_newest_first(client: ApiClient, path: str) -> None:
    first = client.post(path, json=CLAIM).json()["id"]
    second = client.post(path, json={"code": "fraud", "status": "filed"}).json()["id"]
    assert [each["id"] for each in client.get(path).json()["items"]] == [second, first]
    filed = client.get(path, params={"status": "filed"}).json()["items"]
    assert [(each["id"], each["code"]) for each in filed] == [(second, "fraud")]


def test_it_can_be_taken_off(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    place = made.headers["Location"]
    assert client.delete(place).status_code == 428
    assert client.delete(place, headers={"If-Match": made.headers["ETag"]}).status_code == 204
    assert client.get(place).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"code": "no_such_claim"}, "/code", "claim_unknown"),
        ({**CLAIM, "debt_ids": [str(uuid4())]}, "/debt_ids/0", "debt_unknown"),
        ({**CLAIM, "answers": [{"element": "act"}]}, "/answers/0/element", "element_unknown"),
        ({**CLAIM, "known_on": "9500-01-01"}, "/known_on", "day_out_of_reach"),
        (
            {**CLAIM, "assumptions": {"payout_share_low": "0.9", "payout_share_high": "0.1"}},
            "/assumptions/payout_share_low",
            "low_above_high",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(
    client: ApiClient, path: str, body: dict[str, Any], pointer: str, code: str
) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_change_is_checked_like_a_new_one(client: ApiClient, path: str) -> None:
    place = client.post(path, json=CLAIM).headers["Location"]
    for body, pointer in (
        ({"status": None}, "/status"),
        ({"answers": [{"element": "act"}]}, "/answers/0/element"),
        ({"debt_ids": [str(uuid4())]}, "/debt_ids/0"),
    ):
        refused = client.patch(place, json=body, headers={"If-Match": "*"})
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    assert stranger.get(path).status_code == 404
    assert stranger.get(made.headers["Location"]).status_code == 404
    assert stranger.post(path, json=CLAIM).status_code == 404


def test_a_case_reads_only_its_own(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    claim_id = made.json()["id"]
    assert client.get(f"/v1/cases/{other}/claims/{claim_id}").status_code == 404


def test_it_speaks_english(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM, headers={"Accept-Language": "en"}).json()
    assert "no chance of winning" in made["notice"]
    assert made["elements"][0]["question"].startswith("Did less arrive")


def test_words_are_sealed_and_erased(
    client: ApiClient, path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    client.post(path, json={**CLAIM, "note": "秘密", "lessons": "秘密"})
    with runtime.database.read(tenant_id) as session:
        [row] = repository.all_claims(session, case_id)
        assert "秘密".encode() not in row.sealed
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    with runtime.database.read(tenant_id) as session:
        assert repository.all_claims(session, case_id) == []
