"""Applied files of one case: what several tell is budgeted once and tied to the debts."""

from typing import Any
from uuid import UUID

import pytest

from app.core.auth import Principal
from app.statements.applications import service as applications
from app.wiring import Runtime
from tests.client import ApiClient
from tests.statements.case_files import ALIPAY, BANK, FILES, apply, month, upload


def budget(client: ApiClient, case_id: UUID) -> list[tuple[str, str]]:
    found = client.get(f"/v1/cases/{case_id}/budget").json()
    return sorted((line["name"], line["amount"]) for line in found["incomes"] + found["expenses"])


def test_three_monthly_files_are_one_budget_not_three(client: ApiClient, case_id: UUID) -> None:
    made = [upload(client, case_id, month(number)) for number in (1, 2, 3)]
    result = [apply(client, case_id, each["id"]) for each in made][-1]
    assert budget(client, case_id) == [("张房东", "1800.00"), ("饮食", "30.00")]
    rent = next(line for line in result["lines"] if line["name"] == "张房东")
    assert (rent["interval"], rent["next_date"], rent["confidence"]) == (
        "monthly",
        "2026-04-05",
        "medium",
    )
    assert (rent["rows"], len(rent["lines"])) == (3, 1)
    assert len(result["import_ids"]) == 3
    before = client.get(f"/v1/cases/{case_id}/budget").json()["spending_history"]
    apply(client, case_id, made[0]["id"])
    after = client.get(f"/v1/cases/{case_id}/budget").json()["spending_history"]
    assert [entry["expense"] for entry in after] == ["1830.00"] * 3
    assert before == after


def test_wallet_and_bank_applied_are_budgeted_once(client: ApiClient, case_id: UUID) -> None:
    bank = upload(client, case_id, BANK)
    apply(client, case_id, bank["id"])
    alone = budget(client, case_id)
    wallet = upload(client, case_id, ALIPAY)
    assert apply(client, case_id, bank["id"])["import_ids"] == [bank["id"]]
    assert budget(client, case_id) == alone
    apply(client, case_id, wallet["id"])
    result = apply(client, case_id, bank["id"])
    spent = sum(
        float(line["observed_amount"]) for line in result["lines"] if line["direction"] == "expense"
    )
    assert spent == 36.5 + 25 + 12 + 80
    client.put(
        f"/v1/cases/{case_id}/budget",
        json={"as_of": "2026-04-01", "opening_balance": "0.00"},
        headers={"If-Match": "*"},
    )
    assert apply(client, case_id, bank["id"])["lines"] == result["lines"]


def test_repayments_are_tied_to_the_debts_of_the_case(client: ApiClient, case_id: UUID) -> None:
    def owe(**facts: str) -> str:
        body = {"creditor_type": "bank", **facts}
        return str(client.post(f"/v1/cases/{case_id}/debts", json=body).json()["id"])

    card = owe(creditor_name="招商银行信用卡中心", product_type="credit_card")
    owe(creditor_name="某消费金融公司", product_type="consumer_loan")
    huabei = owe(
        creditor_name="某小额贷款公司",
        platform_name="花呗",
        product_type="revolving_consumer_credit",
    )
    made = [upload(client, case_id, content) for content in FILES.values()]
    result = [apply(client, case_id, each["id"]) for each in made][-1]
    ties = {
        line["name"]: line["debt_id"]
        for line in result["lines"]
        if line["direction"] == "debt_service"
    }
    assert ties == {"信用卡": card, "花呗": huabei}


def test_rows_are_opened_before_the_writers_turn(
    client: ApiClient,
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_id = UUID(upload(client, case_id, month(1))["id"])
    with runtime.database.read(principal.tenant_id) as session:
        gathered = applications.gather(session, case_id, import_id)
    with monkeypatch.context() as patched:
        patched.setattr(applications, "_counted", lambda *_: pytest.fail("opened twice"))
        with runtime.database.write(principal.tenant_id) as session:
            applied = applications.apply_import(session, principal, case_id, import_id, gathered)
    assert "housing" in {line.category for line in applied.lines}


def test_what_changed_meanwhile_is_opened_anew(
    client: ApiClient, runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    import_id = UUID(upload(client, case_id, month(1))["id"])
    with runtime.database.read(principal.tenant_id) as session:
        gathered = applications.gather(session, case_id, import_id)
    wanted = {"counterparty": "张房东", "direction": "expense", "kind": "transfer"}
    assert client.post(f"/v1/cases/{case_id}/category-corrections", json=wanted).is_success
    with runtime.database.write(principal.tenant_id) as session:
        applied = applications.apply_import(session, principal, case_id, import_id, gathered)
    assert "housing" not in {line.category for line in applied.lines}


def test_what_is_applied_while_rows_are_opened_is_opened_anew(
    client: ApiClient,
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen, other = (upload(client, case_id, month(number))["id"] for number in (1, 2))
    applicable = applications._applicable

    def applied_meanwhile(*args: Any) -> Any:
        found = applicable(*args)
        monkeypatch.setattr(applications, "_applicable", applicable)
        apply(client, case_id, other)
        return found

    monkeypatch.setattr(applications, "_applicable", applied_meanwhile)
    with runtime.database.read(principal.tenant_id) as session:
        gathered = applications.gather(session, case_id, UUID(chosen))
    with runtime.database.write(principal.tenant_id) as session:
        applied = applications.apply_import(session, principal, case_id, UUID(chosen), gathered)
    assert sorted(map(str, applied.import_ids)) == sorted([chosen, other])


def test_categories_are_kept_only_of_months_that_accounts_have_together(
    client: ApiClient, case_id: UUID
) -> None:
    for number in (1, 2, 3, 5):
        apply(client, case_id, upload(client, case_id, month(number))["id"])
    apply(client, case_id, upload(client, case_id, BANK)["id"])
    found = client.get(f"/v1/cases/{case_id}/budget").json()["spending_history"]
    shown = {
        entry["month"]: entry["categories"]
        and {row["category"]: row["amount"] for row in entry["categories"]}
        for entry in found
    }
    both = {"food": "30.00", "housing": "1800.00"}
    assert shown == {f"2026-0{number}": both for number in (1, 2, 3, 5)}
