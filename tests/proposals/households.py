"""Households and debts that the tests of proposals share."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, PlannedCost, Stress
from app.proposals.flows import Outlook
from app.proposals.kept_plans import Constraints, best_shapes
from app.proposals.model import ScoringModel, scoring_model
from app.proposals.scoring import Evaluation
from app.proposals.shapes import Shape
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver
from tests.cash_flow.budgets import CARD, START
from tests.cash_flow.budgets import EXAMPLE as EXAMPLE_BUDGET
from tests.cash_flow.budgets import STRESS as HARD

__all__ = ["CARD", "HARD", "START"]

LOAN = DebtLine(
    debt_ref="loan",
    creditor_type="consumer_finance",
    product_type="consumer_loan",
    principal_outstanding=1_120_000,
    annual_rate_percent=Decimal("15.80"),
    instalment_amount=98_000,
    remaining_instalments=12,
    next_due_date=date(2026, 12, 12),
)
PHONE = DebtLine(
    debt_ref="phone",
    creditor_type="microloan_company",
    product_type="instalment_purchase",
    principal_outstanding=149_700,
    annual_rate_percent=Decimal("13.03"),
    instalment_amount=53_493,
    remaining_instalments=3,
    next_due_date=date(2026, 12, 20),
)
WORKED_EXAMPLE = ProposalTerms(
    instalments=48,
    first_due_date=date(2027, 1, 10),
    waive=Waiver(penalty=32_000),
)
REFUSED = ProposalTerms(
    instalments=60,
    first_due_date=date(2027, 1, 10),
    waive=Waiver(interest=165_000, penalty=32_000),
)
(SALARY,), (RENT,) = EXAMPLE_BUDGET.incomes, EXAMPLE_BUDGET.expenses
FAMILY_BUDGET = Budget(
    350_000,
    (Income("工资", "salary", 780_000), Income("兼职", "part_time", 260_000)),
    (
        RENT,
        Expense("水电", "utilities", "flexible", essential=True, amount=32_000),
        Expense("买菜", "food", "flexible", essential=True, amount=230_000),
        Expense("托管", "education", "fixed", essential=True, amount=90_000),
        Expense("交通", "transport", "flexible", essential=True, amount=48_000),
        Expense("保险", "insurance", "fixed", essential=False, amount=60_000, frequency="yearly"),
    ),
    (
        PlannedCost("牙科", "health", 420_000, parse_month("2027-02"), Decimal("0.80")),
        PlannedCost("春节", "family", 150_000, parse_month("2027-02")),
    ),
    debts=(CARD, LOAN, PHONE),
)
MILD = Stress(Decimal(5), Decimal(3))
EXAMPLE = Situation(
    CARD,
    EXAMPLE_BUDGET,
    START,
    12,
    HARD,
    scoring_model().lender,
    evidence_held=frozenset({"income_proof", "bank_statements"}),
    efforts=frozenset({"cut_spending", "seeking_work"}),
    payments_made=4,
)
FAMILY = replace(EXAMPLE, budget=FAMILY_BUDGET, stress=MILD)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Households with little or more, a planned cost, and none, one or two other debts."""
    budget = Budget(
        draw(st.integers(0, 300_000)),
        (Income("a", "salary", draw(st.integers(0, 300_000))),),
        (Expense("b", "food", "flexible", essential=True, amount=draw(st.integers(0, 150_000))),),
        (
            PlannedCost(
                "c", "health", draw(st.integers(0, 200_000)), START + draw(st.integers(0, 6))
            ),
        ),
        debts=draw(st.sampled_from([(), (LOAN,), (CARD, PHONE)])),
    )
    return replace(EXAMPLE, budget=budget, months=3, buffer=draw(st.sampled_from([0, 20_000])))


def is_affordable(found: Evaluation) -> bool:
    """Whether every month is kept, plain and stressed."""
    return found.courses.base.is_kept and found.courses.stressed.is_kept


def is_told_alike(one: Evaluation, other: Evaluation) -> bool:
    """Whether two evaluations say the same, however their plans and flows are written down."""
    plans = [(found.plan.payments, found.plan.left, found.plan.schedule) for found in (one, other)]
    return plans[0] == plans[1] and one == replace(other, plan=one.plan, flows=one.flows)


def all_best(
    situation: Situation,
    constraints: Constraints,
    longest: int,
    view: Outlook,
    model: ScoringModel,
) -> list[Shape]:
    """Every plan that can be kept and that no other beats, in the order of their merits."""
    found = best_shapes(situation, constraints, longest, view, model)
    return found.all() if found is not None else []
