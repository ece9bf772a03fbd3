import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from app.contacts.imports.router import EXAMPLE_FILE
from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER

OLD = {**CALL, "occurred_at": "2026-09-03T10:20:00+08:00", "promises": []}


def _import(client: ApiClient, case_id: UUID, content: bytes | list[Any] | str) -> Response:
    if isinstance(content, list):
        content = json.dumps(content)
    file = ("记录.csv", content)
    return client.post(f"/v1/cases/{case_id}/contact-imports", files={"file": file})


def _contacts(client: ApiClient, case_id: UUID) -> list[dict[str, Any]]:
    return list(client.get(f"/v1/cases/{case_id}/contacts").json()["items"])


def test_old_records_are_marked_as_recorded_later(client: ApiClient, case_id: UUID) -> None:
    done = _import(client, case_id, EXAMPLE_FILE)
    assert done.status_code == 201
    body = done.json()
    assert (body["rows"], body["recorded"], body["duplicates"]) == (2, 2, 0)
    assert body["first_at"] == "2026-09-03T10:20:00+08:00"
    newest, oldest = _contacts(client, case_id)
    assert [oldest["id"], newest["id"]] == body["contact_ids"]
    for contact in (newest, oldest):
        assert contact["source"] == "imported"
        assert contact["recorded_late"] is True
        assert contact["recorded_at"] > contact["occurred_at"]
    assert oldest["occurred_at"] == "2026-09-03T10:20:00+08:00"
    assert oldest["counterpart"]["organisation"] == "某银行信用卡中心"
    verdict = client.post(f"/v1/cases/{case_id}/ledger/verify").json()
    assert (verdict["valid"], verdict["entries"]) == (True, 2)


def test_a_record_of_today_is_marked_too_when_it_was_imported(
    client: ApiClient, case_id: UUID
) -> None:
    now = client.post(f"/v1/cases/{case_id}/contacts", json=OLD).json()["recorded_at"]
    recent = {"occurred_at": now.replace("Z", "+00:00"), "channel": "phone"}
    assert _import(client, case_id, [recent]).status_code == 201
    assert _contacts(client, case_id)[0]["recorded_late"] is True


def test_no_row_is_recorded_twice(client: ApiClient, case_id: UUID) -> None:
    other = {**OLD, "summary": "再次申请"}
    first = _import(client, case_id, [OLD, OLD, other])
    assert first.json()["recorded"] == 3
    again = _import(client, case_id, [OLD, OLD, other]).json()
    assert (again["recorded"], again["duplicate_rows"]) == (0, [1, 2, 3])
    assert (again["contact_ids"], again["first_at"], again["last_at"]) == ([], None, None)
    more = _import(client, case_id, [LETTER, other, OLD, OLD, OLD]).json()
    assert (more["recorded"], more["duplicate_rows"]) == (2, [2, 3, 4])
    assert len(_contacts(client, case_id)) == 5


def test_the_same_request_gives_the_same_answer(client: ApiClient, case_id: UUID) -> None:
    path, file = f"/v1/cases/{case_id}/contact-imports", {"file": ("a.csv", EXAMPLE_FILE)}
    first, again = (
        client.post(path, files=file, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert again.content == first.content
    missing = client.request("POST", path, files=file, headers={"Idempotency-Key": None})
    assert missing.status_code == 400


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        ("", [("", "import_unreadable")]),
        (
            "时间,渠道,结果\n2026-09-03 10:20,电话,拒绝\n昨天,电话,拒绝\n2026-09-04 10:20,电报,好",
            [("/rows/3/channel", "not_in_list"), ("/rows/3/outcome", "not_in_list")],
        ),
        ([OLD, {**OLD, "channel": "telegraph"}], [("/rows/2/channel", "not_in_list")]),
        ([OLD, {**OLD, "mood": "x"}], [("/rows/2", "unknown_field")]),
        (
            ["昨天打过电话", {**OLD, "channel": "telegraph"}],
            [("/rows/1", "malformed"), ("/rows/2/channel", "not_in_list")],
        ),
        ([{**OLD, "debt_ids": [str(uuid4())]}], [("/rows/1/debt_ids/0", "debt_unknown")]),
        (
            [OLD, {**OLD, "evidence_ids": [str(uuid4())]}],
            [("/rows/2/evidence_ids/0", "evidence_unknown")],
        ),
        (
            [OLD, {**OLD, "complaint_channel": "nobody"}],
            [("/rows/2/complaint_channel", "complaint_channel_unknown")],
        ),
    ],
)
def test_all_rows_or_none(
    client: ApiClient, case_id: UUID, content: str | list[Any], errors: list[tuple[str, str]]
) -> None:
    refused = _import(client, case_id, content)
    assert refused.status_code == 422
    found = [(error["pointer"], error["code"]) for error in refused.json()["errors"]]
    assert set(errors) <= set(found)
    assert "电报" not in refused.text
    assert "telegraph" not in refused.text
    assert _contacts(client, case_id) == []
    assert client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()["size"] == 0


def test_every_wrong_row_is_named_up_to_a_hundred(client: ApiClient, case_id: UUID) -> None:
    refused = _import(client, case_id, [{"channel": "phone"}] * 150).json()
    assert len(refused["errors"]) == 100
    assert refused["errors"][41]["pointer"] == "/rows/42/occurred_at"
    assert refused["errors"][41]["code"] == "required"


def test_old_records_open_nothing_that_is_past(client: ApiClient, case_id: UUID) -> None:
    old = {**LETTER, "occurred_at": "2020-01-01T10:00:00+08:00"}
    promise = {"by": "creditor", "what": "回电", "due_on": "2020-01-03"}
    coming = {"by": "debtor", "what": "寄流水", "due_on": "2099-01-01"}
    complaint = {**old, "channel": "complaint_portal"}
    _import(client, case_id, [{**old, "promises": [promise, coming]}, complaint])
    due = client.get(f"/v1/cases/{case_id}/follow-ups").json()["items"]
    assert [each["what"] for each in due] == ["寄流水"]


def test_what_was_imported_is_found(client: ApiClient, case_id: UUID) -> None:
    _import(client, case_id, EXAMPLE_FILE)
    found = client.get(
        f"/v1/cases/{case_id}/contacts",
        params={"q": "还最低还款", "creditor_name": "某银行信用卡中心"},
    ).json()["items"]
    assert [contact["outcome"] for contact in found] == ["pressure"]


def test_strangers_import_nothing(stranger: ApiClient, case_id: UUID) -> None:
    assert _import(stranger, case_id, EXAMPLE_FILE).status_code == 404
    assert _import(stranger, case_id, "").status_code == 404
