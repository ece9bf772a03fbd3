"""Computes schedules to the fen, and true annual rates beside the ceilings of the lender."""

from app.calc.money import format_fen
from app.calc.rates import (
    AnnualRate,
    RateNotComputable,
    cash_flow_rate,
    dated_payments_rate,
    level_payment_rate,
    level_payment_rates,
)
from app.calc.schedules import LoanTerms, ScheduleNotComputable, Step, Variation, build_schedule
from app.core import clock
from app.core.errors import FieldError, InvalidInput
from app.core.results import explain
from app.debts.calculators.errors import RateRefused, ScheduleRefused
from app.debts.calculators.refusals import MAX_ROWS, POINTERS, form_faults, worded_params
from app.debts.calculators.schemas import (
    AnnualRateRequest,
    AnnualRateResult,
    AnnualRatesRequest,
    AnnualRatesResult,
    PlanRate,
    ScheduleRequest,
    ScheduleResult,
    ScheduleRow,
    ScheduleTotals,
    ScheduleWaived,
)
from app.law import service as law


def compute_schedule(request: ScheduleRequest) -> ScheduleResult:
    """The schedule of a loan, to the fen.

    Raises:
        ScheduleRefused: if the terms give none; says which term, and why.
    """
    try:
        terms = _terms(request)
        schedule = build_schedule(terms)
    except ScheduleNotComputable as error:
        params = worded_params(error.params)
        fault = FieldError(POINTERS[error.code], f"schedule_{error.code}", params)
        raise ScheduleRefused(errors=[fault]) from error
    return ScheduleResult(
        rows=[ScheduleRow.model_validate(row) for row in schedule.rows],
        totals=ScheduleTotals(
            principal=schedule.total_principal,
            interest=schedule.total_interest,
            fee=schedule.total_fee,
            payment=schedule.total_payment,
        ),
        upfront_payment=terms.upfront_payment,
        financed=terms.financed,
        waived=ScheduleWaived(
            principal=schedule.waived_principal, interest=schedule.waived_interest
        ),
        capitalised_interest=schedule.capitalised,
        **explain(
            request,
            trace=[
                ("instalments", len(schedule.rows), None),
                ("first_payment", format_fen(schedule.rows[0].payment), None),
                ("last_payment", format_fen(schedule.rows[-1].payment), None),
            ],
        ),
    )


def _terms(request: ScheduleRequest) -> LoanTerms:
    added = sum(change.extra_instalments or 0 for change in request.variations)
    if request.instalments + added > MAX_ROWS:
        raise ScheduleNotComputable("too_many_instalments", limit=MAX_ROWS)
    same = {name: value for name, value in request if name not in {"steps", "variations"}}
    return LoanTerms(
        **same,
        steps=tuple(Step(**dict(step)) for step in request.steps),
        variations=tuple(Variation(**dict(change)) for change in request.variations),
    )


def compute_annual_rate(request: AnnualRateRequest) -> AnnualRateResult:
    """The true annual rate of a loan, and the ceilings of its lender.

    Ceilings are compared with the nominal rate, the lower one: what exceeds it is beyond doubt.

    Raises:
        InvalidInput: if the body is none of the three forms.
        RateRefused: if no rate, or more than one, solves the payments.
    """
    faults = form_faults({name for name, value in request if value is not None})
    if faults:
        raise InvalidInput(errors=faults)
    try:
        rate = _rate(request)
    except RateNotComputable as error:
        roots = [format(root, "f") for root in error.roots]
        raise RateRefused(members={"roots": roots}) from error
    as_of = request.as_of or clock.today()
    ceilings = (
        law.explain_ceilings(
            request.creditor_type,
            request.contract_date,
            as_of,
            platform_assisted=request.platform_assisted,
            annual_rate_percent=rate.nominal_percent,
        )
        if request.creditor_type is not None
        else []
    )
    return AnnualRateResult(
        nominal_annual_percent=rate.nominal_percent,
        effective_annual_percent=rate.effective_percent,
        period_rate_percent=rate.period_percent,
        ceilings=ceilings,
        **explain(
            request,
            as_of=as_of,
            rule_ids=[ceiling.rule_id for ceiling in ceilings],
            trace=[("rate_compared_with_ceilings", rate.nominal_percent, None)],
        ),
    )


def compute_annual_rates(request: AnnualRatesRequest) -> AnnualRatesResult:
    """The rates of many plans; null where no rate solves one."""
    found = level_payment_rates(
        [(plan.disbursed, plan.instalments, plan.payment) for plan in request.plans]
    )
    failed = found.count(None)
    return AnnualRatesResult(
        rates=[_plan_rate(index, rate) for index, rate in enumerate(found)],
        succeeded=len(found) - failed,
        failed=failed,
        **explain(request, trace=[("plans", len(found), None)]),
    )


def _plan_rate(index: int, rate: AnnualRate | None) -> PlanRate:
    nominal, effective, period = (None, None, None) if rate is None else rate
    return PlanRate(
        index=index,
        nominal_annual_percent=nominal,
        effective_annual_percent=effective,
        period_rate_percent=period,
    )


def _rate(request: AnnualRateRequest) -> AnnualRate:
    if request.cash_flows is not None:
        return cash_flow_rate([(flow.on, flow.amount) for flow in request.cash_flows])
    disbursed = request.disbursed or 0
    if request.disbursed_on is not None and request.payments is not None:
        payments = [(payment.due_on, payment.amount) for payment in request.payments]
        return dated_payments_rate(disbursed, request.disbursed_on, payments)
    return level_payment_rate(disbursed, request.instalments or 1, request.payment or 0)
