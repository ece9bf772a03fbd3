"""Redaction profiles: which personal data may leave, towards whom (`bundles/profiles.toml`).

A profile names what it lets out; whatever it does not name stays. An entry of the ledger is shown
as it was recorded only if nothing of it has to stay, for a commitment opens as a whole or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from app.core.tables import data_table

PLUMBING: Final = frozenset(
    {"id", "contact_id", "replaces_sequence", "direction_assumed", "source", "occurred_at"}
)
"""Members of a payload that say nothing of anybody."""
LAST_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """What may leave: fields of the person and of contacts, and whose promises."""

    code: str
    person: frozenset[str]
    contact: frozenset[str]
    about_others: frozenset[str]
    promises_by: frozenset[str]
    withholds_risks: bool
    hidden_hardship: frozenset[str]

    def fields_of(self, about_person: str) -> frozenset[str]:
        """The fields of a contact that may leave; fewer where it was about somebody else."""
        return self.contact if about_person == "debtor" else self.about_others


@lru_cache(maxsize=1)
def profiles() -> Mapping[str, Profile]:
    """All profiles, by code."""
    return {
        row["code"]: Profile(
            code=row["code"],
            person=frozenset(row["person"]),
            contact=frozenset(row["contact"]),
            about_others=frozenset(row["about_others"]),
            promises_by=frozenset(row["promises_by"]),
            withholds_risks=row["withholds_risks"],
            hidden_hardship=frozenset(row.get("hidden_hardship", ())),
        )
        for row in data_table("bundles", "profiles")["profiles"]
    }


def default_profile(purpose: str) -> str:
    """The profile of a checklist's purpose, where none was asked for."""
    code: str = data_table("bundles", "profiles")["default_of_purpose"][purpose]
    return code


def within(contact: Mapping[str, Any], profile: Profile, about_person: str) -> dict[str, Any]:
    """A contact's fields, or some corrected ones, without what the profile does not let out."""
    allowed = profile.fields_of(about_person)
    kept = {name: value for name, value in contact.items() if name in allowed}
    if kept.get("promises"):
        kept["promises"] = [one for one in kept["promises"] if one["by"] in profile.promises_by]
    return kept


def withheld_fields(contact: Mapping[str, Any], profile: Profile, about_person: str) -> list[str]:
    """Names of the fields that say something and stay, in alphabetical order."""
    kept = within(contact, profile, about_person)
    return sorted(
        name
        for name, value in contact.items()
        if name not in PLUMBING and _says_something(value) and kept.get(name) != value
    )


def _says_something(value: Any) -> bool:
    return value is not None and value not in ([], {}, "")


def person_shown(case: Mapping[str, Any], profile: Profile) -> dict[str, str]:
    """What a paper says of the person: only what the profile names, numbers by their last digits.

    `case` is the case in the contract's form; absent facts are left out.
    """
    person, hardship = case.get("person") or {}, case.get("hardship") or {}
    id_number = person.get("id_number")
    reason = hardship.get("reason")
    known = {
        "full_name": person.get("full_name"),
        "id_last4": id_number[-LAST_DIGITS:] if id_number else None,
        "phone": person.get("phone"),
        "client_reference": case.get("client_reference"),
        "hardship_reason": None if reason in profile.hidden_hardship else reason,
        "hardship_description": hardship.get("description"),
    }
    return {name: value for name, value in known.items() if value and name in profile.person}
