"""Search against a plain scan of everything that was written."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import func, select

from app.cases import service as cases
from app.contacts.index import repository
from app.contacts.index import service as index
from app.contacts.index.repository import Place
from app.contacts.models import FreshTokens, SearchToken
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER

WORDS = ["分期", "投诉", "催收", "利率", "不同意", "已转委外", "银行", "证明", "，", "。", "a1"]
START = datetime(2026, 10, 1, 9, tzinfo=UTC)


def _path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/contacts"


def _found(client: ApiClient, case_id: UUID, **query: Any) -> list[str]:
    """The ids of every page, in order."""
    page = client.get(_path(case_id), params=query).json()
    ids = [item["id"] for item in page["items"]]
    while page["next_cursor"]:
        page = client.get(_path(case_id), params={**query, "cursor": page["next_cursor"]}).json()
        ids += [item["id"] for item in page["items"]]
    return ids


def _rows(runtime: Runtime, tenant_id: UUID, model: type[FreshTokens | SearchToken]) -> int:
    counting = select(func.count()).where(model.tenant_id == tenant_id)
    with runtime.database.read(tenant_id) as session:
        return session.scalars(counting).one()


@pytest.fixture(params=[1, 2000, 10**6], ids=["all folded", "some fresh", "all fresh"])
def folded_from(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """From how many bytes on tokens are folded: at once, now and then, never."""
    size = int(request.param)
    _fold_from(monkeypatch, size)
    return size


def _fold_from(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(index, "FOLDED_FROM", size)
    monkeypatch.setattr(index, "FOLDED_APART", 0)


def test_cases_written_in_step_are_folded_at_moments_of_their_own() -> None:
    bounds = [index.folded_from(UUID(int=number)) for number in range(512)]
    assert (min(bounds), max(bounds)) == (12_288, 20_448)
    assert len(set(bounds)) == 256
    assert bounds[:256] == bounds[256:]  # by the last byte, which is random


@pytest.fixture
def written(client: ApiClient, case_id: UUID, folded_from: int) -> list[dict[str, Any]]:
    """Forty contacts of made-up words, recorded in another order than they occurred."""
    chance, made = np.random.default_rng(5), []
    for number in range(40):
        occurred = START + timedelta(hours=int(chance.integers(200)))
        body = {
            "occurred_at": occurred.isoformat(),
            "channel": str(chance.choice(["phone", "letter", "sms"])),
            "direction": str(chance.choice(["inbound", "outbound"])),
            "outcome": ["refused", "no_answer", None][int(chance.integers(3))],
            "summary": "".join(chance.choice(WORDS, 6)) + str(number % 3),
        }
        made.append(client.post(_path(case_id), json=body).json())
    return made


def _newest_first(contacts: list[dict[str, Any]]) -> list[str]:
    def place(contact: dict[str, Any]) -> tuple[datetime, int]:
        return datetime.fromisoformat(contact["occurred_at"]), contact["sequence"]

    return [contact["id"] for contact in sorted(contacts, key=place, reverse=True)]


def test_every_search_gives_what_a_scan_gives(
    client: ApiClient, case_id: UUID, written: list[dict[str, Any]]
) -> None:
    chance = np.random.default_rng(7)
    for _ in range(40):
        text = written[int(chance.integers(len(written)))]["summary"]
        start = int(chance.integers(len(text) - 2))
        wanted = text[start : start + int(chance.integers(2, 9))]
        expected = [contact for contact in written if wanted in contact["summary"]]
        assert _found(client, case_id, q=wanted, limit=7) == _newest_first(expected), wanted
    assert _found(client, case_id, q="收投") == _newest_first(
        [contact for contact in written if "收投" in contact["summary"]]
    )
    assert _found(client, case_id, q="从没写过") == []
    assert _found(client, case_id, limit=9) == _newest_first(written)


@pytest.mark.parametrize(
    "wanted",
    [
        {"channel": "sms"},
        {"direction": "inbound", "outcome": "refused"},
        {"channel": "phone", "q": "银行"},
    ],
)
def test_filters_narrow_the_search(
    client: ApiClient, case_id: UUID, written: list[dict[str, Any]], wanted: dict[str, str]
) -> None:
    facts = {name: value for name, value in wanted.items() if name != "q"}
    expected = [
        contact
        for contact in written
        if facts.items() <= contact.items() and wanted.get("q", "") in contact["summary"]
    ]
    assert _found(client, case_id, **wanted, limit=5) == _newest_first(expected)


def test_days_narrow_a_search(
    client: ApiClient, case_id: UUID, written: list[dict[str, Any]]
) -> None:
    found = _found(client, case_id, **{"from": "2026-10-03", "to": "2026-10-04", "q": "投诉"})
    shanghai = timedelta(hours=8)
    expected = [
        contact
        for contact in written
        if "投诉" in contact["summary"]
        and (datetime.fromisoformat(contact["occurred_at"]) + shanghai).day in {3, 4}
    ]
    assert found == _newest_first(expected)


def _debt(client: ApiClient, case_id: UUID, **names: str) -> str:
    body = {"creditor_name": "某网络小贷", "creditor_type": "microloan_company", **names}
    answer = client.post(
        f"/v1/cases/{case_id}/debts",
        json={**body, "product_type": "cash_loan", "principal_outstanding": "1000.00"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_creditor_is_found_by_debt_platform_and_name(
    client: ApiClient, case_id: UUID, folded_from: int
) -> None:
    debt = _debt(client, case_id, platform_name="某支付平台")
    by_debt = client.post(_path(case_id), json={**LETTER, "debt_ids": [debt]}).json()
    spoken = {**CALL, "counterpart": {"organisation": "某支付平台"}, "debt_ids": [debt]}
    by_both = client.post(_path(case_id), json=spoken).json()
    by_name = client.post(
        _path(case_id), json={**CALL, "counterpart": {"organisation": "某网络小贷"}}
    ).json()
    other = client.post(_path(case_id), json=CALL)
    ids = {each["id"] for each in (by_debt, by_both, by_name)}
    assert set(_found(client, case_id, creditor_name="某网络小贷")) == ids
    platform = _found(client, case_id, creditor_name="某支付平台", limit=1)
    assert platform == [by_debt["id"], by_both["id"]]
    assert _found(client, case_id, debt_id=debt) == platform
    assert _found(client, case_id, creditor_name="某支付平台", q="书面") == [by_debt["id"]]
    changes = {"reason": "补上债务", "changes": {"debt_ids": [debt]}}
    client.post(f"{other.headers['Location']}/corrections", json=changes)
    assert other.json()["id"] in _found(client, case_id, debt_id=debt)


def test_what_was_written_before_a_rotation_is_found_after_it(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    before = client.post(_path(case_id), json=CALL).json()["id"]
    with runtime.database.write(tenant_id) as session:
        cases.rotate_case_key(session, case_id)
    after = client.post(_path(case_id), json=CALL).json()["id"]
    assert _found(client, case_id, q="分期") == [after, before]


def test_one_case_never_meets_another(client: ApiClient, case_id: UUID) -> None:
    other = UUID(client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"])
    client.post(_path(case_id), json=CALL)
    assert _found(client, other, q="分期") == []
    assert _found(client, other, channel="phone") == []


def test_no_word_stands_in_the_index_and_erasing_empties_it(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    client.post(_path(case_id), json=CALL)
    with runtime.database.write(tenant_id) as session:
        repository.fold(session, case_id)
    client.post(_path(case_id), json=CALL)
    assert _rows(runtime, tenant_id, SearchToken) > 10
    assert _rows(runtime, tenant_id, FreshTokens) == 1
    client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert _rows(runtime, tenant_id, SearchToken) == _rows(runtime, tenant_id, FreshTokens) == 0


def test_tokens_of_new_contacts_wait_until_there_are_many(
    client: ApiClient,
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = []
    _fold_from(monkeypatch, 3000)
    for _ in range(30):
        client.post(_path(case_id), json=CALL)
        waiting.append(_rows(runtime, tenant_id, FreshTokens))
    assert waiting[:3] == [1, 2, 3]
    assert 5 < max(waiting) < 20
    assert waiting.count(0) >= 1
    assert _rows(runtime, tenant_id, SearchToken) > 100


@pytest.mark.parametrize("is_folded", [True, False])
def test_a_contact_is_found_by_the_facts_of_it_and_the_words_of_a_correction(
    client: ApiClient,
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_folded: bool,
) -> None:
    """A filter and a word from two entries on one contact, wherever their tokens stand."""
    _fold_from(monkeypatch, 1 if is_folded else 10**6)
    created = client.post(_path(case_id), json=LETTER)
    change = {"reason": "听了录音", "changes": {"summary": "须先提供失业证明"}}
    client.post(f"{created.headers['Location']}/corrections", json=change)
    wanted = {"channel": LETTER["channel"], "q": "失业证明"}
    assert _found(client, case_id, **wanted) == [created.json()["id"]]
    with runtime.database.write(tenant_id) as session:
        repository.fold(session, case_id)
    assert _found(client, case_id, **wanted) == [created.json()["id"]]
    client.post(f"{created.headers['Location']}/withdrawals", json={"reason": "重复记录"})
    assert _found(client, case_id, q="重复") == [created.json()["id"]]


def test_to_add_the_same_tokens_again_changes_nothing(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    made = client.post(_path(case_id), json=CALL).json()
    place = Place(datetime.fromisoformat(made["occurred_at"]), made["sequence"])
    with runtime.database.write(tenant_id) as session:
        [before] = repository.fresh(session, case_id)
        repository.add_tokens(session, case_id, place, before.tokens[:2])
        assert repository.fresh(session, case_id) == [before]
        repository.fold(session, case_id)
        repository.add_tokens(session, case_id, place, before.tokens[:2])
        repository.fold(session, case_id)
    assert _rows(runtime, tenant_id, SearchToken) == len(before.tokens)


def test_what_is_folded_while_one_reads_is_shown_once(
    client: ApiClient,
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when another transaction folds between the two looks of a search on PostgreSQL."""
    made = client.post(_path(case_id), json=CALL).json()
    with runtime.database.read(tenant_id) as session:
        fresh = repository.fresh(session, case_id)
    with runtime.database.write(tenant_id) as session:
        repository.fold(session, case_id)
    monkeypatch.setattr(repository, "fresh", lambda *_given: fresh)
    assert _found(client, case_id, q="分期") == [made["id"]]


def test_batches_grow_until_everything_was_read(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "LARGEST_BATCH", 3)
    body = {**CALL, "summary": "投诉后转催收"}
    ids = [client.post(_path(case_id), json=body).json()["id"] for _ in range(8)]
    found = client.get(_path(case_id), params={"q": "投催", "limit": 2})
    assert found.json()["items"] == []
    assert _found(client, case_id, q="诉后转", limit=2) == ids[::-1]
