"""Packs for creditors over HTTP, from the owner's side."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import select

from app.accounts.models import TokenIndex
from app.core import clock
from app.core.tokens import token_hash
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.documents.papers import ORDER, issue
from tests.dossier.packs.conftest import Make, path_of, wanted
from tests.dossier.verification.conftest import tamper
from tests.dossier.verification.verdicts import verdict

__all__ = ["tamper"]
ANY = {"If-Match": "*"}
Paper = dict[str, Any]


def test_a_link_is_shown_once_and_only_its_hash_is_kept(
    client: ApiClient,
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    paper: Paper,
    make: Make,
) -> None:
    pack = make(paper["id"])
    secret = path_of(pack).rsplit("/", 1)[1]
    assert pack["url"].startswith("http://127.0.0.1/v1/creditor-packs/view_")
    assert (pack["status"], pack["document_ids"]) == ("open", [paper["id"]])
    shown = client.get(f"/v1/cases/{case_id}/creditor-packs/{pack['id']}").json()
    assert shown == {name: pack[name] for name in shown}
    assert "url" not in shown
    [listed] = client.get(f"/v1/cases/{case_id}/creditor-packs").json()["items"]
    assert listed == shown
    with runtime.database.read() as session:
        kept = session.scalars(select(TokenIndex).where(TokenIndex.tenant_id == tenant_id)).all()
    [link] = [each for each in kept if each.kind == "view"]
    assert link.token_hash == token_hash(secret)
    assert secret.encode() not in link.token_hash


def test_making_and_revoking_are_entries_that_verify(
    client: ApiClient, case_id: UUID, paper: Paper, make: Make
) -> None:
    before = verdict(client, case_id)["entries"]
    pack = make(paper["id"])
    assert pack["sequence"] == before + 1
    path = f"/v1/cases/{case_id}/creditor-packs/{pack['id']}"
    assert client.delete(path).status_code == 428
    for _ in range(2):
        assert client.delete(path, headers=ANY).status_code == 204
    assert verdict(client, case_id) == {"valid": True, "entries": before + 2, "first_bad": None}
    timeline = client.get(f"/v1/cases/{case_id}/timeline", params={"kind": "creditor_pack"})
    found = [(each["code"], each["text"], each["path"]) for each in timeline.json()["items"]]
    assert found == [("shared", "某银行", path), ("revoked", None, path)]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE creditor_packs SET expires_at = '2199-01-01 00:00:00'", "row_differs"),
        ("UPDATE creditor_packs SET revoked_at = NULL", "row_differs"),
        ("DELETE FROM creditor_packs", "row_missing"),
    ],
)
def test_a_pack_that_was_changed_is_found(
    client: ApiClient,
    case_id: UUID,
    paper: Paper,
    make: Make,
    tamper: Callable[..., None],
    statement: str,
    reason: str,
) -> None:
    pack = make(paper["id"])
    client.delete(f"/v1/cases/{case_id}/creditor-packs/{pack['id']}", headers=ANY)
    tamper(f"{statement} WHERE case_id = :case", case_id)
    assert verdict(client, case_id)["first_bad"]["reason"] == reason


def test_only_what_was_made_for_a_creditor_goes_into_it(
    client: ApiClient, case_id: UUID, paper: Paper
) -> None:
    path = f"/v1/cases/{case_id}/creditor-packs"
    private = issue(client, case_id, "case_summary", profile="private").json()["id"]
    refused = [
        (wanted(), "/document_ids", "pack_empty"),
        (wanted(paper["id"], private), "/document_ids/1", "document_not_for_creditors"),
        (wanted(str(uuid4())), "/document_ids/0", "document_unknown"),
        (wanted(bundle_ids=[str(uuid4())]), "/bundle_ids/0", "bundle_unknown"),
        (wanted(paper["id"], expires_at="2020-01-01T00:00:00Z"), "/expires_at", "expiry_past"),
    ]
    for body, pointer, code in refused:
        answer = client.post(path, json=body)
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code)
    assert client.get(path).json()["items"] == []


def test_a_paper_of_another_case_is_unknown(client: ApiClient, case_id: UUID, paper: Paper) -> None:
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    answer = client.post(f"/v1/cases/{other}/creditor-packs", json=wanted(paper["id"]))
    assert answer.json()["errors"][0]["code"] == "document_unknown"


def test_what_changed_since_a_paper_was_issued_stops_it(
    client: ApiClient, case_id: UUID, paper: Paper
) -> None:
    """A payment order asks for an objection, no plea; an old debt may be acknowledged by it."""
    path = f"/v1/cases/{case_id}/creditor-packs"
    for debt in client.get(f"/v1/cases/{case_id}/debts").json()["items"]:
        late = {"days_past_due": 1200}
        client.patch(f"/v1/cases/{case_id}/debts/{debt['id']}", json=late, headers=ANY)
    refused = client.post(path, json=wanted(paper["id"]))
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "limitation_warning_unacknowledged",
    )
    known = wanted(paper["id"], acknowledge=["limitation"])
    assert client.post(path, json=known).status_code == 201
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    refused = client.post(path, json=known)
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_order_pending")


def test_a_debt_somebody_else_made_is_not_pleaded_for(
    client: ApiClient, case_id: UUID, paper: Paper
) -> None:
    hardship = {"hardship": {"reason": "identity_misuse", "since": "2026-08-01"}}
    client.patch(f"/v1/cases/{case_id}", json=hardship, headers=ANY)
    refused = client.post(f"/v1/cases/{case_id}/creditor-packs", json=wanted(paper["id"]))
    assert (refused.status_code, refused.json()["code"]) == (409, "identity_misuse_disputed")


def test_a_paper_whose_sources_are_gone_is_held_against_all_debts(
    client: ApiClient, case_id: UUID, paper: Paper, make: Make
) -> None:
    [debt, *_] = client.get(f"/v1/cases/{case_id}/debts").json()["items"]
    name = {"creditor_name": debt["creditor_name"]}
    narrow = issue(client, case_id, "hardship_statement", profile="creditor", **name)
    assert narrow.status_code == 201, narrow.text
    renamed = {"creditor_name": "改了名的银行", "days_past_due": 1200}
    client.patch(f"/v1/cases/{case_id}/debts/{debt['id']}", json=renamed, headers=ANY)
    body = wanted(narrow.json()["id"])
    refused = client.post(f"/v1/cases/{case_id}/creditor-packs", json=body)
    assert refused.json()["code"] == "limitation_warning_unacknowledged"


def test_a_pack_ends_by_itself(client: ApiClient, case_id: UUID, paper: Paper, make: Make) -> None:
    ends = clock.now() + timedelta(hours=1)
    pack = make(paper["id"], expires_at=ends.isoformat())
    path = f"/v1/cases/{case_id}/creditor-packs/{pack['id']}"
    with time_machine.travel(ends, tick=False):
        assert client.get(path).json()["status"] == "expired"


def test_views_are_the_owner_s_to_see(
    client: ApiClient,
    application: FastAPI,
    runtime: Runtime,
    tenant_id: UUID,
    stranger: ApiClient,
    case_id: UUID,
    paper: Paper,
    make: Make,
) -> None:
    pack = make(paper["id"])
    path = f"/v1/cases/{case_id}/creditor-packs/{pack['id']}"
    assert client.get(f"{path}/views").json()["items"] == []
    for hidden in (path, f"{path}/views"):
        assert stranger.get(hidden).status_code == 404
    narrow = ApiClient(application, make_key(runtime, tenant_id, "documents:read"))
    assert narrow.get(path).status_code == 200
    assert narrow.delete(path, headers=ANY).status_code == 403


def test_a_pack_needs_an_idempotency_key(client: ApiClient, case_id: UUID, paper: Paper) -> None:
    path = f"/v1/cases/{case_id}/creditor-packs"
    body, bare = wanted(paper["id"]), {"Idempotency-Key": None}
    refused = client.request("POST", path, json=body, headers=bare)
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_required")


def test_an_access_token_makes_no_link_that_outlives_it(
    client: ApiClient, application: FastAPI, case_id: UUID, paper: Paper
) -> None:
    asked = {"scopes": ["documents:read", "documents:write"], "expires_in": 600}
    token = client.post(f"/v1/cases/{case_id}/access-tokens", json=asked).json()["token"]
    page = ApiClient(application, token)
    path = f"/v1/cases/{case_id}/creditor-packs"
    refused = page.post(path, json=wanted(paper["id"]))
    assert (refused.status_code, refused.json()["code"]) == (403, "token_of_one_case")
    assert page.get(path).status_code == 200
