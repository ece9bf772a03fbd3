"""The proposal score (方案合理度): gates, points and verdict of one set of terms.

It says whether a plan is reasonable; it is never a probability, and no lender has to agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from app.calc.periods import month_of
from app.core.rules import RuleBook
from app.proposals import sub_scores
from app.proposals.course_columns import courses_of, courses_of_all
from app.proposals.flows import (
    Course,
    Outlook,
    lender_flows,
    monthly_payments,
    months_needed,
)
from app.proposals.gates import (
    Courses,
    Gate,
    affordability_gates,
    legal_gates,
    value_gate,
)
from app.proposals.lender_value import LenderValue, compared, ratio_of
from app.proposals.model import ScoringModel
from app.proposals.plan_flows import BriefFlows, Flows, LevelFlows
from app.proposals.situation import Situation
from app.proposals.sub_scores import SubScore
from app.proposals.terms import (
    Plan,
    ProposalTerms,
    TermsNotPossible,
    plan_of,
    plan_of_known,
)

Verdict = Literal["unreasonable", "borderline", "reasonable"]
VERDICTS: tuple[Verdict, ...] = ("unreasonable", "borderline", "reasonable")
"""From the worst to the best."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Points, verdict and what they were made of; `payments` are fen month by month."""

    verdict: Verdict
    points: int
    gates: tuple[Gate, ...]
    sub_scores: tuple[SubScore, ...]
    plan: Plan
    payments: tuple[int, ...]
    flows: Flows
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
    if month_of(terms.first_due_date) - situation.start_month > model.reach.months_ahead:
        raise TermsNotPossible("first_due_too_far", "/first_due_date")
    asked = _asked(situation, terms)
    view = situation.view(asked.months) if view is None else view.until(asked.months)
    return _judged(situation, asked, view, courses_of(view, asked.payments), model, book)


Shares = Mapping[str, Fraction]
"""What is earned of each sub-score, 0 to 1."""


class Found(NamedTuple):
    """A plan that a search has found to be kept: its flows, value to the lender, and shares."""

    flows: BriefFlows
    worth: int
    shares: Shares


def evaluate_all(
    situation: Situation,
    plans: Sequence[tuple[ProposalTerms, Found | None]],
    model: ScoringModel,
    book: RuleBook,
    view: Outlook,
) -> list[Evaluation]:
    """What `evaluate` says of each of some terms, with what a search has found out about them.

    They start no later than the model's reach, and end within the view.
    """
    asked = [_asked(situation, terms, found) for terms, found in plans]
    months = [one.months for one in asked]
    runs = courses_of_all(view, [one.payments for one in asked], months)
    return [
        _judged(situation, one, view.until(one.months), courses, model, book)
        for one, courses in zip(asked, runs, strict=True)
    ]


class _Asked(NamedTuple):
    """A plan, its payments month by month, its flows, and how many months it is looked at."""

    plan: Plan
    payments: tuple[int, ...]
    flows: Flows
    months: int
    found: Found | None


def _asked(situation: Situation, terms: ProposalTerms, found: Found | None = None) -> _Asked:
    debt, start = situation.debt, situation.start_month
    if found is None:
        plan = plan_of(debt, terms)
    else:
        is_level = isinstance(found.flows, LevelFlows)
        plan = plan_of_known(debt, terms, found.flows.payments, is_level=is_level)
    payments = monthly_payments(plan, start)
    flows = lender_flows(plan, start, payments) if found is None else found.flows
    return _Asked(plan, payments, flows, months_needed(plan, start, situation.months), found)


def _judged(
    situation: Situation,
    asked: _Asked,
    view: Outlook,
    runs: tuple[Course, Course, Course],
    model: ScoringModel,
    book: RuleBook,
) -> Evaluation:
    """The judgement on a plan from its courses; `view` ends with the months looked at."""
    debt, plan, flows, found = situation.debt, asked.plan, asked.flows, asked.found
    terms = plan.terms
    courses = Courses(*runs, situation.keeps_contract(view))
    worth = situation.lender().plan(flows) if found is None else found.worth
    value = compared(worth, situation.without_plan)
    gates = (
        *affordability_gates(view, courses),
        *legal_gates(debt, terms.instalments, situation.known, book),
        value_gate(value.plan, value.no_plan),
    )
    if found is None:
        paid, count = sum(plan.payments), len(plan.payments)
        ratio = _patient_ratio(situation, terms, flows, worth)
        figures = _Figures(terms.instalments, paid, count, courses.least_coverage, ratio)
        shares = _shares(situation, terms, figures, model)
    else:
        shares = found.shares
    points, parts = sub_scores.weighed(shares, model.weights)
    verdict = verdict_of(points, gates, model)
    return Evaluation(verdict, points, gates, parts, plan, asked.payments, flows, courses, value)


def _patient_ratio(situation: Situation, terms: ProposalTerms, flows: Flows, worth: int) -> Decimal:
    """What the plan is worth to a patient lender against none; `worth` is what to any other."""
    patient = situation.lender(terms.annual_rate_percent)
    if patient is not situation.lender():
        worth = patient.plan(flows)
    return ratio_of(worth, situation.without_plan.value)


def verdict_of(points: int, gates: tuple[Gate, ...], model: ScoringModel) -> Verdict:
    """The verdict in words: unreasonable whenever a fatal gate fails."""
    fatal = any(gate.severity == "fatal" and not gate.passed for gate in gates)
    return "unreasonable" if fatal else verdict_if_kept(points, model)


def verdict_if_kept(points: int, model: ScoringModel) -> Verdict:
    """The verdict on points where no fatal gate fails."""
    if points < model.borderline_from:
        return "unreasonable"
    return "reasonable" if points >= model.reasonable_from else "borderline"


def shares_if_kept(
    situation: Situation,
    terms: ProposalTerms,
    flows: BriefFlows,
    worth: int,
    model: ScoringModel,
) -> Shares:
    """The shares of a plan that is kept in every month, without its schedule.

    Those of `evaluate` for such a plan, whose dates and instalments are those of the flows, not of
    the terms; `worth` is its value to the lender.
    """
    count, ratio = flows.instalments, _patient_ratio(situation, terms, flows, worth)
    figures = _Figures(count, flows.paid, count, sub_scores.ONE, ratio)
    return _shares(situation, terms, figures, model)


class _Figures(NamedTuple):
    """What the shares rest on: instalments asked for, what is paid in how many of them, in fen."""

    instalments: int
    paid: int
    payments: int
    coverage: Fraction
    ratio: Decimal


def _shares(
    situation: Situation, terms: ProposalTerms, figures: _Figures, model: ScoringModel
) -> Shares:
    """Every share; of the terms only what is waived and the rate count here."""
    product, bands, known = situation.debt.product_type, model.bands, situation.shares(model)
    paid, count = figures.paid, figures.payments
    return {
        **known.fixed,
        "affordability": sub_scores.affordability(figures.coverage),
        "lender_value": sub_scores.lender_share(figures.ratio, bands),
        "cut_asked": known.cut(terms),
        "term_asked": sub_scores.term_share(figures.instalments, product, bands),
        "fairness": sub_scores.fairness_share(paid, count, known.owed, known.others),
    }


def coverage_places(coverage: Fraction) -> Decimal:
    """A coverage as a decimal with four places, rounded down so that 1.0000 means kept."""
    above, below = coverage.as_integer_ratio()
    return Decimal(above * 10_000 // below).scaleb(-4)
