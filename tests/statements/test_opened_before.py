"""Rows are opened before the writer's turn; what comes out is the same as within it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from app.core.auth import Principal
from app.core.conditional import Precondition
from app.statements import repository, service
from app.statements.corrections import service as corrections
from app.statements.corrections.schemas import CategoryCorrectionCreate
from app.statements.known_rows import service as known_rows
from app.statements.schemas import StatementImportRead
from app.wiring import Runtime
from tests.client import ApiClient
from tests.statements.case_files import ALIPAY, BANK, FILES, month, upload, wallet_row
from tests.statements.samples import alipay

TRANSFER = {"counterparty": "张房东", "direction": "expense", "kind": "transfer"}
WANTED = CategoryCorrectionCreate.model_validate(TRANSFER)
ANY_VERSION = Precondition("*")


@pytest.fixture
def other_case_id(client: ApiClient) -> UUID:
    """A second case of the tenant."""
    return UUID(client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"])


@contextmanager
def nothing_opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rows of an import cannot be read as a whole."""
    with monkeypatch.context() as patched:
        patched.setattr(repository, "all_rows", lambda *_: pytest.fail("opened in the turn"))
        yield


def standing(client: ApiClient, case_id: UUID) -> Mapping[Any, Any]:
    """What every import of the case comes to, and how each of its rows counts."""
    root = f"/v1/cases/{case_id}/statement-imports"
    found = {}
    for each in client.get(root).json()["items"]:
        rows = client.get(f"{root}/{each['id']}/transactions").json()["items"]
        counted = sorted((row["line"], row["kind"], row["counted"]) for row in rows)
        found[each["institution"], each["period"]["first"]] = (
            *(each["counted"], each["counted_rows"], each["explained"]),
            counted,
        )
    return found


def imported(
    runtime: Runtime, principal: Principal, case_id: UUID, content: bytes, *, beforehand: bool
) -> StatementImportRead:
    statement = service.read_statement(content, "a.csv", None)
    beside = None
    if beforehand:
        with runtime.database.read(principal.tenant_id) as session:
            beside = service.open_beside(session, case_id, statement)
    with runtime.database.write(principal.tenant_id) as session:
        return service.import_statement(session, principal, case_id, statement, beside)


@pytest.mark.parametrize("last", list(FILES))
def test_an_import_comes_out_the_same_either_way(
    client: ApiClient,
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    other_case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
    last: str,
) -> None:
    for case in (case_id, other_case_id):
        for name in FILES.keys() - {last}:
            upload(client, case, FILES[name])
    imported(runtime, principal, case_id, FILES[last], beforehand=False)
    statement = service.read_statement(FILES[last], "a.csv", None)
    with runtime.database.read(principal.tenant_id) as session:
        beside = service.open_beside(session, other_case_id, statement)
    assert beside.rows
    with (
        nothing_opened(monkeypatch),
        runtime.database.write(principal.tenant_id) as session,
    ):
        service.import_statement(session, principal, other_case_id, statement, beside)
    assert standing(client, case_id) == standing(client, other_case_id)


def test_a_refund_in_a_later_file_settles_rows_opened_before(
    client: ApiClient,
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    other_case_id: UUID,
) -> None:
    bought = wallet_row("2026-03-10", "文具店", "30.00", "余额", "20260310001", what="本子")
    told = wallet_row("2026-03-10", "文具店", "30.00(已退款10.00)", "余额", "20260310001")
    back = wallet_row("2026-03-12", "文具店", "10.00", "余额", "20260310001_1", kind="退款",
                      side="不计收支", what="退款-本子", status="退款成功")  # fmt: skip
    for case, beforehand in ((case_id, False), (other_case_id, True)):
        for rows in ([bought], [back], [told, back]):
            imported(runtime, principal, case, alipay(rows=rows), beforehand=beforehand)
    assert standing(client, case_id) == standing(client, other_case_id)
    weights = [row[2] for each in standing(client, case_id).values() for row in each[-1]]
    assert sorted(weights) == ["0.00", "20.00"]


@pytest.mark.parametrize("gone", list(FILES))
def test_a_deletion_comes_out_the_same_either_way(
    client: ApiClient,
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    other_case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
    gone: str,
) -> None:
    made = {
        case: {name: UUID(upload(client, case, FILES[name])["id"]) for name in FILES}
        for case in (case_id, other_case_id)
    }
    with runtime.database.write(principal.tenant_id) as session:
        service.delete_import(session, principal, case_id, made[case_id][gone], ANY_VERSION)
    import_id = made[other_case_id][gone]
    with runtime.database.read(principal.tenant_id) as session:
        others = service.open_without(session, other_case_id, import_id)
    assert import_id not in others.rows
    with (
        nothing_opened(monkeypatch),
        runtime.database.write(principal.tenant_id) as session,
    ):
        service.delete_import(session, principal, other_case_id, import_id, ANY_VERSION, others)
    assert standing(client, case_id) == standing(client, other_case_id)
    assert len(standing(client, case_id)) == 2


