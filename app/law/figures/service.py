"""Answers questions on single figures of the law, each with its article."""

from typing import Any

from app.core import i18n
from app.core.errors import FieldError, InvalidInput
from app.core.results import explain
from app.core.rules import rule_book
from app.law import thresholds
from app.law.figures.schemas import (
    AdvanceInterestIn,
    AdvanceInterestOut,
    CardInstalmentsIn,
    CardInstalmentsOut,
    CreditRecordIn,
    CreditRecordOut,
    DamagesIn,
    DamagesOut,
    LegalFiguresRequest,
    LegalFiguresResult,
    OverdueRateIn,
    OverdueRateOut,
    PaymentIn,
    PaymentOut,
)

RULES = {
    "damages": ("CC-585", "HT-65"),
    "advance_interest": ("CC-670", "MJ-26"),
    "overdue_rate": ("PEN-251", "FIN-24"),
    "credit_record": ("CR-16", "CREDIT-FIX"),
    "payment": ("CC-561",),
    "card_instalments": ("CARD-70",),
}
"""What each question rests on."""


def compute_legal_figures(request: LegalFiguresRequest) -> LegalFiguresResult:
    """Answers whatever was asked.

    Raises:
        InvalidInput: if nothing was asked, or days or sums of a question contradict.
    """
    asked: dict[str, Any] = {
        name: question for name in RULES if (question := getattr(request, name)) is not None
    }
    if not asked:
        raise InvalidInput(errors=[FieldError(f"/{name}", "one_is_required") for name in RULES])
    answers: dict[str, Any] = dict.fromkeys(RULES)
    answers |= {name: _ANSWERS[name](question) for name, question in asked.items()}
    return LegalFiguresResult(
        **answers,
        **explain(
            request,
            rule_ids=[rule_id for name in asked for rule_id in RULES[name]],
            trace=[(name, "answered", RULES[name][0]) for name in asked],
        ),
    )


def _note(name: str) -> str:
    return i18n.text(f"legal_figures.{name}")


def _damages(asked: DamagesIn) -> DamagesOut:
    return DamagesOut(
        excessive=thresholds.is_excessive_damages(rule_book(), asked.agreed, asked.loss),
        measure=thresholds.damages_measure(rule_book(), asked.loss),
        note=_note("damages"),
    )


def _advance_interest(asked: AdvanceInterestIn) -> AdvanceInterestOut:
    if asked.deducted > asked.contract_principal:
        pointer = "/advance_interest/deducted"
        raise InvalidInput(errors=[FieldError(pointer, "more_than_principal")])
    return AdvanceInterestOut(
        recognised_principal=thresholds.recognised_principal(
            asked.contract_principal, asked.deducted
        ),
        note=_note("advance_interest"),
    )


def _overdue_rate(asked: OverdueRateIn) -> OverdueRateOut:
    lowest, highest = thresholds.overdue_rate_band(rule_book(), asked.contract_rate_percent)
    practice = thresholds.practice_rate(rule_book())
    above = highest > practice
    return OverdueRateOut(
        lowest_percent=lowest,
        highest_percent=highest,
        practice_percent=practice,
        above_practice=above,
        note=_note("overdue_rate_above" if above else "overdue_rate"),
    )


def _credit_record(asked: CreditRecordIn) -> CreditRecordOut:
    if asked.repaid_on is not None and asked.repaid_on < asked.overdue_on:
        pointer = "/credit_record/repaid_on"
        raise InvalidInput(errors=[FieldError(pointer, "ends_before_it_begins")])
    if asked.repaid_on is not None and asked.repaid_on.year > thresholds.LATEST_YEAR:
        raise InvalidInput(errors=[FieldError("/credit_record/repaid_on", "day_out_of_reach")])
    hidden = thresholds.hidden_after_repair(
        rule_book(), asked.overdue_on, asked.amount, asked.repaid_on
    )
    kept = (
        None
        if asked.repaid_on is None
        else thresholds.negative_record_ends(rule_book(), asked.repaid_on)
    )
    return CreditRecordOut(kept_until=kept, hidden_from=hidden, note=_note("credit_record"))


def _payment(asked: PaymentIn) -> PaymentOut:
    costs, interest, principal, surplus = thresholds.applied_payment(
        asked.amount, asked.costs, asked.interest, asked.principal
    )
    return PaymentOut(
        costs_left=costs,
        interest_left=interest,
        principal_left=principal,
        surplus=surplus,
        note=_note("payment"),
    )


def _card_instalments(asked: CardInstalmentsIn) -> CardInstalmentsOut:
    needed, fits, least = thresholds.card_instalment_months(
        rule_book(), asked.debt, asked.monthly_payment
    )
    return CardInstalmentsOut(
        months_needed=needed,
        fits=fits,
        least_monthly_payment=least,
        note=_note("card_instalments"),
    )


_ANSWERS: dict[str, Any] = {
    "damages": _damages,
    "advance_interest": _advance_interest,
    "overdue_rate": _overdue_rate,
    "credit_record": _credit_record,
    "payment": _payment,
    "card_instalments": _card_instalments,
}
