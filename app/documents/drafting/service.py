"""Drafts documents: facts, composition, and everything that must be known before one leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from app.documents.risks import risks_in
from app.documents.schemas import DocumentRequest, MissingRead, RiskFinding
from app.documents.templates import acknowledges_debt, court_kinds, negotiates
from app.documents.typesetting.tree import Document
from app.proposals.errors import IdentityMisuseDisputed, LimitationUnacknowledged
from app.proposals.limitation import may_be_time_barred
from app.proposals.warnings.schemas import WarningRead
from app.proposals.warnings.service import warnings_for

INABILITY = "inability_to_pay"
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
    gathered = gather(session, case_id, wanted)
    if court_kinds(gathered.template):
        _require_ground(wanted)
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
        tuple(gathered.template.get("rule_ids", ())),
    )


def _require_ground(wanted: DocumentRequest) -> None:
    if wanted.ground is None:
        raise invalid("/ground", "ground_missing")
    if wanted.ground == INABILITY:
        raise invalid("/ground", "ground_is_inability")


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
