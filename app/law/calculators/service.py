"""Counts periods and court fees and puts them into words."""

from app.calc.money import format_fen
from app.core import clock, i18n
from app.core.results import explain
from app.core.rules import rule_book
from app.law.calculators.schemas import (
    ClockStepRead,
    ClockWarning,
    CourtFeeRequest,
    CourtFeeResult,
    FeeBracketRead,
    LimitationRequest,
    LimitationResult,
)
from app.law.clocks import Clock, ClockRequest, Interruption, Suspension
from app.law.court_fees import TABLE as FEES
from app.law.court_fees import court_fee
from app.law.limitation import compute_clock
from app.law.service import localised_list


def compute_limitation(request: LimitationRequest) -> LimitationResult:
    """The last day of a period, its steps, and what to know beside it.

    Raises:
        InvalidInput: if a day the obligation starts from is missing, or days contradict.
    """
    asked = _asked(request)
    found = compute_clock(rule_book(), asked)
    return LimitationResult(
        obligation=found.obligation,
        starts_on=found.starts_on,
        last_day=found.last_day,
        last_day_before_rolling=found.plain_last_day,
        days_left=(
            None
            if found.last_day is None or found.time_barred
            else (found.last_day - asked.as_of).days
        ),
        time_barred=found.time_barred,
        provisional=found.provisional,
        steps=steps_of(found),
        warnings=warnings_of(found),
        **explain(
            request,
            as_of=asked.as_of,
            rule_ids=found.rule_ids,
            trace=[
                (step.code, step.day, step.rule_ids[0] if step.rule_ids else None)
                for step in found.steps
            ][:500],
        ),
    )


def steps_of(found: Clock) -> list[ClockStepRead]:
    """The steps of a count in the caller's language."""
    return [
        ClockStepRead(
            code=step.code,
            day=step.day,
            kind=step.kind,
            text=i18n.text(f"clocks.steps.{step.code}"),
            rule_ids=list(step.rule_ids),
        )
        for step in found.steps
    ]


def warnings_of(found: Clock) -> list[ClockWarning]:
    """The warnings of a count in the caller's language."""
    return [
        ClockWarning(code=code, message=i18n.text(f"clocks.warnings.{code}"))
        for code in found.warnings
    ]


def _asked(request: LimitationRequest) -> ClockRequest:
    return ClockRequest(
        obligation=request.obligation,
        as_of=request.as_of or clock.today(),
        due_dates=tuple(request.due_dates),
        known_on=request.known_on,
        contract_date=request.contract_date,
        received_on=request.received_on,
        ended_on=request.ended_on,
        service_method=request.service_method,
        ground=request.ground,
        complexity=request.complexity,
        kind_of_decision=request.kind_of_decision,
        agreed_end=request.agreed_end,
        interruptions=tuple(
            Interruption(act.on, act.kind, act.ended_on) for act in request.interruptions
        ),
        suspensions=tuple(Suspension(one.from_, one.to, one.kind) for one in request.suspensions),
        roll_weekends=request.roll_weekends,
    )


def compute_court_fee(request: CourtFeeRequest) -> CourtFeeResult:
    """The fee of a procedure, bracket by bracket, and when a court waives, cuts or defers it."""
    book = rule_book()
    found = court_fee(book, request.claim_amount, request.procedure)
    relief = book.table(FEES)["relief"]
    return CourtFeeResult(
        fee=found.fee,
        tariff_fee=found.tariff_fee,
        share=f"{found.factor.numerator}/{found.factor.denominator}",
        capped=found.capped,
        prepaid=found.prepaid,
        brackets=[FeeBracketRead.model_validate(step) for step in found.brackets],
        explanation=i18n.text(f"court_fees.{request.procedure}"),
        relief=[
            i18n.text(f"court_fees.relief_{kind}", reason=reason)
            for kind in ("exempt", "reduce", "defer")
            for reason in localised_list(relief, kind)
        ],
        **explain(
            request,
            rule_ids=[*found.rule_ids, *relief["rule_ids"]],
            trace=[
                *(
                    (f"bracket_over_{step.over // 100}", format_fen(step.amount), None)
                    for step in found.brackets
                ),
                ("tariff_fee", format_fen(found.tariff_fee), found.rule_ids[0]),
                ("fee", format_fen(found.fee), found.rule_ids[-1]),
            ],
        ),
    )
