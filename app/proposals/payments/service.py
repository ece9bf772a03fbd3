"""Works terms out against a debt, and refuses those that cannot be where they stand."""

from dataclasses import fields
from typing import Any, Final

from app.calc.schedules import ScheduleNotComputable, Step
from app.cash_flow.analyses.schemas import DebtInput
from app.cash_flow.inputs import debt_line
from app.core.errors import FieldError, InvalidInput
from app.core.results import explain
from app.debts.calculators.refusals import POINTERS, worded_params
from app.proposals.payments.schemas import (
    ComputedTermsRead,
    InstalmentRead,
    ProposalSchedule,
    TermsInput,
    TermsRead,
    TotalsRead,
)
from app.proposals.terms import (
    Plan,
    ProposalTerms,
    TermsNotPossible,
    Waiver,
    computed_terms,
    plan_of,
)
from app.proposals.warnings.schemas import WarningRead

_TERMS: Final = [field.name for field in fields(ProposalTerms)]


def terms_of(given: TermsInput) -> ProposalTerms:
    """The terms as values."""
    same = {name: value for name, value in given if name not in {"waive", "steps"}}
    return ProposalTerms(
        **same,
        waive=Waiver(**dict(given.waive)),
        steps=tuple(Step(step.from_instalment, step.payment) for step in given.steps),
    )


def terms_read(terms: ProposalTerms) -> TermsRead:
    """Terms as the contract shows them."""
    return TermsRead.model_validate(term_fields(terms))


def term_fields(terms: ProposalTerms) -> dict[str, Any]:
    """The fields of `TermsRead`, for an answer that is checked as a whole."""
    shown = {name: getattr(terms, name) for name in _TERMS}
    return {**shown, "steps": list(terms.steps)}


def planned(debt: DebtInput, terms: TermsInput, *, pointer: str = "/terms") -> Plan:
    """The payments of terms against a debt.

    Raises:
        InvalidInput: for terms that contradict the debt or give no schedule.
    """
    try:
        return plan_of(debt_line(debt), terms_of(terms))
    except (TermsNotPossible, ScheduleNotComputable) as error:
        raise refusal_of(error, pointer) from error


def refusal_of(error: TermsNotPossible | ScheduleNotComputable, pointer: str) -> InvalidInput:
    """The problem for terms that cannot be: which field below the pointer, and why."""
    if isinstance(error, TermsNotPossible):
        return InvalidInput(errors=[FieldError(f"{pointer}{error.pointer}", error.code)])
    place = POINTERS.get(error.code, "")
    place = "/steps" if place == "/variations" else place
    fault = FieldError(f"{pointer}{place}", f"schedule_{error.code}", worded_params(error.params))
    return InvalidInput(errors=[fault])


def computed_read(debt: DebtInput, plan: Plan) -> ComputedTermsRead:
    """What a plan comes to, as the contract shows it."""
    line = debt_line(debt)
    return ComputedTermsRead.model_validate(computed_terms(line, plan))


def schedule_of(
    debt: DebtInput, terms: TermsInput, warnings: list[WarningRead]
) -> ProposalSchedule:
    """Every payment of terms against what is owed now; refused as in `planned`."""
    plan = planned(debt, terms)
    schedule = plan.schedule
    inputs = {"debt": debt.model_dump(mode="json"), "terms": terms.model_dump(mode="json")}
    return ProposalSchedule(
        owed=plan.owed,
        waived=plan.waived,
        upfront_payment=plan.upfront,
        financed=plan.financed,
        rows=[InstalmentRead.model_validate(instalment) for instalment in schedule.rows],
        totals=TotalsRead(
            principal=schedule.total_principal,
            interest=schedule.total_interest,
            fee=schedule.total_fee,
            payment=schedule.total_payment,
        ),
        computed_terms=computed_read(debt, plan),
        warnings=warnings,
        **explain(inputs, trace=[("instalments", len(schedule.rows), None)]),
    )
