from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from app.cash_flow import service
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import AnalysisRequest
from app.cash_flow.history import AppliedLine, MonthOfSpending
from app.cash_flow.schemas import BudgetInput, LineShare
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.errors import InvalidInput
from app.core.ids import new_id
from app.wiring import Runtime

SALARY = AppliedLine("某公司", "salary", "income", "fixed", False, 980_000)
FOOD = AppliedLine("food", "food", "expense", "flexible", True, 150_050)
OCTOBER = MonthOfSpending("2026-10", 980_000, 150_050, 240_000)
TYPED = {
    "as_of": "2026-11-24",
    "opening_balance": "100.00",
    "incomes": [{"name": "房租收入", "amount": "10.00"}],
}


def _apply(
    runtime: Runtime,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    *lines: AppliedLine,
    history: tuple[MonthOfSpending, ...] = (OCTOBER,),
) -> int:
    with runtime.database.write(principal.tenant_id) as session:
        months = {import_id: history}
        return service.apply_lines(session, principal, case_id, import_id, lines, months)


def _put(runtime: Runtime, principal: Principal, case_id: UUID) -> None:
    with runtime.database.write(principal.tenant_id) as session:
        wanted = BudgetInput.model_validate(TYPED)
        service.put_budget(session, principal, case_id, wanted, Precondition(None))


def test_lines_of_a_statement_make_the_budget_if_there_is_none(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    import_id = new_id()
    assert _apply(runtime, principal, case_id, import_id, SALARY, FOOD) == 1
    with runtime.database.read(principal.tenant_id) as session:
        budget = service.get_budget(session, case_id)
    assert [(line.name, line.amount, line.import_id) for line in budget.incomes] == [
        ("某公司", 980_000, import_id)
    ]
    [food] = budget.expenses
    assert (food.kind, food.essential, food.frequency) == ("flexible", True, "monthly")
    assert [month.debt_service for month in budget.spending_history] == [240_000]


def test_applying_replaces_what_statements_brought_before(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    _put(runtime, principal, case_id)
    first, other = new_id(), new_id()
    _apply(runtime, principal, case_id, first, SALARY, FOOD)
    _apply(runtime, principal, case_id, other, FOOD)
    assert _apply(runtime, principal, case_id, first, FOOD) == 4
    with runtime.database.read(principal.tenant_id) as session:
        budget = service.get_budget(session, case_id)
    assert [line.name for line in budget.incomes] == ["房租收入"]
    assert [line.import_id for line in budget.expenses] == [first]
    assert (budget.as_of, budget.opening_balance) == (date(2026, 11, 24), 10_000)
    assert [month.income for month in budget.spending_history] == [980_000]


def test_months_of_several_statements_are_added_up(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    months = {new_id(): [OCTOBER], new_id(): [OCTOBER]}
    with runtime.database.write(principal.tenant_id) as session:
        service.apply_lines(session, principal, case_id, next(iter(months)), [FOOD], months)
    with runtime.database.read(principal.tenant_id) as session:
        budget = service.get_budget(session, case_id)
    assert [month.income for month in budget.spending_history] == [1_960_000]


def test_what_each_category_cost_goes_from_the_statements_into_the_analysis(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    food = {"food": 90_000}
    spent = [food, {**food, "gifts": -500}, food, {**food, "health": 186_000}, {}]
    history = tuple(
        MonthOfSpending(f"2026-0{number}", 980_000, 150_050, 0, categories)
        for number, categories in enumerate([*spent, None], start=1)
    )
    _apply(runtime, principal, case_id, new_id(), SALARY, history=history)
    wanted = AnalysisRequest(start_month="2026-12", months=3)
    with runtime.database.write(principal.tenant_id) as session:
        budget = service.get_budget(session, case_id)
        analysis = analyses.create_analysis(session, principal, case_id, wanted)
        again = analyses.reproduce_analysis(session, case_id, analysis.id)
    shown = [
        None
        if month.categories is None
        else [(row.category, row.amount) for row in month.categories]
        for month in budget.spending_history
    ]
    assert shown == [
        *([("food", 90_000)], [("food", 90_000), ("gifts", 0)], [("food", 90_000)]),
        *([("food", 90_000), ("health", 186_000)], [], None),
    ]
    [finding] = [each for each in analysis.findings if each.code == "category_unusual"]
    assert (finding.params["month"], finding.params["category"]) == ("2026-04", "health")
    assert "医疗健康" in finding.message
    assert again.reproduced is True


def test_too_many_lines_are_refused_and_nothing_is_written(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    _put(runtime, principal, case_id)
    with pytest.raises(InvalidInput):
        _apply(runtime, principal, case_id, new_id(), *[FOOD] * 101)
    with runtime.database.read(principal.tenant_id) as session:
        assert service.get_budget(session, case_id).version == 1


def test_nothing_of_the_lines_is_readable_at_rest_and_nothing_is_left_after_erasure(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    _put(runtime, principal, case_id)
    request = AnalysisRequest.model_validate({"start_month": "2026-12", "months": 2})
    with runtime.database.write(principal.tenant_id) as session:
        analyses.create_analysis(session, principal, case_id, request)
    tables = ("budgets", "cash_flow_analyses")
    with runtime.database.write(principal.tenant_id) as session:
        for table in tables:
            sealed = session.execute(text(f"SELECT sealed FROM {table}")).scalars().all()  # noqa: S608 - a literal above
            assert sealed
            assert not any("房租收入".encode() in bytes(value) for value in sealed)
        service.erase_case(session, case_id)
    with runtime.database.read(principal.tenant_id) as session:
        statement = (
            "SELECT sealed FROM cash_flow_analyses WHERE tenant_id = :tenant AND inputs_hash <> ''"
        )
        kind = runtime.settings.database_url.split(":")[0]
        tenant: object = principal.tenant_id
        tenant = principal.tenant_id.hex if kind == "sqlite" else tenant
        assert session.execute(text(statement), {"tenant": tenant}).all() == []


def test_with_whom_a_line_is_shared_stays_when_its_statement_is_applied_again(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    _apply(runtime, principal, case_id, new_id(), FOOD)
    with runtime.database.write(principal.tenant_id) as session:
        read = service.get_budget(session, case_id)
        [food] = read.expenses
        shared = food.model_copy(update={"own_parts": 2, "shared_with": [LineShare(member="室友")]})
        fields = {name: getattr(read, name) for name in BudgetInput.model_fields}
        wanted = BudgetInput.model_construct(**{**fields, "expenses": [shared]})
        service.put_budget(session, principal, case_id, wanted, Precondition("*"))
    rent = replace(FOOD, name="房租")
    _apply(runtime, principal, case_id, new_id(), SALARY, FOOD, rent)
    with runtime.database.read(principal.tenant_id) as session:
        again, fresh = service.get_budget(session, case_id).expenses
    assert (again.own_parts, [share.member for share in again.shared_with]) == (2, ["室友"])
    assert (fresh.own_parts, fresh.shared_with) == (1, [])
