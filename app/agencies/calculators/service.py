"""Says whether an agency is worth its fees, beside doing it oneself."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from app.agencies.assessments.service import before_you_pay
from app.agencies.calculators.schemas import (
    BaseRate,
    CostBenefitFinding,
    CostBenefitRequest,
    CostBenefitResult,
    FeesExpected,
    OutcomeRead,
    SensitivityRow,
)
from app.agencies.cost_benefit import (
    Fees,
    Outcome,
    Prospect,
    break_even_share,
    full_reduction,
    outcome,
    sensitivity,
)
from app.calc.money import format_fen
from app.core import i18n
from app.core.errors import invalid
from app.core.results import explain
from app.core.tables import data_table

ZERO = Decimal(0)
WHOLE = Decimal(100)
WARNED_BY = "AGENCY-2026"


def compute_cost_benefit(request: CostBenefitRequest) -> CostBenefitResult:
    """Net benefit, break-even shares, doing it oneself, and how much hangs on the guess.

    Raises:
        InvalidInput: unless the reduction is given in exactly one way and within the debts.
    """
    data = data_table("agencies", "cost_benefit")
    prospect, fees = _prospect(request), _fees(request.fees)
    alone = _oneself(request)
    found = outcome(prospect, fees)
    never_less = break_even_share(prospect, fees)
    as_good = break_even_share(prospect, fees, alone.net_benefit)
    rows = sensitivity(prospect, fees, data["settled_shares"], data["reduction_factors"])
    return CostBenefitResult(
        before_you_pay=before_you_pay(),
        net_benefit=found.net_benefit,
        advantage_over_oneself=found.net_benefit - alone.net_benefit,
        break_even_settled_share=never_less,
        break_even_against_oneself=as_good,
        with_agency=_shown(found),
        diy_baseline=_shown(alone),
        sensitivity=[
            SensitivityRow(
                settled_share=row.settled_share,
                reduction_factor=row.reduction_factor,
                net_benefit=row.net_benefit,
                advantage_over_oneself=row.net_benefit - alone.net_benefit,
            )
            for row in rows
        ],
        findings=[
            CostBenefitFinding.model_validate(
                {"code": code, "message": i18n.text(f"agencies.cost_benefit.{code}")}
            )
            for code in _findings(found, alone, fees, never_less)
        ],
        context=list(_context()),
        **explain(request, rule_ids=[WARNED_BY], trace=_trace(found)),
    )


def _prospect(request: CostBenefitRequest) -> Prospect:
    percent, amount = request.expected_reduction_percent, request.expected_reduction
    if (percent is None) is (amount is None):
        raise invalid("/expected_reduction_percent", "one_way_of_reduction")
    _require_percent("/expected_reduction_percent", percent)
    if amount is not None and amount > request.debts_total:
        raise invalid("/expected_reduction", "more_than_the_debts")
    whole = (
        Fraction(amount)
        if amount is not None
        else full_reduction(request.debts_total, percent or ZERO)
    )
    return Prospect(
        request.debts_total,
        whole,
        request.settled_share,
        request.unsettled_growth_percent or ZERO,
    )


def _fees(given: FeesExpected) -> Fees:
    for name in ("percentage_of_debt", "percentage_of_reduction", "refund_percent"):
        _require_percent(f"/fees/{name}", getattr(given, name))
    return Fees(
        upfront=given.upfront,
        monthly=given.monthly,
        months=given.months,
        percentage_of_debt=given.percentage_of_debt or ZERO,
        percentage_of_reduction=given.percentage_of_reduction or ZERO,
        refund_percent=given.refund_percent or ZERO,
    )


def _require_percent(pointer: str, percent: Decimal | None) -> None:
    if percent is not None and percent > WHOLE:
        raise invalid(pointer, "more_than_all")


def _oneself(request: CostBenefitRequest) -> Outcome:
    """The same computation, its only fee the costs of doing it oneself."""
    told = request.oneself
    percent = told.expected_reduction_percent if told is not None else ZERO
    _require_percent("/oneself/expected_reduction_percent", percent)
    prospect = Prospect(
        request.debts_total,
        full_reduction(request.debts_total, percent),
        told.settled_share if told is not None else ZERO,
        request.unsettled_growth_percent or ZERO,
    )
    return outcome(prospect, Fees(upfront=told.costs if told is not None else 0))


def _findings(
    found: Outcome, alone: Outcome, fees: Fees, never_less: Decimal | None
) -> Iterator[str]:
    if fees.upfront or fees.monthly:
        yield "paid_before_result"
    if never_less is None:
        yield "never_breaks_even"
    if found.net_benefit <= 0:
        yield "no_benefit"
    if found.net_benefit <= alone.net_benefit:
        yield "oneself_is_better"


def _context() -> Iterator[BaseRate]:
    for row in data_table("agencies", "cost_benefit")["context"]:
        yield BaseRate(
            code=row["code"],
            percent=Decimal(row["percent"]),
            country=row["country"],
            year=row["year"],
            message=i18n.text(f"agencies.base_rates.{row['code']}"),
            source=row["source"],
            verification=row["verification"],
        )


def _shown(found: Outcome) -> OutcomeRead:
    return OutcomeRead(
        reduction=found.reduction,
        fees=found.fees,
        refund=found.refund,
        growth=found.growth,
        net_benefit=found.net_benefit,
    )


def _trace(found: Outcome) -> list[tuple[str, object, str | None]]:
    names = ("reduction", "upfront", "monthly", "on_debt", "on_reduction", "refund", "growth")
    return [(name, format_fen(getattr(found, name)), None) for name in names]