def test_what_changed_meanwhile_is_opened_anew(
    client: ApiClient, runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    bank = UUID(upload(client, case_id, BANK)["id"])
    statement = service.read_statement(ALIPAY, "a.csv", None)
    with runtime.database.read(principal.tenant_id) as session:
        beside = service.open_beside(session, case_id, statement)
    assert list(beside.rows) == [bank]
    upload(client, case_id, FILES["card"])
    with runtime.database.write(principal.tenant_id) as session:
        assert beside.if_true(session, case_id) == {}
        service.import_statement(session, principal, case_id, statement, beside)
    counted = {name: each[0] for name, each in standing(client, case_id).items()}
    assert sum(float(sums[0]["expense"]) for sums in counted.values() if sums) == 353.5


def test_only_what_may_matter_is_opened(
    client: ApiClient, runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    far = UUID(upload(client, case_id, BANK.replace(b"2026-03", b"2020-03"))["id"])
    near = UUID(upload(client, case_id, BANK)["id"])
    own = UUID(upload(client, case_id, month(1))["id"])
    statement = service.read_statement(ALIPAY, "a.csv", None)
    with runtime.database.read(principal.tenant_id) as session:
        assert service.open_beside(session, case_id, statement).rows.keys() == {near, own}
        assert service.open_without(session, case_id, far).rows.keys() == {near}


def test_a_correction_is_counted_before_the_turn(
    client: ApiClient,
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload(client, case_id, month(1))
    plain = standing(client, case_id)
    with runtime.database.read(principal.tenant_id) as session:
        before = corrections.count_with(session, case_id, WANTED)
    with (
        nothing_opened(monkeypatch),
        runtime.database.write(principal.tenant_id) as session,
    ):
        made = corrections.remember(session, principal, case_id, WANTED, before)
    [(sums, *_)] = standing(client, case_id).values()
    assert (sums[0]["expense"], sums[0]["transfers"]) == ("30.00", "1800.00")
    with runtime.database.read(principal.tenant_id) as session:
        without = corrections.count_without(session, case_id, made.id)
    with (
        nothing_opened(monkeypatch),
        runtime.database.write(principal.tenant_id) as session,
    ):
        corrections.forget(session, principal, case_id, made.id, ANY_VERSION, without)
    assert standing(client, case_id) == plain


def test_a_correction_is_counted_anew_if_a_file_came_meanwhile(
    client: ApiClient, runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    upload(client, case_id, month(1))
    with runtime.database.read(principal.tenant_id) as session:
        before = corrections.count_with(session, case_id, WANTED)
    upload(client, case_id, month(2))
    with runtime.database.write(principal.tenant_id) as session:
        corrections.remember(session, principal, case_id, WANTED, before)
    shown = [sums[0]["transfers"] for sums, *_ in standing(client, case_id).values()]
    assert shown == ["1800.00", "1800.00"]


def test_endpoints_hand_over_what_was_opened_before(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    is_true = known_rows.OpenedBefore.if_true

    def noted(before: known_rows.OpenedBefore, session: Any, case: UUID) -> known_rows.Opened:
        found = is_true(before, session, case)
        asked.append(found == before.rows)
        return found

    monkeypatch.setattr(known_rows.OpenedBefore, "if_true", noted)
    upload(client, case_id, BANK)
    made = upload(client, case_id, ALIPAY)
    path = f"/v1/cases/{case_id}/statement-imports/{made['id']}"
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert asked == [True, True, True]


@pytest.mark.parametrize("wanted", [{**TRANSFER, "kind": "borrowing"}, {"direction": "expense"}])
def test_bad_corrections_are_refused_before_anything_is_opened(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, str]
) -> None:
    upload(client, case_id, month(1))
    with nothing_opened(monkeypatch):
        answer = client.post(f"/v1/cases/{case_id}/category-corrections", json=wanted)
    assert answer.status_code == 422


def test_foreign_rows_are_not_opened(
    client: ApiClient, stranger: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = upload(client, case_id, month(1))
    root = f"/v1/cases/{case_id}"
    with nothing_opened(monkeypatch):
        for answer in (
            stranger.delete(f"{root}/statement-imports/{made['id']}", headers={"If-Match": "*"}),
            stranger.post(f"{root}/category-corrections", json=TRANSFER),
            stranger.post(f"{root}/statement-imports", files={"file": ("a.csv", ALIPAY)}),
        ):
            assert answer.status_code == 404
