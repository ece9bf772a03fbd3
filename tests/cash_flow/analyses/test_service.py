from decimal import Decimal
from uuid import UUID

import pytest

from app.cash_flow.analyses import service
from app.cash_flow.analyses.schemas import AnalysisRequest, StressInput
from app.cash_flow.budget_lines import Stress
from app.cash_flow.errors import BudgetMissing
from app.cash_flow.inputs import budget_of_body
from app.cash_flow.schemas import BudgetInput
from app.cash_flow.service import put_budget
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.tables import data_table
from app.debts import service as debts
from app.debts.schemas import DebtCreate
from app.wiring import Runtime

REQUEST = AnalysisRequest.model_validate({"start_month": "2026-12", "months": 1})


def test_the_budget_of_a_case_brings_its_debts(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    typed = BudgetInput.model_validate({"opening_balance": "100.00"})
    body = {"creditor_name": "某银行", "annual_rate_percent": "18.25", "days_past_due": 35}
    with runtime.database.write(principal.tenant_id) as session:
        put_budget(session, principal, case_id, typed, Precondition(None))
        debt = debts.record_debt(session, principal, case_id, DebtCreate.model_validate(body))
        flow, read, labels = service.cash_flow_input_of(session, case_id, REQUEST)
        assert service.debt_input_of(debt) == flow.debts[0]
    assert (flow.opening_balance, read.version) == (10_000, 1)
    assert labels == {str(debt.id): "某银行"}
    lines = budget_of_body(flow).debts
    assert (lines[0].debt_ref, lines[0].annual_rate_percent) == (str(debt.id), Decimal("18.25"))
    assert lines[0].principal_outstanding == 0


def test_without_a_budget_nothing_can_be_computed(
    runtime: Runtime, principal: Principal, case_id: UUID
) -> None:
    with runtime.database.read(principal.tenant_id) as session:
        with pytest.raises(BudgetMissing):
            service.cash_flow_input_of(session, case_id, REQUEST)
        with pytest.raises(NotFound):
            service.cash_flow_input_of(session, new_id(), REQUEST)


def test_the_stress_is_that_of_the_scoring_model_unless_one_is_given() -> None:
    figures = data_table("scoring", "model")["stress"]
    assert service.stress_from_input(None) == Stress(
        Decimal(figures["income_drop_percent"]), Decimal(figures["cost_rise_percent"])
    )
    given = StressInput.model_validate({"income_drop_percent": "7", "cost_rise_percent": "0.5"})
    assert service.stress_from_input(given) == Stress(Decimal(7), Decimal("0.5"))
