"""What a claim says of money, contracts and papers of the case."""

from uuid import UUID

import pytest
import time_machine

from tests.claims.bodies import claim, element, facts_of, owe, pay, upload
from tests.client import ApiClient


@pytest.fixture
def today(client: ApiClient, case_id: UUID) -> time_machine.travel:  # keys are made before
    return time_machine.travel("2026-11-20T09:00:00+08:00", tick=False)


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
