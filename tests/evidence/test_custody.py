"""What the ledger says of a file: received, linked, replaced; reading leaves no entry there."""

from uuid import UUID

import pytest

from tests.client import ApiClient


def _kinds(client: ApiClient, case_id: UUID) -> list[str]:
    entries = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    return [entry["kind"] for entry in entries]


def _upload(client: ApiClient, case_id: UUID, content: bytes, **data: str) -> str:
    answer = client.post(
        f"/v1/cases/{case_id}/evidence-items", files={"file": ("a.txt", content)}, data=data
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_every_step_of_custody_is_one_entry(client: ApiClient, case_id: UUID) -> None:
    first = _upload(client, case_id, b"first")
    second = _upload(client, case_id, b"second", supersedes=first)
    made = client.post(f"/v1/cases/{case_id}/evidence-checklists", json={"purpose": "complaint"})
    item = f"{made.headers['Location']}/items/contract"
    for ids in ([first], [first, second], []):
        linked = client.put(item, json={"evidence_ids": ids}, headers={"If-Match": "*"})
        assert linked.status_code == 200
    kinds = _kinds(client, case_id)
    assert kinds[:2] == ["evidence_received"] * 2
    assert len(set(kinds[2:])) == 1
    assert len(kinds) == 5
    assert client.post(f"/v1/cases/{case_id}/ledger/verify").json()["valid"] is True


def test_reading_and_refusing_leave_the_ledger_as_it_was(client: ApiClient, case_id: UUID) -> None:
    item = _upload(client, case_id, b"text")
    before = _kinds(client, case_id)
    assert client.get(f"/v1/cases/{case_id}/evidence-items/{item}/content").content == b"text"
    assert client.get(f"/v1/cases/{case_id}/evidence-items/{item}").status_code == 200
    empty = client.post(f"/v1/cases/{case_id}/evidence-items", files={"file": ("a.txt", b"")})
    assert empty.status_code == 422
    assert _kinds(client, case_id) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_changes_or_takes_away_a_file(
    client: ApiClient, case_id: UUID, method: str
) -> None:
    path = f"/v1/cases/{case_id}/evidence-items/{_upload(client, case_id, b'text')}"
    for place in (path, f"{path}/content"):
        assert client.request(method, place, json={}).status_code == 405
    assert client.get(f"{path}/content").content == b"text"


def test_duplicates_are_linked_to_the_first_across_versions(
    client: ApiClient, case_id: UUID
) -> None:
    first = _upload(client, case_id, b"same")
    again = _upload(client, case_id, b"same", supersedes=first)
    third = _upload(client, case_id, b"same")
    path = f"/v1/cases/{case_id}/evidence-items"
    read = {one: client.get(f"{path}/{one}").json() for one in (first, again, third)}
    assert [read[one]["duplicates_of"] for one in read] == [None, first, first]
    assert read[first]["superseded_by"] == again
    assert len({one["sha256"] for one in read.values()}) == 1
    assert len({one["ledger_sequence"] for one in read.values()}) == 3


def test_a_download_cannot_act_in_a_browser(client: ApiClient, case_id: UUID) -> None:
    hostile = b"<html><script>alert(1)</script></html>"
    answer = client.get(
        f"/v1/cases/{case_id}/evidence-items/{_upload(client, case_id, hostile)}/content"
    )
    assert answer.content == hostile
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(hostile))
