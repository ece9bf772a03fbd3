"""Others in the timeline: what they are told of it, and what it tells of them."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.wiring import Runtime
from tests.agencies.referrals.conftest import referred
from tests.agencies.test_router import recorded
from tests.client import ApiClient
from tests.dossier.timeline.asked import DEBT, LATER, made, told


@pytest.mark.parametrize(
    ("parts", "kinds"),
    [
        (["contacts"], {"contact", "follow_up"}),
        (["proposals", "budget"], {"proposal", "response", "agreement", "payment", "effort"}),
        (["evidence"], {"evidence"}),
        (["household", "debts", "plan"], set()),
    ],
)
def test_a_lawyer_is_told_what_was_granted(
    application: FastAPI,
    runtime: Runtime,
    client: ApiClient,
    tenant_id: UUID,
    root: str,
    debt_id: str,
    parts: list[str],
    kinds: set[str],
) -> None:
    wanted = ApiKeyCreate.model_validate({"name": "l", "scopes": ["all"], "granted_only": True})
    with runtime.database.write(tenant_id) as session:
        key, token = accounts.issue_key(session, wanted)
        key_id = str(key.id)
    lawyer = ApiClient(application, token)
    assert lawyer.get(f"{root}/timeline").status_code == 404
    asked = {"grantee": key_id, "role": "lawyer", "scope": parts, "expires_at": LATER}
    grant = client.post(f"{root}/grants", json=asked)
    assert {each["kind"] for each in told(lawyer, root)} == kinds
    rows = lawyer.get(f"{root}/timeline.csv").text.splitlines()
    assert len(rows) == 1 + len(told(lawyer, root))
    acts = client.get(f"{grant.headers['Location']}/acts").json()["items"]
    assert acts[0]["action"] == "any_part_read_by_lawyer"
    client.delete(grant.headers["Location"], headers={"If-Match": "*"})
    for path in ("timeline", "timeline.csv"):
        assert lawyer.get(f"{root}/{path}").status_code == 404


def test_nobody_else_sees_it(client: ApiClient, stranger: ApiClient, root: str) -> None:
    for path in ("timeline", "timeline.csv"):
        assert stranger.get(f"{root}/{path}").status_code == 404


def test_a_hold_stays_in_it_after_it_was_lifted(client: ApiClient, root: str) -> None:
    hold = client.post(f"{root}/legal-holds", json={"reason": "仲裁审理中"}).headers["Location"]
    client.delete(hold, headers={"If-Match": "*"})
    found = [(each["code"], each["text"]) for each in told(client, root, kind="legal_hold")]
    assert found == [("placed", "仲裁审理中"), ("lifted", "仲裁审理中")]


def test_what_others_were_let_see_is_in_it(client: ApiClient, root: str) -> None:
    key = client.get("/v1/api-keys").json()["items"][0]["id"]
    asked = {"grantee": key, "role": "adviser", "scope": ["debts", "plan"], "expires_at": LATER}
    grant = client.post(f"{root}/grants", json=asked).headers["Location"]
    client.patch(grant, json={"scope": ["debts"]}, headers={"If-Match": "*"})
    client.delete(grant, headers={"If-Match": "*"})
    found = told(client, root, kind="grant")
    assert [(each["code"], each["text"]) for each in found] == [
        ("made", "债务、路线和下一步"),
        ("changed", "债务"),
        ("revoked", None),
    ]
    assert {each["path"] for each in found} == {grant}


def test_a_referral_is_in_it_from_consent_to_end(
    client: ApiClient, case_id: UUID, root: str
) -> None:
    debt = str(made(client, f"{root}/debts", DEBT)["id"])
    more = {"debt_ids": [debt], "acknowledge": ["limitation"]}
    path = referred(client, case_id, recorded(client)["id"], "debts", **more)
    client.post(f"{path}/accept", json={"note": "周一联系您"})
    client.post(f"{path}/revoke", json={})
    found = told(client, root, kind="referral")
    assert [(each["code"], each["text"]) for each in found] == [
        ("consented", "协助协商"),
        ("accepted", "周一联系您"),
        ("revoked", None),
    ]
    assert {each["path"] for each in found} == {path}
    assert [each["debt_ids"] for each in found] == [[debt], [], []]
    assert found[0] in told(client, root, debt_id=debt)
