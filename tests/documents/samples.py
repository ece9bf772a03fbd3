"""What subjects would show of a made-up case, as plain values."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from app.core.rules import rule_book
from app.documents.facts import Facts
from app.documents.gathering.conduct import facts_of_conduct
from app.documents.gathering.court import facts_of_court
from app.documents.gathering.log import (
    facts_of_contacts,
    facts_of_efforts,
    facts_of_evidence,
    facts_of_proceedings,
    facts_of_proposals,
)
from app.documents.gathering.money import facts_of_budget, facts_of_debts, facts_of_proposal
from app.documents.gathering.people import facts_of_person
from app.documents.gathering.service import _labels
from app.documents.wording import Words

AS_OF = date(2026, 11, 24)
CHINESE = Words("zh-CN", _labels("zh-CN"))
ENGLISH = Words("en", _labels("en"))
CLOCKS = {"payment_order_objection": "提出书面异议"}


def a_case(**changes: Any) -> Any:
    person = SimpleNamespace(
        full_name="林晓雯", phone="13800000001", id_number="310115199001011234"
    )
    hardship = SimpleNamespace(
        reason="job_loss",
        additional_reasons=["debt_spiral"],
        since=date(2026, 8, 1),
        description="公司裁员\n正在找工作",
    )
    given = {
        "person": person,
        "hardship": hardship,
        "household": SimpleNamespace(adults=2, children=1),
        "client_reference": "A-1",
    }
    return SimpleNamespace(**{**given, **changes})


def a_debt(**changes: Any) -> Any:
    given = {
        "id": "d1",
        "creditor_name": "某银行信用卡中心",
        "lender_legal_name": None,
        "platform_name": None,
        "product_type": "credit_card",
        "debt_status": "overdue",
        "account_reference": "尾号 4471",
        "contract_date": date(2021, 5, 18),
        "principal_outstanding": 4_800_000,
        "interest_outstanding": 165_000,
        "fees_outstanding": None,
        "penalty_outstanding": 32_000,
        "annual_rate_percent": Decimal("18.25"),
        "instalment_amount": 240_000,
        "next_due_date": date(2026, 12, 10),
        "days_past_due": 35,
    }
    return SimpleNamespace(**{**given, **changes})


def a_budget() -> tuple[Any, Any]:
    line = SimpleNamespace(name="房租", amount=320_000, frequency="monthly")
    budget = SimpleNamespace(
        incomes=[line],
        expenses=[line],
        planned_costs=[SimpleNamespace(name="牙科手术", amount=420_000, month="2027-02")],
    )
    summary = SimpleNamespace(
        monthly_income=980_000,
        monthly_fixed_expenses=400_000,
        monthly_flexible_expenses=300_000,
        monthly_surplus_before_debts=280_000,
        affordable_payment=250_000,
        stressed_affordable_payment=150_000,
    )
    return budget, summary


def a_proposal(**changes: Any) -> tuple[Any, Any]:
    terms = SimpleNamespace(
        instalments=2, first_due_date=date(2027, 1, 10), annual_rate_percent=Decimal(0)
    )
    computed = SimpleNamespace(instalment_amount=80_000, largest_payment=80_000, total_paid=160_000)
    row = SimpleNamespace(
        number=1,
        due_date=date(2027, 1, 10),
        principal=80_000,
        interest=0,
        fee=0,
        payment=80_000,
        balance=80_000,
    )
    given = {
        "id": "p1",
        "debt_id": "d1",
        "request_kind": "personalised_instalment",
        "status": "refused",
        "terms": terms,
        "reason": "收入下降",
        "computed_terms": computed,
    }
    schedule = SimpleNamespace(
        owed=200_000,
        waived=40_000,
        upfront_payment=10_000,
        financed=160_000,
        computed_terms=computed,
        rows=[row],
        totals=SimpleNamespace(principal=80_000, interest=0, fee=0, payment=80_000),
    )
    return SimpleNamespace(**{**given, **changes}), schedule


def a_contact(**changes: Any) -> Any:
    given = {
        "occurred_at": datetime(2026, 11, 20, 7, 30, tzinfo=UTC),
        "channel": "phone",
        "direction": "outbound",
        "counterpart": SimpleNamespace(
            organisation="某银行", department=None, agent_name=None, agent_id="8021"
        ),
        "summary": "申请个性化分期，客服称暂无政策",
        "outcome": "refused",
        "ticket_number": "20261120-33",
        "promises": [
            SimpleNamespace(by="creditor", what="三日内回电", due_on=date(2026, 11, 23)),
            SimpleNamespace(by="creditor", what="会研究", due_on=None),
            SimpleNamespace(by="debtor", what="补材料", due_on=date(2026, 11, 22)),
        ],
        "debt_ids": [],
    }
    return SimpleNamespace(**{**given, **changes})


def a_finding(**changes: Any) -> Any:
    given = {
        "code": "quiet_hours",
        "rule_id": "GB-45251",
        "force": "standard",
        "contact_ids": ["k1"],
    }
    return SimpleNamespace(**{**given, **changes})


def a_proceeding(**changes: Any) -> Any:
    given = {
        "id": "c1",
        "kind": "payment_order",
        "status": "open",
        "institution": "某区人民法院",
        "case_number": "（2026）某民督 128 号",
        "claimant": "某小额贷款公司",
        "claim_amount": 8_460_000,
        "documents": [
            SimpleNamespace(kind="text_message", received_on=date(2026, 11, 1)),
            SimpleNamespace(kind="payment_order", received_on=date(2026, 11, 16)),
        ],
        "clocks": [SimpleNamespace(code="payment_order_objection", due_on=date(2026, 12, 1))],
    }
    return SimpleNamespace(**{**given, **changes})


def an_item(**changes: Any) -> Any:
    given = {
        "id": "e1",
        "title": "离职证明",
        "file_name": "离职证明.pdf",
        "source": "原单位",
        "purpose": "证明失业",
        "obtained_on": date(2026, 7, 31),
    }
    return SimpleNamespace(**{**given, **changes})


def an_effort(**changes: Any) -> Any:
    given = {
        "id": "f1",
        "kind": "cut_spending",
        "since": date(2026, 8, 15),
        "note": "退掉停车位",
        "monthly_effect": 120_000,
    }
    return SimpleNamespace(**{**given, **changes})


def all_facts(words: Words = CHINESE, *, profile: str = "private") -> Facts:
    """Facts of every kind, all of them known."""
    budget, summary = a_budget()
    proposal, schedule = a_proposal()
    whole = Facts(flags=frozenset({"may_name_amount"}))
    for each in (
        facts_of_person(a_case(), words, profile=profile, as_of=AS_OF),
        facts_of_debts([a_debt()], words),
        facts_of_budget(budget, summary, words),
        facts_of_proposal(proposal, schedule, words),
        facts_of_contacts([("k1", a_contact())], AS_OF, words),
        facts_of_conduct(
            [a_finding()],
            {"k1": 1},
            {"quiet_hours": "晚间联系"},
            {"GB-45251": rule_book().cite("GB-45251")},
            words,
            "以公布的原文为准",
        ),
        facts_of_evidence([an_item()]),
        facts_of_efforts([an_effort()], words),
        facts_of_proceedings([a_proceeding()], CLOCKS, words),
        facts_of_proposals([proposal], {"d1": "某银行"}, words),
        facts_of_court(
            a_proceeding(),
            words,
            ground="amount_wrong",
            statement="已还的没有扣除",
            competent_court="某市人民法院",
        ),
    ):
        whole = whole.and_more(each)
    return whole
