"""Reads the tables of published figures under tests/cases/."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.calc.schedules import LoanTerms, Variation


def table(name: str) -> dict[str, Any]:
    text = (Path(__file__).parents[1] / "cases" / f"calc_{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def day(text: str) -> date:
    return date.fromisoformat(text)


def loan_terms(written: dict[str, Any]) -> LoanTerms:
    fields = dict(written)
    fields["annual_rate_percent"] = Decimal(fields["annual_rate_percent"])
    fields["first_due_date"] = day(fields["first_due_date"])
    fields["variations"] = tuple(_variation(each) for each in fields.get("variations", []))
    return LoanTerms(**fields)


def _variation(written: dict[str, Any]) -> Variation:
    fields = dict(written)
    if "annual_rate_percent" in fields:
        fields["annual_rate_percent"] = Decimal(fields["annual_rate_percent"])
    if "shift_due_to" in fields:
        fields["shift_due_to"] = day(fields["shift_due_to"])
    return Variation(**fields)
