"""What answers a refusal (被拒之后): reason by reason, from `app/data/scoring/refusals.toml`.

Codes and days only; when asking again makes sense is said with its basis: a rule's reply period,
what the creditor said, or our suggestion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from app.core.tables import data_table
from app.proposals.model import EvidenceGroup

Basis = Literal["rule", "creditor_statement", "product_suggestion"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for refusing: what answers it, which proof helps, where to turn, after how long."""

    code: str
    remedy: str
    evidence: tuple[str, ...]
    next_channel: str
    reapply_after_days: int
    basis: Basis
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a rule speaks of: these products and these kinds of creditor; empty: all."""

    product_types: frozenset[str]
    creditor_types: frozenset[str]

    def covers(self, creditor_type: str, product_type: str | None) -> bool:
        """Whether it speaks of a debt; of an unknown product only where it speaks of all."""
        return (not self.product_types or product_type in self.product_types) and (
            not self.creditor_types or creditor_type in self.creditor_types
        )


@dataclass(frozen=True, slots=True)
class ReasonAnswer:
    """One reason answered for one case; `missing_evidence` is what of its proof is not held."""

    reason: Reason
    missing_evidence: tuple[str, ...]
    reapply_on: date


@dataclass(frozen=True, slots=True)
class RefusalAnalysis:
    """All reasons together: the day by which every one can have been answered, and where to go."""

    answers: tuple[ReasonAnswer, ...]
    missing_evidence: tuple[str, ...]
    reapply_on: date
    basis: Basis
    next_channel: str


@dataclass(frozen=True, slots=True)
class RefusalBook:
    """Every reason by code, the order of the channels, and what to see to after a yes."""

    reasons: Mapping[str, Reason]
    scopes: Mapping[str, Scope]
    channels: Mapping[str, int]
    without_reply: str
    after_yes: tuple[str, ...]

    def reason_for(self, code: str, creditor_type: str, product_type: str | None) -> Reason:
        """A reason with the rules that speak of this debt alone.

        Where the first of them, whose days are waited, does not, the days are our suggestion.
        """
        reason = self.reasons[code]
        kept = tuple(
            rule_id
            for rule_id in reason.rule_ids
            if rule_id not in self.scopes
            or self.scopes[rule_id].covers(creditor_type, product_type)
        )
        by_rule = reason.basis == "rule" and kept[:1] == reason.rule_ids[:1]
        basis = reason.basis if by_rule or reason.basis != "rule" else "product_suggestion"
        return replace(reason, rule_ids=kept, basis=basis)


def read_refusals(data: Mapping[str, Any]) -> RefusalBook:
    """Read the data file's content."""
    reasons = [
        Reason(
            code=row["code"],
            remedy=row["remedy"],
            evidence=tuple(row["evidence"]),
            next_channel=row["next_channel"],
            reapply_after_days=row["reapply_after_days"],
            basis=row["basis"],
            rule_ids=tuple(row["rule_ids"]),
        )
        for row in data["reasons"]
    ]
    return RefusalBook(
        {reason.code: reason for reason in reasons},
        {
            row["rule_id"]: Scope(frozenset(row["product_types"]), frozenset(row["creditor_types"]))
            for row in data["scopes"]
        },
        data["channels"],
        data["no_reply"]["reason"],
        tuple(data["after_yes"]),
    )


@lru_cache(maxsize=1)
def refusal_book() -> RefusalBook:
    """The reasons shipped with this version."""
    return read_refusals(data_table("scoring", "refusals"))


def analyse_refusal(
    codes: Iterable[str],
    received_on: date,
    held: frozenset[str] = frozenset(),
    *,
    said_on: date | None = None,
    creditor_type: str = "unknown",
    product_type: str | None = None,
    book: RefusalBook | None = None,
) -> RefusalAnalysis:
    """Answer every reason given; without any (or without a reply) ask for one.

    `held` are codes of evidence, `said_on` a day the creditor itself named: it wins over the
    computed one when it is later. Only rules that speak of the creditor and the product are cited.
    The latest day counts, so that everything can be ready; the
    channel is the one that comes first in the data. Raises KeyError for an unknown reason.
    """
    book = book or refusal_book()
    wanted = list(dict.fromkeys(codes)) or [book.without_reply]
    reasons = (book.reason_for(code, creditor_type, product_type) for code in wanted)
    answers = tuple(_answer(reason, received_on, held) for reason in reasons)
    last = max(answers, key=lambda answer: answer.reapply_on)
    reapply_on, basis = last.reapply_on, last.reason.basis
    if said_on is not None and said_on >= reapply_on:
        reapply_on, basis = said_on, "creditor_statement"
    missing = dict.fromkeys(code for answer in answers for code in answer.missing_evidence)
    channels = [answer.reason.next_channel for answer in answers]
    return RefusalAnalysis(
        answers, tuple(missing), reapply_on, basis, min(channels, key=book.channels.__getitem__)
    )


def _answer(reason: Reason, received_on: date, held: frozenset[str]) -> ReasonAnswer:
    return ReasonAnswer(
        reason,
        tuple(code for code in reason.evidence if code not in held),
        received_on + timedelta(days=reason.reapply_after_days),
    )


def counted_as_held(held: frozenset[str], groups: Iterable[EvidenceGroup]) -> frozenset[str]:
    """Codes of proof that count as held: any document of a kind stands for its kind."""
    kinds = [frozenset(group.any_of) for group in groups]
    return held.union(*(kind for kind in kinds if kind & held))
