"""Published lender-side methods, reproduced where they apply; every figure recomputed before use.

US Treasury's HAMP waterfall (target 31 % of income; rate in eighths, then term, then forbearance),
Freddie Mac's Flex Modification (interest-free forbearance), FDIC's loan-value formula, and sharing
among creditors. A published example that rounds too far, or whose shares do not add up, is met by
its own arithmetic and marked.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.calc.allocation import Share, allocate
from app.calc.level_payments import monthly_payment, monthly_rate
from app.cash_flow.budget_lines import DebtLine
from app.proposals.flows import lender_flows
from app.proposals.lender_value import lender_of, value_of_plan
from app.proposals.model import scoring_model
from app.proposals.terms import ProposalTerms, plan_of
from tests.calc.present_values import present_value
from tests.proposals.households import START

MODEL = scoring_model()
FIRST = date(2027, 1, 10)


def payment(principal: str, rate: str, months: int) -> Decimal:
    """The instalment of a plan in yuan, as a proposal works it out."""
    fen = int(Decimal(principal) * 100)
    plan = plan_of(
        DebtLine("home", principal_outstanding=fen), ProposalTerms(months, FIRST, Decimal(rate))
    )
    return Decimal(plan.schedule.rows[0].payment) / 100


@pytest.mark.parametrize(
    ("principal", "rate", "months", "expected"),
    [
        ("200000", "7.5", 360, "1398.43"),
        ("200000", "4", 360, "954.83"),
        ("200000", "2", 420, "662.53"),
        ("450000", "9", 360, "3620.80"),
        ("450000", "2", 480, "1362.72"),
        ("328584.90", "4.75", 480, "1530.41"),
        ("144224.41", "3.25", 480, "537.30"),
        ("169068.36", "4.85", 480, "798.52"),
    ],
)
def test_the_published_annuities(principal: str, rate: str, months: int, expected: str) -> None:
    assert payment(principal, rate, months) == Decimal(expected)


def test_the_rate_falls_by_eighths_no_further_than_the_target_needs() -> None:
    """H1: 31 % of 4,000 less 250 for taxes; the published example rounds on to 4 %."""
    target = Decimal(4000) * Decimal("0.31") - 250
    rates = [Decimal("7.5") - Decimal("0.125") * step for step in range(45)]
    reached = next(rate for rate in rates if payment("200000", str(rate), 360) <= target)
    assert reached == Decimal("4.250")
    assert payment("200000", "4.25", 360) + 250 == Decimal("1233.88")
    assert payment("200000", "4.375", 360) > target


def test_the_term_is_extended_no_further_than_the_target_needs() -> None:
    """H2: 31 % of 3,000 less 250 at the floor of 2 %; the published example goes on to 420."""
    target = int((Decimal(3000) * Decimal("0.31") - 250) * 100)
    rate = monthly_rate(Decimal(2))
    months = next(n for n in range(360, 481) if monthly_payment(20_000_000, rate, n) <= target)
    assert months == 405
    assert Decimal(monthly_payment(20_000_000, rate, 405)) / 100 + 250 == Decimal("929.50")


@pytest.mark.parametrize(
    ("gross", "rate", "target", "bearing", "forborne"),
    [
        ("450000.00", "2", "1145.00", "378105.37", "71894.63"),
        ("356130.71", "4.75", "1530.51", "328584.90", "27545.81"),
    ],
)
def test_forbearance_leaves_what_the_target_pays(
    gross: str, rate: str, target: str, bearing: str, forborne: str
) -> None:
    """H3 and F1: what is forborne bears no interest there; here a balloon does, so it differs."""
    assert Decimal(bearing) + Decimal(forborne) == Decimal(gross)
    assert payment(bearing, rate, 480) <= Decimal(target)
    assert payment(gross, rate, 480) > Decimal(target)


def test_the_loan_value_formula() -> None:
    """(1 - d) x value of the payments + d x value of the disposition, here of having no plan."""
    debt = DebtLine("x", principal_outstanding=20_000_000)
    plan = plan_of(debt, ProposalTerms(360, FIRST, Decimal(4)))
    flows = lender_flows(plan, START)
    d = Decimal("0.40")
    assumed = replace(MODEL.lender, redefault_share=d, break_month=1)
    rate = assumed.discount_rate_percent / 100
    payments = present_value(list(enumerate(flows.payments)), rate)
    disposition = max(route.value for route in lender_of(assumed).without_plan(plan.owed).routes)
    month_later = present_value([(1, disposition)], rate)
    expected = (1 - d) * payments + d * month_later
    assert abs(value_of_plan(flows, assumed) - expected) <= 1
    sure = replace(assumed, redefault_share=Decimal(0))
    assert abs(value_of_plan(flows, sure) - payments) <= 1


@pytest.mark.parametrize(
    ("amount", "balances", "shares"),
    [
        (16_000, [455_000, 670_000, 120_000], (5_847, 8_611, 1_542)),  # published: sums to 159.99
        (10_000, [50_000, 100_000, 23_300, 20_000], (2_587, 5_173, 1_205, 1_035)),
    ],
)
def test_sharing_pro_rata_adds_up(
    amount: int, balances: list[int], shares: tuple[int, ...]
) -> None:
    debts = [Share(str(place), balance, 0, Decimal(0)) for place, balance in enumerate(balances)]
    assert allocate(amount, "pro_rata", debts) == shares
    assert sum(shares) == amount


def test_sharing_by_contract_with_a_floor() -> None:
    debts = [Share("a", 100_000, 2_500, Decimal(0)), Share("b", 100_000, 5_000, Decimal(0))]
    assert allocate(1_500, "contractual", debts, 500) == (500, 1_000)
