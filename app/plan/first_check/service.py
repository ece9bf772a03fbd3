"""Says what to do in the first ten minutes."""

from datetime import date

from app.calc.money import format_fen
from app.core import clock, i18n
from app.core.results import explain
from app.core.rules import rule_book
from app.core.tables import data_table
from app.law.clocks import ClockRequest
from app.law.limitation import compute_clock
from app.plan.first_check.schemas import FirstCheckRequest, FirstCheckResult, FirstStepRead
from app.plan.first_steps import FirstStep, Told, facts_told, first_check


def check_first(request: FirstCheckRequest) -> FirstCheckResult:
    """At most three next steps, one thing that is not true, and what to note tonight."""
    today = clock.today()
    told = Told(
        monthly_income=request.monthly_income,
        essential_expenses=request.essential_expenses,
        days_past_due=tuple(debt.days_past_due for debt in request.debts),
        reasons=tuple(request.refused.reasons) if request.refused is not None else None,
        received=tuple(request.received),
    )
    data = data_table("plan", "first_check")
    facts = facts_told(told, data["proof_reasons"])
    found = first_check(data, facts)
    return FirstCheckResult(
        left_each_month=told.left,
        total_owed=sum(debt.amount for debt in request.debts),
        next_steps=[_step(step, request.received_on, today) for step in found.steps],
        not_true=i18n.text(f"first_check.not_true.{found.not_true}"),
        note_tonight=[i18n.text(f"first_check.tonight.{code}") for code in found.tonight],
        **explain(
            request,
            as_of=today,
            rule_ids=found.rule_ids,
            trace=[
                ("left_each_month", format_fen(told.left), None),
                *(("fact", fact, None) for fact in sorted(facts)),
            ],
        ),
    )


def _step(step: FirstStep, received_on: date | None, today: date) -> FirstStepRead:
    return FirstStepRead(
        code=step.code,
        title=i18n.text(f"first_check.steps.{step.code}.title"),
        why=i18n.text(f"first_check.steps.{step.code}.why"),
        due_on=_last_day(step, received_on, today),
        endpoint=step.endpoint,
    )


def _last_day(step: FirstStep, received_on: date | None, today: date) -> date | None:
    if step.obligation is None or received_on is None:
        return None
    asked = ClockRequest(obligation=step.obligation, as_of=today, received_on=received_on)
    return compute_clock(rule_book(), asked).last_day
