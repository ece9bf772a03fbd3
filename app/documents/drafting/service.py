"""Drafts documents: facts, composition, and everything that must be known before one leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import i18n
from app.core.errors import AppError, FieldError, InvalidInput, invalid
from app.core.rules import rule_book
from app.core.tables import data_table
from app.documents.compose import Missing, compose
from app.documents.errors import PaymentOrderPending, RisksUnacknowledged
from app.documents.gathering.schemas import Gathered
from app.documents.gathering.service import gather
from app.documents.grounds import ground_of, refusal_of
from app.documents.risks import risks_in
from app.documents.schemas import DocumentRequest, MissingRead, RiskFinding
from app.documents.templates import acknowledges_debt, court_kinds, negotiates, template_of
from app.documents.typesetting.tree import Document
from app.proposals.errors import IdentityMisuseDisputed, LimitationUnacknowledged
from app.proposals.limitation import may_be_time_barred
from app.proposals.warnings.schemas import WarningRead
from app.proposals.warnings.service import warnings_for

MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed document, what it lacks, and the risks in the person's own words.

    `pleas` are those that stop the paper whoever it is for: a court takes them for no objection.
    """

    document: Document
    gathered: Gathered
    missing: tuple[Missing, ...]
    risks: tuple[str, ...]
    pleas: frozenset[str]
    rule_ids: tuple[str, ...]

    def findings(self, acknowledged: Sequence[str]) -> list[RiskFinding]:
        """The risks in words."""
        return [
            RiskFinding.model_validate(
                {
                    "code": code,
                    "message": i18n.text(f"documents.risks.{code}"),
                    "acknowledged": code in acknowledged,
                }
            )
            for code in self.risks
        ]

    def missing_read(self) -> list[MissingRead]:
        """What is missing, in words."""
        return [
            MissingRead(
                pointer=each.pointer,
                message=i18n.text("fields.document_fact_missing", what=_named(each)),
            )
            for each in self.missing
        ]

    def blocked_by(self, wanted: DocumentRequest) -> list[str]:
        """Codes of the refusals that issuing would meet, missing facts aside."""
        return [error.code for error in _refusals(self, wanted)]


def draft(session: Session, case_id: UUID, wanted: DocumentRequest) -> Draft:
    """A document as it would be issued now.

    Raises:
        InvalidInput: for a source that is needed and not named, or for what is no ground.
    """
    if court_kinds(template_of(wanted.template, wanted.locale)):
        require_ground(wanted)
    gathered = gather(session, case_id, wanted)
    made = compose(
        gathered.template,
        gathered.facts,
        profile=wanted.profile,
        locale=wanted.locale,
        as_of=gathered.as_of,
    )
    table, kinds = data_table("documents", "risks"), court_kinds(gathered.template)
    pleas = [plea for plea in table["pleas"] if kinds.intersection(plea["kinds"])]
    risks = risks_in(made.own_words, [*table["risks"], *pleas], table["denials"])
    return Draft(
        made.document,
        gathered,
        made.missing,
        tuple(risks),
        frozenset(plea["code"] for plea in pleas),
        _rules_behind(gathered.template, wanted),
    )


def _rules_behind(template: Mapping[str, Any], wanted: DocumentRequest) -> tuple[str, ...]:
    """The rules of the paper and, in a court paper, those of its ground."""
    rules = [*template.get("rule_ids", ())]
    if court_kinds(template):
        ground = ground_of(wanted.template, wanted.ground)
        rules += ground.rule_ids if ground is not None else ()
    return tuple(dict.fromkeys(rules))


def require_ground(wanted: DocumentRequest) -> None:
    """Refuses a court paper without a ground that it can rest on.

    Raises:
        InvalidInput: where none is named, where it is none, or belongs to another paper.
    """
    if wanted.ground is None:
        raise invalid("/ground", "ground_missing")
    refusal = refusal_of(wanted.ground)
    if refusal is not None:
        raise invalid("/ground", refusal)
    if ground_of(wanted.template, wanted.ground) is None:
        raise invalid("/ground", "ground_not_fitting")


def refuse(made: Draft, wanted: DocumentRequest) -> None:
    """Refuses what must not be issued as it is: the most urgent reason first.

    Raises:
        Conflict: for a paper that could harm its author.
        InvalidInput: for facts that are missing, each with its place.
    """
    for error in _refusals(made, wanted):
        raise error
    if made.missing:
        raise InvalidInput(
            errors=[
                FieldError(each.pointer, "document_fact_missing", {"what": _named(each)})
                for each in made.missing
            ]
        )


def _named(missing: Missing) -> str:
    return i18n.text(f"documents.facts.{missing.name}")


def _refusals(made: Draft, wanted: DocumentRequest) -> list[AppError]:
    gathered, template = made.gathered, made.gathered.template
    found: list[AppError] = []
    if negotiates(template) and any(map(gathered.standing.has_pending_order, gathered.debts)):
        found.append(PaymentOrderPending())
    if negotiates(template) and gathered.standing.is_identity_misused:
        found.append(IdentityMisuseDisputed())
    if acknowledges_debt(template) and _time_barred(gathered) and not wanted.acknowledge:
        found.append(LimitationUnacknowledged())
    open_risks = set(made.risks).difference(wanted.acknowledged_risks)
    if open_risks if wanted.profile == "creditor" else open_risks & made.pleas:
        findings = [each.model_dump() for each in made.findings(wanted.acknowledged_risks)]
        found.append(RisksUnacknowledged(members={"findings": findings}))
    return found


def _time_barred(gathered: Gathered) -> bool:
    book = rule_book()
    return any(may_be_time_barred(debt.days_past_due, book) for debt in gathered.debts.values())


def warnings_of(made: Draft) -> list[WarningRead]:
    """Open court clocks first, then what the debts themselves say."""
    return warnings_for(made.gathered.standing, made.gathered.debts)[:MOST_WARNINGS]
