from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.contacts.agreement_periods.service import periods_of
from app.core import clock
from app.core.repository import scoped
from app.proposals.agreements.router import AGREEMENT_EXAMPLES
from app.proposals.models import Agreement, AgreementPayment
from app.wiring import Runtime
from tests.client import ApiClient
from tests.proposals.stories import STORY, TERMS, proposed, recorded_debts, with_budget

EXAMPLE: dict[str, Any] = AGREEMENT_EXAMPLES["oral_card_agreement"]["value"]


def agreed(client: ApiClient, case_id: UUID, debt_id: str, **changes: Any) -> Any:
    """An agreement on a debt: the documentation's example unless changed."""
    body = {**EXAMPLE, "proposal_id": None, "acknowledge": [], "debt_id": debt_id, **changes}
    return client.post(f"/v1/cases/{case_id}/agreements", json=body)


def statuses(agreement: dict[str, Any]) -> dict[str, str]:
    return {finding["code"]: finding["status"] for finding in agreement["findings"]}


def test_an_oral_card_agreement_is_recorded_and_checked(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    with_budget(client, case_id)
    made = agreed(client, case_id, card)
    assert made.status_code == 201, made.text
    assert made.headers["ETag"] == '"1.zh-CN"'
    body = made.json()
    assert body["receipt"]["leaf_index"] == body["sequence"] - 1
    assert (body["status"], body["is_complete"]) == ("current", False)
    assert set(body["missing_items"]) >= {"no_new_cards_until_settled", "rights_duties_and_breach"}
    found = statuses(body)
    assert found["written_or_recorded"] == found["payee_is_creditor"] == "present"
    assert found["keep_recording_until_settled"] == "attention"
    assert "payments_unknown" not in found
    assert body["computed_terms"]["largest_payment"] == "1034.38"
    assert body["differences"] == []
    rest = body["collection_rest"]
    assert (rest["begins_on"], rest["ends_on"]) == ("2026-11-24", "2030-12-10")
    assert rest["citation"]["rule_id"] == "CARD-70"
    assert rest["citation"]["warning"]
    read = client.get(made.headers["Location"]).json()
    assert read == {name: value for name, value in body.items() if name != "receipt"}
    listed = client.get(f"/v1/cases/{case_id}/agreements").json()["items"]
    assert listed == [read]


def gaps(client: ApiClient, case_id: UUID) -> Any:
    found = client.get(f"/v1/cases/{case_id}/follow-ups", params={"kind": "agreement_gaps"})
    return found.json()["items"]


def test_it_lets_the_contact_log_and_the_follow_ups_know(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    card, loan, *_ = recorded_debts(client, case_id)
    made = agreed(client, case_id, card).json()
    agreed(client, case_id, loan, terms={**TERMS, "waive": {}})
    with runtime.database.read(tenant_id) as session:
        [period] = periods_of(session, case_id)
    assert (str(period.debt_id), str(period.agreement_id)) == (card, made["id"])
    assert (period.begins_on, period.ends_on) == (date(2026, 11, 24), date(2030, 12, 10))
    assert period.rule_id == "CARD-70"
    follow_ups = gaps(client, case_id)
    assert len(follow_ups) == 2
    assert follow_ups[0]["due_on"] == str(clock.today() + timedelta(days=7))


def test_a_whole_agreement_asks_for_nothing_more(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    everything = [*statuses(agreed(client, case_id, card).json())]
    items = [code for code in everything if code != "written_or_recorded"]
    known = {code for code in items if not code.startswith(("payments_", "keep_recording"))}
    made = agreed(client, case_id, card, form="written", items_present=sorted(known)).json()
    assert (made["missing_items"], made["is_complete"]) == ([], True)
    assert len(gaps(client, case_id)) == 1


def test_it_is_compared_with_the_proposal_it_answers(client: ApiClient, case_id: UUID) -> None:
    card, loan, *_ = recorded_debts(client, case_id)
    proposal = proposed(client, case_id, card).json()["id"]
    made = agreed(client, case_id, card, proposal_id=proposal).json()
    told = {one["field"]: (one["proposed"], one["asked"]) for one in made["differences"]}
    assert told["instalments"] == ("60", "48")
    assert told["waive.interest"] == ("1650.00", "0.00")
    other = agreed(client, case_id, loan, proposal_id=proposal, terms={**TERMS, "waive": {}})
    assert other.json()["errors"][0]["code"] == "proposal_of_another_debt"


def test_a_debt_that_may_be_time_barred_is_agreed_on_only_knowingly(
    client: ApiClient, case_id: UUID
) -> None:
    old = {**STORY["debts"][0]["body"], "days_past_due": 1100}
    debt = client.post(f"/v1/cases/{case_id}/debts", json=old).json()["id"]
    refused = agreed(client, case_id, debt)
    assert refused.status_code == 409
    assert refused.json()["code"] == "limitation_warning_unacknowledged"
    assert client.get(f"/v1/cases/{case_id}/agreements").json()["items"] == []
    made = agreed(client, case_id, debt, acknowledge=["limitation"])
    assert made.status_code == 201
    assert statuses(made.json())["limitation_possible"] == "attention"
    assert [one["code"] for one in made.json()["warnings"]] == ["limitation_possible"]


def test_what_the_budget_carries_is_said(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    assert "payments_unknown" in statuses(agreed(client, case_id, card).json())
    with_budget(client, case_id)
    heavy = {**TERMS, "instalments": 6}
    assert "payments_short" in statuses(agreed(client, case_id, card, terms=heavy).json())
    gentle = {**TERMS, "instalments": 60, "first_due_date": "2027-06-10"}
    light = statuses(agreed(client, case_id, card, terms=gentle).json())
    assert {"payments_carried", "payments_tight"} & light.keys()


def test_the_newest_agreement_takes_the_place_of_the_older(
    client: ApiClient, case_id: UUID
) -> None:
    card, loan, *_ = recorded_debts(client, case_id)
    first = agreed(client, case_id, card).json()["id"]
    second = agreed(client, case_id, card, terms={**TERMS, "instalments": 36}).json()["id"]
    agreed(client, case_id, loan, terms={**TERMS, "waive": {}})
    path = f"/v1/cases/{case_id}/agreements"
    mine = client.get(path, params={"debt_id": card}).json()["items"]
    assert [(one["id"], one["status"]) for one in mine] == [
        (second, "current"),
        (first, "replaced"),
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        (
            {"terms": {**TERMS, "waive": {"penalty": "320.01"}}},
            "/terms/waive/penalty",
            "waiver_above_owed",
        ),
        ({"terms": {**TERMS, "instalments": 0}}, "/terms/instalments", "out_of_bounds"),
        ({"form": "shaken_hands"}, "/form", "not_in_list"),
        ({"items_present": ["everything"]}, "/items_present/0", "not_in_list"),
        ({"agreed_on": "1899-12-31"}, "/agreed_on", "day_format"),
        ({"agreed_on": "2026-02-30"}, "/agreed_on", "day_format"),
        ({"evidence_ids": [str(uuid4())]}, "/evidence_ids/0", "evidence_unknown"),
        ({"wish": 1}, "", "unknown_field"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    client: ApiClient, case_id: UUID, change: dict[str, Any], pointer: str, code: str
) -> None:
    card = recorded_debts(client, case_id)[0]
    refused = agreed(client, case_id, card, **change)
    assert refused.status_code == 422, refused.text
    assert (pointer, code) in [(e["pointer"], e["code"]) for e in refused.json()["errors"]]
    assert client.get(f"/v1/cases/{case_id}/agreements").json()["items"] == []


def test_a_changed_debt_does_not_change_what_was_agreed(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    made = agreed(client, case_id, card)
    change = {"penalty_outstanding": "0.00", "principal_outstanding": "40000.00"}
    client.patch(f"/v1/cases/{case_id}/debts/{card}", json=change, headers={"If-Match": "*"})
    read = client.get(made.headers["Location"]).json()
    assert read["computed_terms"] == made.json()["computed_terms"]


def test_agreements_of_others_do_not_exist(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    card = recorded_debts(client, case_id)[0]
    made = agreed(client, case_id, card)
    path = made.headers["Location"]
    for url in (path, f"{path}/instalments", f"{path}/payments"):
        assert stranger.get(url).status_code == 404
    paid = {"paid_on": "2027-01-10", "amount": "1.00"}
    assert stranger.post(f"{path}/payments", json=paid).status_code == 404
    assert agreed(stranger, case_id, card).status_code == 404
    assert agreed(client, case_id, str(uuid4())).status_code == 404
    assert agreed(client, case_id, card, contact_id=str(uuid4())).status_code == 404
    assert agreed(client, case_id, card, proposal_id=str(uuid4())).status_code == 404


def test_they_verify_are_exported_and_go_with_their_case(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    card = recorded_debts(client, case_id)[0]
    path = agreed(client, case_id, card).headers["Location"]
    client.post(f"{path}/payments", json={"paid_on": "2027-01-10", "amount": "1034.38"})
    verify = f"/v1/cases/{case_id}/ledger/verify"
    assert client.post(verify).json()["valid"] is True
    with runtime.database.write(tenant_id) as session:
        row = session.scalars(scoped(session, Agreement)).one()
        row.agreed_on = date(2026, 11, 25)
    bad = client.post(verify).json()
    assert (bad["valid"], bad["first_bad"]["reason"]) == (False, "row_differs")
    with runtime.database.write(tenant_id) as session:
        session.scalars(scoped(session, Agreement)).one().agreed_on = date(2026, 11, 24)
        session.scalars(scoped(session, AgreementPayment)).one().amount += 1
    assert client.post(verify).json()["valid"] is False
    erased = client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert erased.status_code == 204, erased.text
    assert client.get(path).status_code == 404
    with runtime.database.read(tenant_id) as session:
        for model in (Agreement, AgreementPayment):
            assert session.scalars(scoped(session, model)).all() == []
        assert periods_of(session, case_id) == ()
