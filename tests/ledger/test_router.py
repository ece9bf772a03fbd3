import base64
from uuid import UUID

import pytest

from app.core.crypto_signing import VerifyingKey
from app.ledger.checkpoint import verify_checkpoint
from app.ledger.merkle import EMPTY_ROOT, leaf_hash, root
from tests.client import ApiClient
from tests.contacts.bodies import CALL


def _record(client: ApiClient, case_id: UUID, times: int) -> None:
    for _ in range(times):
        assert client.post(f"/v1/cases/{case_id}/contacts", json=CALL).status_code == 201


def test_an_empty_ledger_has_a_signed_checkpoint(client: ApiClient, case_id: UUID) -> None:
    head = client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()
    assert head["size"] == 0
    assert head["root_hash"] == EMPTY_ROOT.hex()
    [key] = client.get("/v1/ledger/keys").json()["items"]
    checkpoint = verify_checkpoint(head["checkpoint"], [VerifyingKey.from_vkey(key["vkey"])])
    assert checkpoint.head.size == 0


def test_entries_hash_to_the_signed_root(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, 5)
    entries = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    assert [entry["sequence"] for entry in entries] == [1, 2, 3, 4, 5]
    hashes = [leaf_hash(base64.b64decode(entry["leaf_input"])) for entry in entries]
    assert [entry["entry_hash"] for entry in entries] == [each.hex() for each in hashes]
    previous = ["0" * 64, *(each.hex() for each in hashes[:-1])]
    assert [entry["previous_hash"] for entry in entries] == previous
    head = client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()
    assert head["size"] == 5
    assert head["root_hash"] == root(hashes).hex()


def test_pages_go_on_in_order(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, 5)
    path = f"/v1/cases/{case_id}/ledger/entries"
    page = client.get(path, params={"limit": 2})
    assert 'rel="next"' in page.headers["Link"]
    seen = [entry["sequence"] for entry in page.json()["items"]]
    while cursor := page.json()["next_cursor"]:
        page = client.get(path, params={"limit": 2, "cursor": cursor})
        seen += [entry["sequence"] for entry in page.json()["items"]]
    assert seen == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": 0, "to": 1}, "/query/from"),
        ({"from": 3, "to": 2}, "/query/from"),
        ({"from": 1, "to": 4}, "/query/to"),
        ({"to": 2}, "/query/from"),
    ],
)
def test_a_range_outside_the_ledger_is_refused(
    client: ApiClient, case_id: UUID, query: dict[str, int], pointer: str
) -> None:
    _record(client, case_id, 3)
    refused = client.get(f"/v1/cases/{case_id}/ledger/consistency", params=query)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_consistency_is_given_between_sizes(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, 3)
    path = f"/v1/cases/{case_id}/ledger/consistency"
    assert client.get(path, params={"from": 3, "to": 3}).json() == {
        "from": 3,
        "to": 3,
        "proof": [],
    }
    assert len(client.get(path, params={"from": 1, "to": 3}).json()["proof"]) == 2


def test_only_existing_entries_are_proven(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, 1)
    path = f"/v1/cases/{case_id}/ledger/entries"
    assert client.get(f"{path}/1/proof").json()["leaf_index"] == 0
    assert client.get(f"{path}/2/proof").status_code == 404
    assert client.get(f"{path}/0/proof").status_code == 422


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, 2)
    ledger = f"/v1/cases/{case_id}/ledger"
    for path in ("checkpoint", "entries", "entries/1/proof", "consistency?from=1&to=2"):
        assert stranger.get(f"{ledger}/{path}").status_code == 404
