"""No paper restarts a limitation period unseen, loses a payment-order case or incriminates."""

from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.documents.papers import HARDSHIP, OBJECTION, ORDER, change, content, issue

ASKING = ("hardship_statement", "repayment_proposal", "call_script", "mediation_request")


def _fields(ids: dict[str, str]) -> dict[str, Any]:
    return {"debt_ids": [ids["debt"]], "proposal_id": ids["proposal"]}


pytestmark = pytest.mark.usefixtures("story_day")


@pytest.mark.parametrize("template", ASKING)
def test_a_paper_that_may_restart_limitation_waits_for_an_acknowledgement(
    client: ApiClient, case_id: UUID, ids: dict[str, str], template: str
) -> None:
    old = client.patch(
        f"/v1/cases/{case_id}/debts/{ids['debt']}",
        json={"days_past_due": 1200},
        headers={"If-Match": "*"},
    )
    assert old.status_code == 200
    refused = issue(client, case_id, template, **_fields(ids))
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "limitation_warning_unacknowledged",
    )
    made = issue(client, case_id, template, acknowledge=["limitation"], **_fields(ids))
    assert made.status_code == 201
    assert "limitation_possible" in {each["code"] for each in made.json()["warnings"]}
    other = issue(client, case_id, "hardship_statement", debt_ids=[ids["other_debt"]])
    assert other.status_code == 201


@pytest.mark.parametrize("template", ASKING)
def test_a_negotiating_letter_is_stopped_while_a_payment_order_waits(
    client: ApiClient, case_id: UUID, ids: dict[str, str], template: str
) -> None:
    order = client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    assert order.status_code == 201
    refused = issue(client, case_id, template)
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_order_pending")
    assert "payment_order_objection" in refused.json()["detail"]
    checked = client.post(f"/v1/cases/{case_id}/document-risks", json={"template": template})
    assert checked.json()["blocked_by"] == ["payment_order_pending"]
    summary = issue(client, case_id, "case_summary")
    assert summary.status_code == 201
    warned = [each["code"] for each in summary.json()["warnings"]]
    assert warned[0] == "open_court_clock"
    assert warned.count("payment_order_pending") == 1
    answered = {**ORDER["documents"][0], "responded_on": "2026-11-20"}  # type: ignore[dict-item]  # a body
    changed = client.patch(
        order.headers["Location"], json={"documents": [answered]}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200
    assert issue(client, case_id, template, **_fields(ids)).status_code == 201


def test_open_clocks_are_repeated_when_a_document_is_read_later(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = issue(client, case_id, "contact_timeline")
    assert made.json()["warnings"] == []
    assert client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER).status_code == 201
    for read in (
        client.get(made.headers["Location"]).json(),
        client.get(f"/v1/cases/{case_id}/documents").json()["items"][0],
    ):
        assert read["warnings"][0]["code"] == "open_court_clock"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("之前靠套现周转", "cash_out"),
        ("网赌输了钱", "gambling"),
        ("贷款拿去炒股", "loan_use_breach"),
        ("当时用了假流水", "false_material"),
        ("房子过户给弟弟了", "asset_concealment"),
        ("我保证还清", "absolute_promise"),
        ("对金额无异议", "admits_disputed_amount"),
    ],
)
def test_nothing_harmful_leaves_in_a_lenders_paper_unnamed(
    client: ApiClient, case_id: UUID, ids: dict[str, str], text: str, code: str
) -> None:
    change(client, case_id, hardship={**HARDSHIP, "description": text})
    refused = issue(client, case_id, "hardship_statement", profile="creditor")
    assert (refused.status_code, refused.json()["code"]) == (409, "document_risks_unacknowledged")
    assert [each["code"] for each in refused.json()["findings"]] == [code]
    named = issue(
        client, case_id, "hardship_statement", profile="creditor", acknowledged_risks=[code]
    )
    assert named.status_code == 201
    assert [(each["code"], each["acknowledged"]) for each in named.json()["findings"]] == [
        (code, True)
    ]
    kept = issue(client, case_id, "hardship_statement", profile="private")
    assert kept.status_code == 201
    assert [(each["code"], each["acknowledged"]) for each in kept.json()["findings"]] == [
        (code, False)
    ]


def test_a_debt_in_ones_name_by_somebody_else_is_not_negotiated(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    change(client, case_id, hardship={**HARDSHIP, "additional_reasons": ["identity_misuse"]})
    refused = issue(client, case_id, "hardship_statement")
    assert (refused.status_code, refused.json()["code"]) == (409, "identity_misuse_disputed")
    assert issue(client, case_id, "contact_timeline").status_code == 201


def test_a_reason_that_is_private_only_is_not_written_to_a_lender(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    change(client, case_id, hardship={**HARDSHIP, "additional_reasons": ["debt_spiral"]})
    made = issue(client, case_id, "hardship_statement", profile="creditor")
    assert "以贷养贷" not in content(client, made).decode()
    change(client, case_id, hardship={"reason": "debt_spiral", "since": "2026-08-01"})
    refused = issue(client, case_id, "hardship_statement", profile="creditor")
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/case/hardship/reason"}


def test_without_affordable_money_the_script_names_no_amount(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    poor = {
        "opening_balance": "0.00",
        "incomes": [{"name": "低保", "amount": "1000.00"}],
        "expenses": [{"name": "房租", "amount": "1500.00", "essential": True}],
    }
    put = client.put(f"/v1/cases/{case_id}/budget", json=poor, headers={"If-Match": "*"})
    assert put.status_code == 200
    text = content(client, issue(client, case_id, "call_script", **_fields(ids))).decode()
    assert "不要答应任何金额" in text
    assert "每期" not in text
    assert "800.00" not in text


def test_a_payment_above_what_is_affordable_is_not_put_forward(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    tight = {
        "opening_balance": "0.00",
        "incomes": [{"name": "工资", "amount": "2200.00"}],
        "expenses": [{"name": "房租", "amount": "1500.00", "essential": True}],
    }
    put = client.put(f"/v1/cases/{case_id}/budget", json=tight, headers={"If-Match": "*"})
    assert put.status_code == 200
    text = content(client, issue(client, case_id, "call_script", **_fields(ids))).decode()
    assert "800.00" not in text


def test_a_script_shows_efforts_and_the_amount_the_budget_carries(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    noted = client.post(
        f"/v1/cases/{case_id}/efforts", json={"kind": "seeking_work", "note": "投递简历 40 份"}
    )
    assert noted.status_code == 201
    text = content(client, issue(client, case_id, "call_script", **_fields(ids))).decode()
    assert "投递简历 40 份" in text
    assert "每期 800.00 元" in text


def test_hardship_may_be_told_where_no_payment_order_waits_for_an_answer(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    suit = {**ORDER, "kind": "lawsuit", "documents": []}
    assert client.post(f"/v1/cases/{case_id}/legal-proceedings", json=suit).status_code == 201
    told = {**OBJECTION, "template": "court_answer", "ground_statement": "金额有误；我现在还不起。"}
    assert issue(client, case_id, **told).json()["findings"] == []
    change(client, case_id, hardship={**HARDSHIP, "description": "还不起了，希望分期"})
    made = issue(client, case_id, "hardship_statement", profile="creditor")
    assert (made.status_code, made.json()["findings"]) == (201, [])
