"""Claims over HTTP: made, changed, listed, taken off, sealed, told to nobody else."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.claims import repository
from app.wiring import Runtime
from tests.claims.bodies import CLAIM, upload
from tests.client import ApiClient


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/claims"


def test_only_the_code_is_needed(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    assert made.status_code == 201
    read = client.get(made.headers["Location"])
    assert read.json() == made.json()
    assert read.headers["ETag"] == made.headers["ETag"]
    built = made.json()
    assert (built["strength"], built["status"], built["readiness"]) == (3, "considered", "gaps")
    assert [each["standing"] for each in built["elements"]] == ["open", "open"]
    assert [item["code"] for item in built["elements"][0]["items"] if item["needed"]] == [
        "contract",
        "disbursement_record",
    ]
    assert built["disputed"] is None
    assert built["fees"] == []
    [clock] = built["clocks"]
    assert (clock["last_day"], clock["missing"]) == (None, ["known_on"])
    assert clock["notes"]
    assert "places_missing" in [each["code"] for each in built["court"]["warnings"]]
    assert {each["rule_id"] for each in built["citations"]} >= {"CC-670", "FEE-13"}


def test_it_changes_against_the_version_read(client: ApiClient, path: str) -> None:
    made = client.post(path, json={**CLAIM, "note": "先核对"})
    place, tag = made.headers["Location"], made.headers["ETag"]
    assert client.patch(place, json={"status": "lost"}).status_code == 428
    body = {"status": "lost", "decided_on": "2026-11-20", "lessons": "要更早保存签约页面"}
    changed = client.patch(place, json=body, headers={"If-Match": tag})
    assert changed.status_code == 200
    lost = changed.json()
    assert (lost["status"], lost["lessons"], lost["note"]) == ("lost", body["lessons"], "先核对")
    assert lost["version"] == made.json()["version"] + 1
    assert client.patch(place, json=body, headers={"If-Match": tag}).status_code == 412
    emptied = client.patch(place, json={"note": None}, headers={"If-Match": "*"})
    assert emptied.json()["note"] is None


def test_a_reader_who_holds_it_is_told_when_the_case_changed(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    made = client.post(path, json=CLAIM)
    place, held = made.headers["Location"], {"If-None-Match": made.headers["ETag"]}
    assert client.get(place, headers=held).status_code == 304
    upload(client, case_id, "disbursement_record")
    assert client.get(place, headers=held).status_code == 200


def test_lists_are_by_status_and_newest_first(client: ApiClient, path: str) -> None:
    first = client.post(path, json=CLAIM).json()["id"]
    second = client.post(path, json={"code": "fraud", "status": "filed"}).json()["id"]
    assert [each["id"] for each in client.get(path).json()["items"]] == [second, first]
    filed = client.get(path, params={"status": "filed"}).json()["items"]
    assert [(each["id"], each["code"]) for each in filed] == [(second, "fraud")]


def test_it_can_be_taken_off(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    place = made.headers["Location"]
    assert client.delete(place).status_code == 428
    assert client.delete(place, headers={"If-Match": made.headers["ETag"]}).status_code == 204
    assert client.get(place).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"code": "no_such_claim"}, "/code", "claim_unknown"),
        ({**CLAIM, "debt_ids": [str(uuid4())]}, "/debt_ids/0", "debt_unknown"),
        ({**CLAIM, "answers": [{"element": "act"}]}, "/answers/0/element", "element_unknown"),
        ({**CLAIM, "known_on": "9500-01-01"}, "/known_on", "day_out_of_reach"),
        (
            {**CLAIM, "assumptions": {"payout_share_low": "0.9", "payout_share_high": "0.1"}},
            "/assumptions/payout_share_low",
            "low_above_high",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(
    client: ApiClient, path: str, body: dict[str, Any], pointer: str, code: str
) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_change_is_checked_like_a_new_one(client: ApiClient, path: str) -> None:
    place = client.post(path, json=CLAIM).headers["Location"]
    for body, pointer in (
        ({"status": None}, "/status"),
        ({"answers": [{"element": "act"}]}, "/answers/0/element"),
        ({"debt_ids": [str(uuid4())]}, "/debt_ids/0"),
    ):
        refused = client.patch(place, json=body, headers={"If-Match": "*"})
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    assert stranger.get(path).status_code == 404
    assert stranger.get(made.headers["Location"]).status_code == 404
    assert stranger.post(path, json=CLAIM).status_code == 404


def test_a_case_reads_only_its_own(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM)
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    claim_id = made.json()["id"]
    assert client.get(f"/v1/cases/{other}/claims/{claim_id}").status_code == 404


def test_it_speaks_english(client: ApiClient, path: str) -> None:
    made = client.post(path, json=CLAIM, headers={"Accept-Language": "en"}).json()
    assert "does not say that you would win" in made["notice"]
    assert made["elements"][0]["question"].startswith("Did less arrive")


def test_words_are_sealed_and_erased(
    client: ApiClient, path: str, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    client.post(path, json={**CLAIM, "note": "秘密", "lessons": "秘密"})
    with runtime.database.read(tenant_id) as session:
        [row] = repository.all_claims(session, case_id)
        assert "秘密".encode() not in row.sealed
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    with runtime.database.read(tenant_id) as session:
        assert repository.all_claims(session, case_id) == []
