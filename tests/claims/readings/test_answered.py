"""What the other side usually says, matched with what the case holds to answer it."""

from typing import Any
from uuid import UUID

import pytest

from app.claims.catalogue import claim_rules
from app.core.rules import rule_book
from app.evidence.catalogue import templates
from tests.claims.bodies import claim, owe, pay, upload
from tests.client import ApiClient

SAID = [
    (rules.code, row["code"]) for rules in claim_rules().values() for row in rules.row["defences"]
]


def _said(built: dict[str, Any], code: str) -> dict[str, Any]:
    [found] = [each for each in built["defences"] if each["code"] == code]
    return dict(found)


@pytest.mark.parametrize(("code", "defence"), SAID)
def test_every_usual_defence_has_something_that_answers_it(code: str, defence: str) -> None:
    [answer] = [each for each in claim_rules()[code].answers if each.code == defence]
    assert set(answer.items) <= set(templates())
    assert answer.items
    assert set(answer.rule_ids) <= {rule.id for rule in rule_book().rules()}
    known = {
        fact for each in claim_rules()[code].elements for fact in (*each.facts, *each.opposed_by)
    }
    assert {*answer.facts, *answer.opposed_by} <= known
    assert all(answer.texts[f"answer_{language}"] for language in ("zh", "en"))


def test_evidence_in_the_vault_answers_a_defence(client: ApiClient, case_id: UUID) -> None:
    debt = owe(client, case_id)
    pay(client, case_id, debt, received="94000.00", received_on="2024-04-16", complete=True)
    built = claim(client, case_id, "advance_deducted_interest", debt_ids=[debt])
    said = _said(built, "service_fee")
    assert (said["standing"], said["opposes"]) == ("stated", [])
    assert [fact["code"] for fact in said["supports"]] == ["advance_deduction"]
    assert {item["code"]: item["needed"] for item in said["items"]} == {
        "fee_details": True,
        "disbursement_record": True,
    }
    piece = upload(client, case_id, "disbursement_record", original_kept="true")
    read = client.get(f"/v1/cases/{case_id}/claims/{built['id']}").json()
    said = _said(read, "service_fee")
    assert said["standing"] == "supported"
    assert said["standing_text"].startswith("能回应")
    held = {item["code"]: item["evidence_ids"] for item in said["items"]}
    assert held["disbursement_record"] == [piece]
    sheet = client.get(f"/v1/cases/{case_id}/claims/{built['id']}/strategy").json()
    assert sheet["defences"] == read["defences"]


def test_what_bears_the_other_side_out_is_not_hidden(client: ApiClient, case_id: UUID) -> None:
    upload(client, case_id, "cost_disclosure_sheet")
    built = claim(client, case_id, "failure_to_inform")
    said = _said(built, "shown_on_page")
    assert said["standing"] == "opposed"
    assert "先核对" in said["standing_text"]


def test_what_has_no_answer_says_what_to_get(client: ApiClient, case_id: UUID) -> None:
    said = _said(claim(client, case_id, "fraud"), "long_known")
    assert said["standing"] == "open"
    assert [item["code"] for item in said["items"] if item["needed"]] == [
        "advertisement",
        "signing_record",
        "messages",
    ]
    assert all(item["how_to_get"] for item in said["items"])
