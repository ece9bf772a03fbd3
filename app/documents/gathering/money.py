"""Facts about debts, budget, what can be paid, and a proposal with its payments."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.debts.facts import owed
from app.documents.facts import Fact, Facts, Row, flagged
from app.documents.typesetting.tree import Source
from app.documents.wording import Words, amount, in_capitals

CHARGES = ("interest", "fees", "penalty")


def facts_of_debts(debts: Sequence[Any], words: Words) -> Facts:
    """The debts a document is about; sums are known only where every part is."""
    rows = [row_of_debt(debt, words) for debt in debts]
    owing = [owed(debt) for debt in debts]
    instalments = [debt.instalment_amount for debt in debts]
    total = _sum(owing)
    first = debts[0] if len({_addressee(debt) for debt in debts}) == 1 else None
    source = Source("debt", "principal_outstanding")
    named = {
        "creditor.name": Fact(
            None if first is None else _addressee(first),
            Source("debt", "creditor_name", None if first is None else str(first.id)),
            "/debt_ids",
        ),
        "debts.count": Fact(str(len(debts)), Source("debt", "id")),
        "debts.owed": Fact(amount(total), source, _pointer_of_unknown(debts, owing)),
        "debts.owed_capitals": Fact(in_capitals(total), source),
        "debts.principal": Fact(
            amount(_sum([debt.principal_outstanding for debt in debts])), source
        ),
        "debts.charges": Fact(amount(_sum([_charges(debt) for debt in debts])), source),
        "debts.instalments": Fact(amount(_sum(instalments)), Source("debt", "instalment_amount")),
    }
    return Facts(named, {"debts": rows}, flagged(one_creditor=first is not None))


def _addressee(debt: Any) -> str:
    return str(debt.lender_legal_name or debt.creditor_name)


def _sum(parts: Sequence[int | None]) -> int | None:
    return None if None in parts or not parts else sum(part or 0 for part in parts)


def _pointer_of_unknown(debts: Sequence[Any], owing: Sequence[int | None]) -> str:
    for debt, known in zip(debts, owing, strict=True):
        if known is None:
            return f"/debts/{debt.id}/principal_outstanding"
    return "/debts"


def _charges(debt: Any) -> int | None:
    parts = [getattr(debt, f"{name}_outstanding") for name in CHARGES]
    return None if all(part is None for part in parts) else sum(part or 0 for part in parts)


def row_of_debt(debt: Any, words: Words) -> Row:
    """One debt as a row."""

    def fact(text: str | None, field: str) -> Fact:
        return Fact(text, Source("debt", field, str(debt.id)), f"/debts/{debt.id}/{field}")

    days = debt.days_past_due
    return {
        "creditor": fact(debt.creditor_name, "creditor_name"),
        "lender": fact(debt.lender_legal_name, "lender_legal_name"),
        "platform": fact(debt.platform_name, "platform_name"),
        "product": fact(words.label("product_type", debt.product_type), "product_type"),
        "status": fact(words.label("debt_status", debt.debt_status), "debt_status"),
        "reference": fact(debt.account_reference, "account_reference"),
        "contract_date": fact(_day(debt.contract_date), "contract_date"),
        "principal": fact(amount(debt.principal_outstanding), "principal_outstanding"),
        "charges": fact(amount(_charges(debt)), "interest_outstanding"),
        "owed": fact(amount(owed(debt)), "principal_outstanding"),
        "rate": fact(_percent(debt.annual_rate_percent), "annual_rate_percent"),
        "instalment": fact(amount(debt.instalment_amount), "instalment_amount"),
        "due": fact(_day(debt.next_due_date), "next_due_date"),
        "days_past_due": fact(None if days is None else str(days), "days_past_due"),
    }


def _day(day: date | None) -> str | None:
    """A day as it stands in tables."""
    return None if day is None else day.isoformat()


def _percent(rate: Any) -> str | None:
    return None if rate is None else f"{rate:f}%"


NO_BUDGET = "/budget"
SUMMARY = {
    "budget.income": "monthly_income",
    "budget.fixed": "monthly_fixed_expenses",
    "budget.flexible": "monthly_flexible_expenses",
    "budget.surplus": "monthly_surplus_before_debts",
    "budget.affordable": "affordable_payment",
    "budget.stressed": "stressed_affordable_payment",
}


def facts_of_budget(budget: Any, summary: Any, words: Words) -> Facts:
    """The budget and what can be paid from it; both None before there is one."""
    known = summary is not None
    named = {
        name: Fact(
            amount(getattr(summary, field)) if known else None,
            Source("cash_flow", f"summary.{field}"),
            NO_BUDGET,
        )
        for name, field in SUMMARY.items()
    }
    spending = summary.monthly_fixed_expenses + summary.monthly_flexible_expenses if known else None
    named["budget.expenses"] = Fact(amount(spending), Source("budget", "expenses"), NO_BUDGET)
    nothing = known and not (summary.affordable_payment and summary.stressed_affordable_payment)
    return Facts(
        named,
        {
            "incomes": [_budget_line(line, "incomes", words) for line in _lines(budget, "incomes")],
            "expenses": [
                _budget_line(line, "expenses", words) for line in _lines(budget, "expenses")
            ],
            "planned_costs": [_planned(line, words) for line in _lines(budget, "planned_costs")],
        },
        flagged(has_budget=known, nothing_affordable=nothing, can_pay=known and not nothing),
    )


def _lines(budget: Any, name: str) -> Sequence[Any]:
    return getattr(budget, name) if budget is not None else ()


def _budget_line(line: Any, kind: str, words: Words) -> Row:
    return {
        "name": Fact(line.name, Source("budget", f"{kind}.name"), is_own=True),
        "amount": Fact(amount(line.amount), Source("budget", f"{kind}.amount")),
        "frequency": Fact(
            words.label("frequency", line.frequency), Source("budget", f"{kind}.frequency")
        ),
    }


def _planned(line: Any, words: Words) -> Row:
    return {
        "name": Fact(line.name, Source("budget", "planned_costs.name"), is_own=True),
        "amount": Fact(amount(line.amount), Source("budget", "planned_costs.amount")),
        "month": Fact(words.month(line.month), Source("budget", "planned_costs.month")),
    }


def facts_of_proposal(proposal: Any, schedule: Any, words: Words) -> Facts:
    """A proposal and every payment of it; both None where none was named."""

    def fact(text: str | None, field: str) -> Fact:
        ref = None if proposal is None else str(proposal.id)
        return Fact(text, Source("proposal", field, ref), "/proposal_id")

    terms = proposal.terms if proposal is not None else None
    computed = schedule.computed_terms if schedule is not None else None
    figures: Mapping[str, tuple[int | None, str]] = {
        "owed": (schedule and schedule.owed, "schedule.owed"),
        "waived": (schedule and schedule.waived, "schedule.waived"),
        "upfront": (schedule and schedule.upfront_payment, "terms.upfront_payment"),
        "financed": (schedule and schedule.financed, "schedule.financed"),
        "payment": (computed and computed.instalment_amount, "computed_terms.instalment_amount"),
        "total_paid": (computed and computed.total_paid, "computed_terms.total_paid"),
    }
    named = {f"proposal.{name}": fact(amount(fen), field) for name, (fen, field) in figures.items()}
    named |= {
        f"proposal.{name}_capitals": fact(in_capitals(fen), field)
        for name, (fen, field) in figures.items()
    }
    rows = schedule.rows if schedule is not None else ()
    kind = proposal and words.label("request_kind", proposal.request_kind)
    named |= {
        "proposal.kind": fact(kind, "request_kind"),
        "proposal.instalments": fact(terms and str(terms.instalments), "terms.instalments"),
        "proposal.first_due": fact(terms and words.day(terms.first_due_date), "terms"),
        "proposal.last_due": fact(words.day(rows[-1].due_date) if rows else None, "schedule"),
        "proposal.rate": fact(terms and _percent(terms.annual_rate_percent), "terms"),
        "proposal.reason": Fact(
            (proposal and proposal.reason) or None, Source("proposal", "reason"), is_own=True
        ),
    }
    totals = schedule.totals if schedule is not None else None
    for name in ("principal", "interest", "fee", "payment"):
        named[f"schedule.{name}"] = fact(
            totals and amount(getattr(totals, name)), f"schedule.totals.{name}"
        )
    return Facts(
        named,
        {"schedule": [_instalment(row, fact) for row in rows]},
        flagged(
            has_proposal=proposal is not None,
            asks_waiver=bool(schedule and schedule.waived),
            pays_upfront=bool(schedule and schedule.upfront_payment),
        ),
    )


def may_name_amount(summary: Any, schedule: Any) -> bool:
    """Whether a paper may put the proposal's payment forward: only what the budget carries."""
    if summary is None or schedule is None or not summary.stressed_affordable_payment:
        return False
    largest: int = schedule.computed_terms.largest_payment
    affordable: int = summary.affordable_payment
    return largest <= affordable


def _instalment(row: Any, fact: Any) -> Row:
    place = f"schedule.rows.{row.number}"
    figures = {
        name: fact(amount(getattr(row, name)), f"{place}.{name}")
        for name in ("principal", "interest", "fee", "payment", "balance")
    }
    return {
        **figures,
        "number": fact(str(row.number), f"{place}.number"),
        "due": fact(row.due_date.isoformat(), f"{place}.due_date"),
    }
