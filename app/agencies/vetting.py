"""Whether an agency can be trusted: weighted criteria and red flags, read off the data.

Only what was checked counts: an unknown fact gives no points and is named as missing. A critical
flag, or several high ones, decide whatever the points are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from app.agencies.credit_codes import is_valid_credit_code

Verdict = Literal["acceptable", "caution", "incomplete", "avoid"]
Standing = Literal["met", "not_met", "unknown"]
Severity = Literal["critical", "high", "medium"]
Answer = bool | None
"""Yes, no, or nobody knows."""
NOT_KNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """What is known of an agency; None: not known.

    `upfront`, `monthly` in fen; `observed` are codes of red flags that somebody saw;
    `upheld_complaints` are those found justified, None: nobody looked for any.
    """

    kind: str
    credit_code: str | None
    services: frozenset[str]
    checked_licences: frozenset[str]
    is_registered: Answer = None
    has_written_contract: Answer = None
    gives_invoice: Answer = None
    holds_client_money: Answer = None
    asks_separate_consent: Answer = None
    keeps_originals: Answer = None
    upfront: int | None = None
    monthly: int | None = None
    percentage_of_debt: Decimal | None = None
    percentage_of_reduction: Decimal | None = None
    refund_terms: str = NOT_KNOWN
    upheld_complaints: int | None = None
    is_suspended: bool = False
    observed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One weighted criterion and how the agency stands to it."""

    code: str
    weight: int
    standing: Standing
    rule_ids: tuple[str, ...]

    @property
    def points(self) -> int:
        """The weight if it is met, nothing otherwise."""
        return self.weight if self.standing == "met" else 0


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One red flag raised; `signals` are the recorded facts behind it, empty: it was observed."""

    code: str
    severity: Severity
    signals: tuple[str, ...]
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vetting:
    """The verdict, its points out of 100, and every reason; `version` is the data's."""

    version: str
    verdict: Verdict
    points: int
    criteria: tuple[Criterion, ...]
    flags: tuple[RedFlag, ...]
    reasons: tuple[str, ...]


def vet(facts: AgencyFacts, data: Mapping[str, Any]) -> Vetting:
    """The verdict on an agency by `app/data/agencies/vetting.toml`.

    Reasons, in order: suspended, critical_flag, several_high_flags, high_flag, medium_flag,
    not_met, too_little_known; none for an acceptable agency.
    """
    standings = _standings(facts, data)
    criteria = tuple(
        Criterion(row["code"], row["weight"], standings[row["code"]], tuple(row["rule_ids"]))
        for row in data["criteria"]
    )
    flags = tuple(_flags(facts, data))
    points = sum(criterion.points for criterion in criteria)
    reasons = tuple(_reasons(facts, criteria, flags, data))
    return Vetting(data["version"], _verdict(reasons), points, criteria, flags, reasons)


def _standings(facts: AgencyFacts, data: Mapping[str, Any]) -> dict[str, Standing]:
    return {
        "registered": _registered(facts),
        "qualified": _qualified(facts, data),
        "written_contract": _both(facts.has_written_contract, facts.gives_invoice),
        "clear_fees": _clear_fees(facts),
        "no_client_money": _is(facts.holds_client_money, wanted=False),
        "separate_consent": _is(facts.asks_separate_consent, wanted=True),
        "no_originals": _is(facts.keeps_originals, wanted=False),
        "clean_record": _is(_any(facts.upheld_complaints), wanted=False),
    }


def _is(known: Answer, *, wanted: bool) -> Standing:
    if known is None:
        return "unknown"
    return "met" if known is wanted else "not_met"


def _any(count: int | None) -> Answer:
    return None if count is None else count > 0


def _both(first: Answer, second: Answer) -> Standing:
    if first is False or second is False:
        return "not_met"
    return "met" if first and second else "unknown"


def _registered(facts: AgencyFacts) -> Standing:
    """In the register, under a code that can be one at all."""
    if facts.credit_code is not None and not is_valid_credit_code(facts.credit_code):
        return "not_met"
    if facts.is_registered and facts.credit_code is None:
        return "unknown"
    return _is(facts.is_registered, wanted=True)


def _qualified(facts: AgencyFacts, data: Mapping[str, Any]) -> Standing:
    """Legal services need a licence of that kind; the others need none."""
    if not facts.services:
        return "unknown"
    if facts.services.isdisjoint(data["legal_services"]):
        return "met"
    if facts.kind not in data["legal_kinds"]:
        return "not_met"
    return "unknown" if facts.checked_licences.isdisjoint(data["legal_licences"]) else "met"


def _clear_fees(facts: AgencyFacts) -> Standing:
    """Every kind of fee is known, also where it is nothing, and so is what is paid back."""
    known = (
        facts.upfront,
        facts.monthly,
        facts.percentage_of_debt,
        facts.percentage_of_reduction,
    )
    if any(each is None for each in known) or facts.refund_terms == NOT_KNOWN:
        return "unknown"
    takes_first = bool(facts.upfront or facts.monthly)
    return "not_met" if takes_first and facts.refund_terms == "none" else "met"


def _signals(facts: AgencyFacts, data: Mapping[str, Any]) -> frozenset[str]:
    """What the recorded facts alone give away."""
    is_legal = facts.kind in data["legal_kinds"]
    raised = {
        "fee_before_result": bool(facts.upfront) and not is_legal,
        "originals_kept": facts.keeps_originals is True,
        "credit_repair_offered": "credit_repair" in facts.services,
        "legal_services_without_licence": not is_legal
        and not facts.services.isdisjoint(data["legal_services"]),
        "contract_refused": facts.has_written_contract is False,
        "invoice_refused": facts.gives_invoice is False,
        "consent_bundled": facts.asks_separate_consent is False,
        "refinancing_offered": "refinancing" in facts.services,
        "share_and_account_control": bool(facts.percentage_of_reduction)
        and facts.holds_client_money is True,
    }
    return frozenset(code for code, is_raised in raised.items() if is_raised)


def _flags(facts: AgencyFacts, data: Mapping[str, Any]) -> Iterable[RedFlag]:
    signals = _signals(facts, data)
    for row in data["flags"]:
        behind = tuple(code for code in row["signals"] if code in signals)
        if behind or row["code"] in facts.observed:
            yield RedFlag(row["code"], row["severity"], behind, tuple(row["rule_ids"]))


def _reasons(
    facts: AgencyFacts,
    criteria: tuple[Criterion, ...],
    flags: tuple[RedFlag, ...],
    data: Mapping[str, Any],
) -> Iterable[str]:
    counted = {
        severity: sum(flag.severity == severity for flag in flags)
        for severity in ("critical", "high", "medium")
    }
    points = sum(criterion.points for criterion in criteria)
    several = counted["high"] >= data["high_flags_to_refuse"]
    named = {
        "suspended": facts.is_suspended,
        "critical_flag": counted["critical"] > 0,
        "several_high_flags": several,
        "high_flag": counted["high"] > 0 and not several,
        "medium_flag": counted["medium"] > 0,
        "not_met": any(criterion.standing == "not_met" for criterion in criteria),
        "too_little_known": points < data["points_to_be_acceptable"],
    }
    return (code for code, holds in named.items() if holds)


def _verdict(reasons: tuple[str, ...]) -> Verdict:
    found = set(reasons)
    if found & {"suspended", "critical_flag", "several_high_flags"}:
        return "avoid"
    if found & {"high_flag", "medium_flag", "not_met"}:
        return "caution"
    return "incomplete" if found else "acceptable"
