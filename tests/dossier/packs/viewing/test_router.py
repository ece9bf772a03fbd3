"""Packs for creditors as the holder of the link sees them, without any key."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from fastapi import FastAPI

from app.core import clock
from app.core.config import Settings
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.documents.papers import HARDSHIP, PERSON, issue
from tests.dossier.bundles.filled import Filled
from tests.dossier.packs.conftest import Make, clerk, make, paper, path_of

__all__ = ["clerk", "make", "paper"]
ANY = {"If-Match": "*"}
NOBODY = "/v1/creditor-packs/view_" + "x" * 43
Paper = dict[str, Any]


def test_the_clerk_sees_the_papers_and_nothing_else(
    client: ApiClient, clerk: ApiClient, case_id: UUID, paper: Paper, make: Make
) -> None:
    pack = make(paper["id"])
    seen = clerk.get(path_of(pack))
    assert seen.status_code == 200
    shown = seen.json()
    assert set(shown) == {"creditor_name", "expires_at", "files", "notice"}
    [file] = shown["files"]
    assert (file["kind"], file["sha256"], file["title"]) == (
        "document",
        paper["sha256"],
        paper["title"],
    )
    private = (PERSON["full_name"], PERSON["id_number"], PERSON["phone"], "T-1", str(case_id))
    for secret in (*private, str(HARDSHIP["description"]), "figures", "findings"):
        assert secret not in seen.text
    content = clerk.get(file["path"])
    assert content.status_code == 200
    assert content.headers["Content-Type"] == "application/pdf"
    assert int(content.headers["Content-Length"]) == file["size"] == len(content.content)
    assert (
        content.content
        == client.get(f"/v1/cases/{case_id}/documents/{paper['id']}/content").content
    )
    assert content.headers["Cache-Control"] == "no-store"


def test_what_is_not_in_it_is_not_found(
    client: ApiClient, clerk: ApiClient, case_id: UUID, paper: Paper, make: Make
) -> None:
    other = issue(client, case_id, "hardship_statement", profile="private").json()["id"]
    for file_id in (other, str(uuid4())):
        assert clerk.get(f"{path_of(make(paper['id']))}/files/{file_id}").status_code == 404
    for unknown in (NOBODY, f"{NOBODY}/files/{paper['id']}"):
        assert clerk.get(unknown).json()["code"] == "not_found"
    assert clerk.get("/v1/creditor-packs/guess").status_code == 422


def test_a_link_of_another_kind_opens_nothing(
    client: ApiClient, clerk: ApiClient, case_id: UUID
) -> None:
    link = client.post(f"/v1/cases/{case_id}/calendar-links", json={}).json()["url"]
    secret = link.rsplit("/", 1)[1].removesuffix(".ics").replace("cal_", "view_")
    assert clerk.get(f"/v1/creditor-packs/{secret}").status_code == 404


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_revoked_link_says_calmly_that_it_ended(
    client: ApiClient, clerk: ApiClient, case_id: UUID, paper: Paper, make: Make, language: str
) -> None:
    pack = make(paper["id"])
    path = path_of(pack)
    assert clerk.get(path).status_code == 200
    own = f"/v1/cases/{case_id}/creditor-packs/{pack['id']}"
    assert client.delete(own, headers=ANY).status_code == 204
    for gone in (path, f"{path}/files/{paper['id']}"):
        answer = clerk.get(gone, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["code"]) == (410, "creditor_pack_gone")
        assert answer.json()["title"] in {"这个链接已经失效", "This link no longer works"}


def test_an_expired_link_says_so_too(clerk: ApiClient, paper: Paper, make: Make) -> None:
    ends = clock.now() + timedelta(hours=1)
    path = path_of(make(paper["id"], expires_at=ends.isoformat()))
    assert clerk.get(path).status_code == 200
    with time_machine.travel(ends, tick=False):
        assert clerk.get(path).status_code == 410


def test_an_erased_case_leaves_a_link_to_nothing(
    client: ApiClient, clerk: ApiClient, case_id: UUID, paper: Paper, make: Make
) -> None:
    path = path_of(make(paper["id"]))
    assert client.delete(f"/v1/cases/{case_id}", headers=ANY).status_code == 204
    assert clerk.get(path).status_code == 404


def test_each_look_is_in_the_audit_trail(
    client: ApiClient, clerk: ApiClient, case_id: UUID, paper: Paper, make: Make
) -> None:
    pack = make(paper["id"])
    clerk.get(path_of(pack))
    clerk.get(f"{path_of(pack)}/files/{paper['id']}")
    own = f"/v1/cases/{case_id}/creditor-packs/{pack['id']}"
    views = client.get(f"{own}/views").json()["items"]
    assert [(each["action"], each["object_type"], each["object_id"]) for each in views] == [
        ("creditor_pack_file_read", "document", paper["id"]),
        ("creditor_pack_opened", "creditor_pack", pack["id"]),
    ]
    audit = client.get("/v1/audit-events", params={"case_id": str(case_id)}).json()["items"]
    newest = [each["action"] for each in audit[:2]]
    assert newest == ["creditor_pack_file_read", "creditor_pack_opened"]
    assert {each["principal_id"] for each in audit[:2]} == {None}
    client.delete(own, headers=ANY)
    clerk.get(path_of(pack))
    assert len(client.get(f"{own}/views").json()["items"]) == 2


def test_a_bundle_made_for_a_creditor_can_be_in_it(
    client: ApiClient, clerk: ApiClient, case_id: UUID, runtime: Runtime, make: Make
) -> None:
    case = Filled(client, case_id)
    content = case.bundle(runtime, profile="creditor", evidence_ids=case.evidence[:1])
    for_adviser = case.bundle(runtime, profile="adviser", evidence_ids=case.evidence[:1])
    assert for_adviser
    made = client.get("/v1/operations").json()["items"]
    adviser_s, creditor_s = (each["id"] for each in made)
    body = {"creditor_name": "某银行", "bundle_ids": [adviser_s]}
    body["expires_at"] = "2099-12-31T23:59:59+08:00"
    refused = client.post(f"/v1/cases/{case_id}/creditor-packs", json=body)
    assert refused.json()["errors"][0]["code"] == "document_not_for_creditors"
    path = path_of(make(bundle_ids=[creditor_s]))
    [file] = clerk.get(path).json()["files"]
    assert (file["kind"], file["size"], file["sha256"]) == ("bundle", len(content), None)
    answer = clerk.get(file["path"])
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.content == content


@pytest.fixture
def tight(settings: Settings) -> Any:
    limits = {
        "rate_limit": "100/minute",
        "view_limit": "3/minute",
        "auth_failure_limit": "4/minute",
    }
    application: FastAPI = create_app(settings.model_copy(update=limits))
    yield application
    application.state.runtime.close()


def test_a_link_is_slowed_down_and_so_is_guessing(tight: FastAPI, paper: Paper, make: Make) -> None:
    first, second = (path_of(make(paper["id"])) for _ in range(2))
    with ApiClient(tight, None) as anybody:
        seen = [anybody.get(first) for _ in range(4)]
        assert [each.status_code for each in seen] == [200, 200, 200, 429]
        assert 1 <= int(seen[3].headers["Retry-After"]) <= 60
        assert anybody.get(second).status_code == 200
        guesses = [f"/v1/creditor-packs/view_{number:043d}" for number in range(6)]
        assert [anybody.get(each).status_code for each in guesses] == [404] * 4 + [429] * 2
