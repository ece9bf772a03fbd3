"""Pages are stable, and a cursor is good for one list of one tenant only."""

import base64
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
import time_machine

from app.core.errors import BadRequest
from app.core.pagination import PageRequest, read_cursor
from tests.client import ApiClient


def _make(client: ApiClient, count: int) -> list[str]:
    return [
        client.post("/v1/cases", json={"client_reference": f"R-{number % 2}"}).json()["id"]
        for number in range(count)
    ]


def _walk(client: ApiClient, url: str) -> list[str]:
    seen: list[str] = []
    while url:
        answer = client.get(url)
        seen += [item["id"] for item in answer.json()["items"]]
        link = answer.headers.get("Link", "")
        assert bool(link) is (answer.json()["next_cursor"] is not None)
        assert not link or link.endswith('>; rel="next"')
        url = link.removeprefix("<").partition(">")[0]
    return seen


def test_every_row_is_seen_once_though_all_were_made_at_one_instant(client: ApiClient) -> None:
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=False):
        made = _make(client, 23)
    for limit in (1, 7, 23, 100):
        seen = _walk(client, f"/v1/cases?limit={limit}")
        assert sorted(seen) == sorted(made)
        assert seen == sorted(seen, reverse=True)


def test_rows_added_meanwhile_shift_nothing(client: ApiClient) -> None:
    made = _make(client, 6)
    first = client.get("/v1/cases", params={"limit": 3})
    _make(client, 2)
    second = client.get(first.headers["Link"][1:].partition(">")[0])
    seen = [item["id"] for page in (first, second) for item in page.json()["items"]]
    assert sorted(seen) == sorted(made)


def test_the_next_page_keeps_the_filter(client: ApiClient) -> None:
    made = _make(client, 10)
    assert sorted(_walk(client, "/v1/cases?limit=2&client_reference=R-1")) == sorted(made[1::2])


def _cursor(client: ApiClient) -> str:
    _make(client, 3)
    cursor: str = client.get("/v1/cases", params={"limit": 1}).json()["next_cursor"]
    return cursor


def test_an_altered_cursor_is_refused(client: ApiClient) -> None:
    cursor = _cursor(client)
    raw = bytearray(base64.urlsafe_b64decode(cursor))
    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= 1
        text = base64.urlsafe_b64encode(bytes(changed)).decode()
        answer = client.get("/v1/cases", params={"cursor": text})
        assert answer.status_code == 400
        assert answer.json()["code"] == "cursor_invalid"


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "中文", "A" * 44, "=" * 40])
def test_what_is_no_cursor_is_refused(client: ApiClient, cursor: str) -> None:
    assert client.get("/v1/cases", params={"cursor": cursor}).status_code == 400


def test_a_cursor_is_bound_to_filter_list_and_tenant(
    client: ApiClient, stranger: ApiClient
) -> None:
    cursor = _cursor(client)
    assert client.get("/v1/cases", params={"cursor": cursor}).status_code == 200
    other_filter = {"cursor": cursor, "status": "open"}
    assert client.get("/v1/cases", params=other_filter).status_code == 400
    assert client.get("/v1/api-keys", params={"cursor": cursor}).status_code == 400
    assert stranger.get("/v1/cases", params={"cursor": cursor}).status_code == 400


def test_a_page_request_makes_cursors_it_can_read() -> None:
    row = UUID("01930000-0000-7000-8000-000000000101")
    request = PageRequest(20, None, b"binding", "/v1/x", (("q", "花 呗"),))
    page = request.slice_of([1, 2], row)
    assert page.next_cursor is not None
    assert read_cursor(page.next_cursor, b"binding") == row
    assert page.next_link is not None
    path, _, query = page.next_link.partition("?")
    assert path == "/v1/x"
    assert parse_qsl(query) == [("q", "花 呗"), ("limit", "20"), ("cursor", page.next_cursor)]
    with pytest.raises(BadRequest):
        read_cursor(page.next_cursor, b"another")
    assert request.slice_of([1], None).next_link is None


def test_what_is_at_hand_is_paged_alike(client: ApiClient) -> None:
    url, seen = "/v1/legal/rules?limit=100", []
    while url:
        answer = client.get(url)
        seen += [rule["rule_id"] for rule in answer.json()["items"]]
        url = answer.headers.get("Link", "").removeprefix("<").partition(">")[0]
    assert seen == sorted(set(seen))
    assert len(seen) > 100
