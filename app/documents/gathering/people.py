"""Facts about the person, the household and why the payments can no longer be kept."""

from datetime import date
from typing import Any

from app.documents.facts import Fact, Facts, flagged
from app.documents.typesetting.tree import Source
from app.documents.wording import Words

PRIVATE_REASONS = frozenset({"debt_spiral"})
"""Reasons that never stand in a paper for a lender."""
TAIL = 4
"""Digits of an identity number that papers show, unless a court needs all."""


def facts_of_person(case: Any, words: Words, *, profile: str, as_of: date) -> Facts:
    """Person, household and hardship; `case` as the case shows itself."""
    person, hardship, household = case.person, case.hardship, case.household
    number = person.id_number if person is not None else None
    reasons = _reasons(hardship, profile)
    named = {
        "person.full_name": _of_case(person and person.full_name, "person.full_name"),
        "person.phone": _of_case(person and person.phone, "person.phone"),
        "person.id_number": _of_case(number, "person.id_number"),
        "person.id_tail": _of_case(number and number[-TAIL:], "person.id_number"),
        "household.adults": _count(household and household.adults, "household.adults"),
        "household.children": _count(household and household.children, "household.children"),
        "hardship.reason": _of_case(
            words.joined([str(words.label("hardship_reason", code)) for code in reasons]) or None,
            "hardship.reason",
        ),
        "hardship.since": _of_case(words.day(hardship and hardship.since), "hardship.since"),
        "hardship.description": _of_case(
            (hardship and hardship.description) or None, "hardship.description", is_own=True
        ),
        "case.reference": _of_case(case.client_reference, "client_reference"),
        "case.as_of": Fact(words.day(as_of), Source("request", "as_of")),
    }
    return Facts(named, {}, flagged(has_children=bool(household and household.children)))


def _reasons(hardship: Any, profile: str) -> list[str]:
    if hardship is None:
        return []
    given = dict.fromkeys((hardship.reason, *hardship.additional_reasons))
    hidden = PRIVATE_REASONS if profile == "creditor" else frozenset()
    return [code for code in given if code not in hidden]


def _of_case(text: str | None, field: str, *, is_own: bool = False) -> Fact:
    return Fact(text or None, Source("case", field), f"/case/{field.replace('.', '/')}", is_own)


def _count(count: int | None, field: str) -> Fact:
    return _of_case(None if count is None else str(count), field)
