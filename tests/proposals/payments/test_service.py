from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.calc.schedules import ScheduleNotComputable, Step
from app.cash_flow.analyses.schemas import DebtInput
from app.core.errors import InvalidInput
from app.proposals.payments.schemas import TermsInput
from app.proposals.payments.service import (
    computed_read,
    planned,
    refusal_of,
    schedule_of,
    terms_of,
    terms_read,
)
from app.proposals.terms import ProposalTerms, TermsNotPossible, Waiver
from tests.cash_flow.bodies import CARD
from tests.proposals.stories import TERMS

DEBT = DebtInput.model_validate(CARD)


def given(**changes: Any) -> TermsInput:
    return TermsInput.model_validate({**TERMS, **changes})


def test_terms_become_values() -> None:
    steps = [{"from_instalment": 1, "payment": "800.00"}]
    assert terms_of(given(annual_rate_percent="3.60", steps=steps)) == ProposalTerms(
        instalments=48,
        first_due_date=date(2027, 1, 10),
        annual_rate_percent=Decimal("3.60"),
        waive=Waiver(penalty=32_000),
        steps=(Step(1, 80_000),),
    )


def test_what_is_shown_can_be_given_again() -> None:
    terms = terms_of(given(steps=[{"from_instalment": 13, "payment": "1500.00"}]))
    shown = terms_read(terms).model_dump(mode="json")
    assert terms_of(TermsInput.model_validate(shown)) == terms


@pytest.mark.parametrize(
    ("error", "pointer", "code"),
    [
        (TermsNotPossible("waiver_above_owed", "/waive/fees"), "/terms/waive/fees", None),
        (ScheduleNotComputable("instalment_out_of_range"), "/terms/steps", "schedule_"),
        (ScheduleNotComputable("unheard_of"), "/terms", "schedule_"),
    ],
)
def test_a_refusal_points_at_the_field(error: Any, pointer: str, code: str | None) -> None:
    [fault] = refusal_of(error, "/terms").errors
    assert (fault.pointer, fault.code) == (pointer, f"{code or ''}{error.code}")


def test_terms_that_contradict_the_debt_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        planned(DEBT, given(waive={"penalty": "320.01"}))
    assert [fault.pointer for fault in refused.value.errors] == ["/terms/waive/penalty"]
    with pytest.raises(InvalidInput):
        schedule_of(DEBT, given(grace_principal=48), [])


def test_the_schedule_adds_up_to_what_is_computed() -> None:
    plan, schedule = planned(DEBT, given()), schedule_of(DEBT, given(), [])
    assert schedule.totals.payment == sum(row.payment for row in schedule.rows)
    assert schedule.owed - schedule.waived == schedule.financed == plan.financed
    assert schedule.computed_terms == computed_read(DEBT, plan)
    assert schedule.computed_terms.total_paid == plan.total_paid == 4_965_000
    other = schedule_of(DEBT, given(instalments=47), [])
    assert other.inputs_hash != schedule.inputs_hash
