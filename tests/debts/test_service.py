from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.auth import Principal
from app.core.errors import NotFound
from app.core.ids import new_id
from app.debts import service
from app.debts.schemas import DebtCreate
from app.wiring import Runtime

SECRET = "尾号 4471"
DEBT = {
    "creditor_name": "某银行",
    "account_reference": SECRET,
    "lender_legal_name": "某银行股份有限公司",
    "principal_outstanding": "48000.00",
}


def _record(runtime: Runtime, principal: Principal, case_id: UUID, name: str = "某银行") -> UUID:
    wanted = DebtCreate.model_validate({**DEBT, "creditor_name": name})
    with runtime.database.write(principal.tenant_id) as session:
        return service.record_debt(session, principal, case_id, wanted).id


def _rows(runtime: Runtime, principal: Principal, case_id: UUID) -> list[tuple[object, ...]]:
    statement = text("SELECT principal_outstanding, sealed FROM debts WHERE case_id = :case")
    kind = runtime.settings.database_url.split(":")[0]
    value: object = case_id.hex if kind == "sqlite" else case_id
    with runtime.database.read(principal.tenant_id) as session:
        return [tuple(row) for row in session.execute(statement, {"case": value})]


def test_names_and_references_are_not_readable_at_rest(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    _record(runtime, principal, case_id)
    [(principal_fen, sealed)] = _rows(runtime, principal, case_id)
    assert principal_fen == 4_800_000
    assert isinstance(sealed, bytes | memoryview)
    assert SECRET.encode() not in bytes(sealed)
    assert "某银行".encode() not in bytes(sealed)


def test_debts_are_listed_in_the_order_they_were_entered(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    for name in ("甲", "乙", "丙"):
        _record(runtime, principal, case_id, name)
    with runtime.database.read(principal.tenant_id) as session:
        listed = service.list_debts(session, case_id)
        assert [debt.creditor_name for debt in listed] == ["甲", "乙", "丙"]
        assert service.get_debt(session, case_id, listed[1].id) == listed[1]


def test_a_debt_of_another_case_is_not_found(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    with (
        runtime.database.read(principal.tenant_id) as session,
        pytest.raises(NotFound),
    ):
        service.get_debt(session, case_id, new_id())


def test_erasure_leaves_no_figure(runtime: Runtime, principal: Principal, case_id: UUID) -> None:
    _record(runtime, principal, case_id)
    with runtime.database.write(principal.tenant_id) as session:
        service.erase_case(session, case_id)
    [(principal_fen, sealed)] = _rows(runtime, principal, case_id)
    assert principal_fen is None
    assert bytes(sealed) == b""  # type: ignore[call-overload]  # a bytes column
