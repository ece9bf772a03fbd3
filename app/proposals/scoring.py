"""The proposal score (方案合理度): gates, points and verdict of one set of terms.

It says whether a plan is reasonable; it is never a probability, and no lender has to agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from app.calc.periods import month_of
from app.cash_flow.budget_lines import Budget, DebtLine, Stress
from app.core.rules import RuleBook
from app.proposals import sub_scores
from app.proposals.flows import (
    Outlook,
    contract_payments,
    course_of,
    is_kept,
    lender_flows,
    monthly_payments,
    months_needed,
    outlook,
    paid_by,
)
from app.proposals.gates import (
    Circumstances,
    Courses,
    Gate,
    affordability_gates,
    legal_gates,
    value_gate,
)
from app.proposals.lender_value import (
    Lender,
    LenderValue,
    LevelFlows,
    PlanFlows,
    lender_of,
    ratio_of,
)
from app.proposals.model import LenderAssumptions, PathModel, ScoringModel
from app.proposals.stress_paths import Paths, simulated_paths
from app.proposals.sub_scores import KnownShares, SubScore
from app.proposals.terms import Plan, ProposalTerms, TermsNotPossible, plan_of

Verdict = Literal["unreasonable", "borderline", "reasonable"]
VERDICTS: tuple[Verdict, ...] = ("unreasonable", "borderline", "reasonable")
"""From the worst to the best."""
_MONTHS_PER_YEAR = 12
_MOST_LENDERS = 64


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a score rests on besides the terms; amounts in fen, months as month numbers.

    `months` is the least number of months looked at: a plan is judged over all of its own.
    """

    debt: DebtLine
    budget: Budget
    start_month: int
    months: int
    stress: Stress
    assumptions: LenderAssumptions
    buffer: int = 0
    known: Circumstances = Circumstances()  # noqa: RUF009 - frozen
    evidence_held: frozenset[str] = frozenset()
    efforts: frozenset[str] = frozenset()
    payments_made: int = 0
    _contract: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _views: list[Outlook] = field(default_factory=list, init=False, repr=False, compare=False)
    _paths: dict[PathModel, Paths] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _lenders: dict[Decimal | None, Lender] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _shares: list[KnownShares] = field(default_factory=list, init=False, repr=False, compare=False)

    def view(self, months: int) -> Outlook:
        """The free cash of the first months; the longest one asked for is kept."""
        if not self._views or len(self._views[0].base) < months:
            longest = outlook(
                self.budget,
                self.debt.debt_ref,
                start_month=self.start_month,
                months=months,
                stress=self.stress,
                buffer=self.buffer,
            )
            self._views[:] = [longest]
        return self._views[0].until(months)

    def paths(self, months: int, model: PathModel) -> Paths:
        """The simulated courses of the first months; kept like the view."""
        drawn = self._paths.get(model)
        if drawn is None or len(drawn) < months:
            self.view(months)
            drawn = simulated_paths(self.budget, self._views[0], self.stress, model)
            self._paths[model] = drawn
        return drawn.until(months)

    def lender(self, rate_percent: Decimal | None = None) -> Lender:
        """The lender; for a plan at a rate, one who is patient (see `patient_assumptions`)."""
        if rate_percent not in self._lenders:
            if len(self._lenders) >= _MOST_LENDERS:  # a search asks about many rates once
                self._lenders.clear()
            assumed = self.assumptions
            if rate_percent is not None:
                assumed = patient_assumptions(assumed, rate_percent)
            self._lenders[rate_percent] = lender_of(assumed)
        return self._lenders[rate_percent]

    def keeps_contract(self, view: Outlook) -> bool:
        """Whether the contracted instalments could be paid in the months of a view, stressed too.

        Looked at once for views of the same length.
        """
        months = len(view.base)
        if months not in self._contract:
            contract = contract_payments(self.debt, self.start_month, months) or ()
            self._contract[months] = any(contract) and is_kept(contract, view, months)
        return self._contract[months]

    def shares(self, model: ScoringModel) -> KnownShares:
        """The shares that are alike for all terms; those of the model last asked about are kept."""
        if not self._shares or self._shares[0].model is not model:
            known = KnownShares(
                self.debt,
                model,
                evidence_held=self.evidence_held,
                efforts=len(self.efforts),
                payments_made=self.payments_made,
            )
            self._shares[:] = [known]
        return self._shares[0]

    @property
    def others(self) -> tuple[DebtLine, ...]:
        """The debts beside the one proposed about."""
        return tuple(line for line in self.budget.debts if line.debt_ref != self.debt.debt_ref)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Points, verdict and what they were made of."""

    verdict: Verdict
    points: int
    gates: tuple[Gate, ...]
    sub_scores: tuple[SubScore, ...]
    plan: Plan
    flows: PlanFlows
    courses: Courses
    value: LenderValue

    @property
    def failed(self) -> frozenset[str]:
        """Codes of the fatal gates that fail."""
        return frozenset(
            gate.code for gate in self.gates if gate.severity == "fatal" and not gate.passed
        )


def evaluate(
    situation: Situation,
    terms: ProposalTerms,
    model: ScoringModel,
    book: RuleBook,
    view: Outlook | None = None,
) -> Evaluation:
    """Judge one set of terms.

    `view` is an outlook at least as long as the plan, to be made once for many terms. Raises
    TermsNotPossible and ScheduleNotComputable as `plan_of` does.
    """
    debt, start = situation.debt, situation.start_month
    if month_of(terms.first_due_date) - start > model.reach.months_ahead:
        raise TermsNotPossible("first_due_too_far", "/first_due_date")
    plan = plan_of(debt, terms)
    months = months_needed(plan, start, situation.months)
    view = situation.view(months) if view is None else view.until(months)
    payments = monthly_payments(plan, start)
    courses = _courses(situation, view, payments)
    flows = lender_flows(plan, start, payments)
    value = situation.lender().compared(flows, plan.owed)
    gates = (
        *affordability_gates(view, courses),
        *legal_gates(debt, terms.instalments, situation.known, book),
        value_gate(value.plan, value.no_plan),
    )
    patient = situation.lender(terms.annual_rate_percent)
    ratio = ratio_of(patient.plan(flows), value.no_plan)
    count = len(plan.payments)
    payment = Fraction(sum(plan.payments), count) if count else None
    least = courses.least_coverage
    shares = _shares(situation, terms, payment, plan.owed, least, ratio, model)
    points, parts = sub_scores.weighed(shares, model.weights)
    verdict = verdict_of(points, gates, model)
    return Evaluation(verdict, points, gates, parts, plan, flows, courses, value)


def verdict_of(points: int, gates: tuple[Gate, ...], model: ScoringModel) -> Verdict:
    """The verdict in words: unreasonable whenever a fatal gate fails."""
    fatal = any(gate.severity == "fatal" and not gate.passed for gate in gates)
    return "unreasonable" if fatal else verdict_if_kept(points, model)


def verdict_if_kept(points: int, model: ScoringModel) -> Verdict:
    """The verdict on points where no fatal gate fails."""
    if points < model.borderline_from:
        return "unreasonable"
    return "reasonable" if points >= model.reasonable_from else "borderline"


def _courses(situation: Situation, view: Outlook, payments: tuple[int, ...]) -> Courses:
    paid = paid_by(payments, len(view.base))
    base, stressed, essential = (
        course_of(cash, paid, view.buffer) for cash in (view.base, view.stressed, view.essential)
    )
    return Courses(base, stressed, essential, situation.keeps_contract(view))


@lru_cache(maxsize=256)
def patient_assumptions(assumptions: LenderAssumptions, rate_percent: Decimal) -> LenderAssumptions:
    """Assumptions under which waiting longer for interest earns no points.

    The plan is discounted at its own effective rate where that is above the assumed one.
    """
    monthly = rate_percent / 100 / _MONTHS_PER_YEAR
    effective = ((1 + monthly) ** _MONTHS_PER_YEAR - 1) * 100
    rate = max(assumptions.discount_rate_percent, effective)
    return LenderAssumptions(
        rate, assumptions.redefault_share, assumptions.break_month, assumptions.routes
    )


def points_if_kept(
    situation: Situation, terms: ProposalTerms, flows: LevelFlows, owed: int, model: ScoringModel
) -> int:
    """The points of a plan of equal payments that is kept in every month, without its schedule.

    What `evaluate` says of such a plan; `owed` is all that is owed before it.
    """
    patient = situation.lender(terms.annual_rate_percent)
    ratio = ratio_of(patient.level_plan(flows), situation.lender().no_plan(owed))
    paid = Fraction(flows.level * (flows.instalments - 1) + flows.last, flows.instalments)
    shares = _shares(situation, terms, paid, owed, sub_scores.ONE, ratio, model)
    return sub_scores.points_of(shares, model.weights)


def _shares(
    situation: Situation,
    terms: ProposalTerms,
    payment: Fraction | None,
    owed: int,
    coverage: Fraction,
    ratio: Decimal,
    model: ScoringModel,
) -> Mapping[str, Fraction]:
    """Every share; `payment` is the plan's average payment, None where it has no instalments."""
    bands, known = model.bands, situation.shares(model)
    return {
        **known.fixed,
        "affordability": sub_scores.affordability(coverage),
        "lender_value": sub_scores.lender_share(ratio, bands),
        "cut_asked": known.cut(terms),
        "term_asked": sub_scores.term_share(terms.instalments, situation.debt.product_type, bands),
        "fairness": sub_scores.fairness_share(payment, owed, situation.others),
    }


def coverage_places(coverage: Fraction) -> Decimal:
    """A coverage as a decimal with four places, rounded down so that 1.0000 means kept."""
    above, below = coverage.as_integer_ratio()
    return Decimal(above * 10_000 // below).scaleb(-4)
