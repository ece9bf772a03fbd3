"""What a bundle would hold: chosen, offered, kept back, refused."""

from typing import Any
from uuid import UUID

import pytest

from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.dossier.bundles.filled import Filled


def test_a_volume_must_hold_the_largest_file(filled: Filled) -> None:
    big = filled.add("大.bin", bytes(1024 * 1024), {}, "big")
    answer = filled.client.post(
        f"{filled.path}/evidence-bundles/preview",
        json=filled.scope(evidence_ids=[big], volume_limit_mib=1),
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "volume_too_small"


def test_nothing_unknown_goes_into_a_bundle(filled: Filled, stranger: ApiClient) -> None:
    nobody = "01930000-0000-7000-8000-00000000ffff"
    for field, value, code in (
        ("evidence_ids", [nobody], "evidence_unknown"),
        ("contact_ids", [nobody], "contact_unknown"),
        ("debt_ids", [nobody], "debt_unknown"),
        ("claims", ["nothing"], "claim_unknown"),
    ):
        answer = filled.client.post(
            f"{filled.path}/evidence-bundles/preview", json=filled.scope(**{field: value})
        )
        assert answer.status_code == 422
        assert answer.json()["errors"] == [
            {**answer.json()["errors"][0], "pointer": f"/{field}/0", "code": code}
        ]
    foreign = stranger.post(f"{filled.path}/evidence-bundles/preview", json=filled.scope())
    assert foreign.status_code == 404


def test_a_bundle_has_an_end(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.call("one")
    filled.call("two")
    for name, pointer in (("MOST_CONTACTS", "/contact_ids"), ("MOST_FILES", "/evidence_ids")):
        with monkeypatch.context() as patch:
            patch.setattr(f"app.dossier.bundles.choosing.service.{name}", 1)
            answer = filled.client.post(
                f"{filled.path}/evidence-bundles/preview", json=filled.scope()
            )
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "bundle_too_large")


def test_linked_evidence_goes_in_by_itself_and_by_claim(filled: Filled) -> None:
    claim = "standard_terms_not_explained"
    made = filled.client.post(
        f"{filled.path}/evidence-checklists", json={"purpose": "litigation", "claims": [claim]}
    ).json()
    serving = next(item["code"] for item in made["items"] if item["elements"])
    other = next(item["code"] for item in made["items"] if not item["elements"])
    for code, item in ((serving, filled.evidence[1]), (other, filled.evidence[0])):
        linked = filled.client.put(
            f"{filled.path}/evidence-checklists/{made['id']}/items/{code}",
            json={"evidence_ids": [item]},
            headers={"If-Match": "*"},
        )
        assert linked.status_code == 200
    both = filled.preview(checklist_id=made["id"], evidence_ids=None)
    assert {one["entry_id"] for one in both["included"]} == set(filled.evidence[:2])
    one = filled.preview(checklist_id=made["id"], evidence_ids=None, claims=[claim])
    assert [each["entry_id"] for each in one["included"]] == [filled.evidence[1]]


def test_the_creditor_is_offered_contacts_about_their_debt_only(filled: Filled) -> None:
    body = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}
    debt = filled.client.post(f"{filled.path}/debts", json=body).json()["id"]
    about = filled.call("about", debt_ids=[debt])
    proven = filled.call("proven", evidence_ids=filled.evidence[:1])
    filled.call("other")

    def offered(**changes: Any) -> set[str]:
        found = filled.preview(**changes)["included"]
        return {one["entry_id"] for one in found if one["kind"] == "contact"}

    assert offered(profile="creditor") == {proven["id"]}
    assert offered(profile="creditor", debt_ids=[debt]) == {proven["id"], about["id"]}
    assert len(offered(profile="adviser")) == 3


def test_a_withdrawn_contact_goes_in_only_when_it_is_named(filled: Filled) -> None:
    contact = filled.call("twice")
    gone = filled.client.post(
        f"{filled.path}/contacts/{contact['id']}/withdrawals", json={"reason": "重复记录"}
    )
    assert gone.status_code == 201, gone.text
    assert contact["id"] not in {one["entry_id"] for one in filled.preview()["included"]}
    named = filled.preview(contact_ids=[contact["id"]])["included"]
    assert [one["kind"] for one in named][-2:] == ["contact", "withdrawal"]


def test_whoever_may_not_read_contacts_gets_no_bundle(
    filled: Filled, application: Any, runtime: Runtime, tenant_id: UUID
) -> None:
    key = make_key(runtime, tenant_id, "evidence:read", "evidence:write")
    with ApiClient(application, key) as half:
        answer = half.post(f"{filled.path}/evidence-bundles/preview", json=filled.scope())
    assert answer.status_code == 403
