"""What goes into a bundle: exhibits in the list's order, contacts in time, findings about both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.dossier.bundles.profiles import Profile, withheld_fields, within
from app.dossier.bundles.risks import risks_in, texts_in

LONGEST_TITLE: Final = 200
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A code about an entry."""

    entry_id: str
    code: str
    is_included: bool


@dataclass(frozen=True, slots=True)
class Added:
    """A correction or withdrawal of a contact, as far as it may be shown."""

    entry_id: str
    kind: str
    sequence: int
    shown: Fields
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A contact as far as it may be shown; `added` are its corrections and its withdrawal."""

    entry_id: str
    sequence: int
    shown: Fields
    withheld: tuple[str, ...]
    added: tuple[Added, ...]
    is_late: bool


def told(contact: Mapping[str, Any], profile: Profile) -> Told:
    """A contact of the contract's form as a profile shows it.

    If it, or a correction of it, is about somebody else than the debtor, all of it counts as that.
    """
    corrections = contact["corrections"]
    people = [contact["about_person"], *(one["changes"].get("about_person") for one in corrections)]
    about = next((one for one in people if one not in {None, "debtor"}), "debtor")
    recorded = {name: value for name, value in contact.items() if name in _RECORDED}
    added = [
        _added(one, "correction", {**one["changes"], "reason": one["reason"]}, profile, about)
        for one in corrections
    ]
    if contact["withdrawn"] is not None:
        gone = contact["withdrawn"]
        added.append(_added(gone, "withdrawal", {"reason": gone["reason"]}, profile, about))
    return Told(
        contact["id"],
        contact["sequence"],
        within(recorded, profile, about),
        tuple(withheld_fields(recorded, profile, about)),
        tuple(added),
        bool(contact["recorded_late"]),
    )


_RECORDED: Final = frozenset(
    {
        *("channel", "direction", "answered", "duration_seconds", "counterpart", "debt_ids"),
        *("other_counterparts", "summary", "outcome", "ticket_number", "promises", "recording"),
        *("evidence_ids", "complaint_channel", "about_person", "conduct", "occurred_at"),
    }
)
"""The members of a contact that its ledger entry opens."""


def _added(row: Mapping[str, Any], kind: str, said: Fields, profile: Profile, about: str) -> Added:
    return Added(
        row["id"],
        kind,
        row["sequence"],
        within(said, profile, about),
        tuple(withheld_fields(said, profile, about)),
    )


def contact_codes(contact: Told) -> list[str]:
    """What in a contact may be held against the person, in a fixed order."""
    said = [contact.shown, *(one.shown for one in contact.added)]
    codes = risks_in(text for each in said for text in texts_in(each))
    if any(one["by"] == "debtor" for each in said for one in each.get("promises") or ()):
        codes.append("own_promise")
    if any((each.get("recording") or {}).get("announced") is False for each in said):
        codes.append("recording_not_announced")
    if contact.added:
        codes.append("corrected_later")
    if contact.is_late:
        codes.append("recorded_late")
    return codes


def contact_third_parties(contact: Told) -> list[str]:
    """Kinds of other people's data in what is shown of a contact."""
    said = [contact.shown, *(one.shown for one in contact.added)]
    people = [each["counterpart"] for each in said if each.get("counterpart")]
    others = [one for each in said for one in each.get("other_counterparts") or ()]
    kinds = []
    if any(one.get("agent_name") for one in (*people, *others)):
        kinds.append("staff_name")
    if any(one.get("number") for one in (*people, *others)):
        kinds.append("number")
    if others:
        kinds.append("other_people")
    if any(each.get("about_person", "debtor") != "debtor" for each in said):
        kinds.append("about_another_person")
    return kinds


def evidence_codes(item: Mapping[str, Any]) -> list[str]:
    """What the words about a piece of evidence may be held against the person for."""
    said = [item[name] for name in ("title", "source", "purpose", "transcript", "file_name")]
    codes = risks_in(texts_in(said))
    if item["original_kept"] is False:
        codes.append("original_not_kept")
    return codes


def is_withheld(codes: Iterable[str], profile: Profile, acknowledged: Sequence[str]) -> bool:
    """Whether a profile keeps an entry back for what it says."""
    from_words = set(codes) & RISKS
    return profile.withholds_risks and not from_words <= set(acknowledged)


RISKS: Final = frozenset(
    {
        *("cash_out", "gambling", "loan_use_breach", "false_material", "asset_concealment"),
        *("absolute_promise", "admits_disputed_amount"),
    }
)
"""Codes that stand for words; the others stand for how something was recorded."""


def in_order(linked: Iterable[str], chosen: Sequence[str] | None) -> list[str]:
    """Evidence in the list's order; what was chosen but is not linked comes after, as given."""
    by_list = list(dict.fromkeys(linked))
    if chosen is None:
        return by_list
    wanted = dict.fromkeys(chosen)
    return [
        *(one for one in by_list if one in wanted),
        *(one for one in wanted if one not in by_list),
    ]


def concerns(contact: Mapping[str, Any], evidence: Iterable[str], debts: Iterable[str]) -> bool:
    """Whether a contact rests on one of the pieces of evidence or is about one of the debts."""
    now = {**contact, **contact["corrected"]}
    named = {*now["evidence_ids"], *now["debt_ids"]}
    return bool(named & {*evidence, *debts})


def short_title(text: str | None, otherwise: str) -> str:
    """What an entry is called in one line."""
    line = " ".join((text or "").split()) or otherwise
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
