"""Gathers from the subjects of a case what bears on its claims, with the ids of what says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.cases import service as cases
from app.claims.elements import Fact, Weight
from app.claims.holdings import bearing
from app.claims.holdings.starts.service import starts_of
from app.contacts import service as contacts
from app.contacts.findings import service as conduct
from app.contacts.findings.schemas import ContactFinding
from app.core.errors import InvalidInput
from app.core.pagination import first_page
from app.core.tables import data_table
from app.debts import service as debts
from app.debts.facts import owed
from app.debts.overcharges import service as overcharges
from app.debts.overcharges.measures import Band
from app.debts.overcharges.schemas import BandRead, OverchargeResult
from app.debts.payments import service as payments
from app.debts.schemas import DebtRead
from app.debts.true_rates import service as true_rates
from app.evidence.checklists import service as checklists
from app.evidence.strength import KindHeld
from app.proceedings import service as proceedings
from app.proceedings.schemas import ProceedingRead
from app.proceedings.service import CourtStanding
from app.proposals import service as proposals
from app.proposals.agreements import service as agreements

MOST_IDS = 20
"""How many ids one fact names; its text says how many there are."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a case holds on some of its debts: facts, kinds of evidence, courts' clocks.

    `starts` are the earliest days on which the person should have known of a loss, by kind;
    `measured` are the answers of the overcharge calculator, of the debts whose days fit together.
    """

    debts: tuple[DebtRead, ...]
    facts: tuple[Fact, ...]
    held: dict[str, KindHeld]
    measured: tuple[OverchargeResult, ...]
    court: CourtStanding
    proceedings: tuple[ProceedingRead, ...]
    starts: Mapping[str, date]


def holdings_of(session: Session, case_id: UUID, debt_ids: Sequence[UUID]) -> Holdings:
    """What the case holds on these debts; none named: on all of them."""
    about = tuple(
        debt
        for debt in debts.list_debts(session, case_id)
        if not debt_ids or debt.id in set(debt_ids)
    )
    measured = [_measured(session, case_id, debt.id) for debt in about]
    in_court = tuple(
        each
        for each in proceedings.list_proceedings(session, case_id)
        if not debt_ids or not each.debt_ids or set(each.debt_ids) & set(debt_ids)
    )
    facts = [
        *(
            fact
            for debt, found in zip(about, measured, strict=True)
            for fact in _of_debt(session, case_id, debt, found)
        ),
        *_of_contacts(session, case_id, [debt.id for debt in about] if debt_ids else [None]),
        *_of_proceedings(about, in_court),
    ]
    return Holdings(
        debts=about,
        facts=tuple(facts),
        held=checklists.kinds_held(session, case_id),
        measured=tuple(found for found in measured if found is not None),
        court=proceedings.court_standing(session, case_id),
        proceedings=in_court,
        starts=starts_of(session, case_id, about, facts),
    )


def _measured(session: Session, case_id: UUID, debt_id: UUID) -> OverchargeResult | None:
    """A debt measured by its ceilings; None while its days contradict each other."""
    try:
        return overcharges.overcharge_of_debt(session, case_id, debt_id, None)
    except InvalidInput:
        return None


def _of_debt(
    session: Session, case_id: UUID, debt: DebtRead, found: OverchargeResult | None
) -> Iterator[Fact]:
    debt_id = str(debt.id)
    history = payments.get_history(session, case_id, debt.id)
    yield from bearing.contract_facts(debt_id, debt.contract_date)
    yield from bearing.payment_facts(
        debt_id,
        [each.amount for each in history.payments],
        [each.source for each in history.payments],
    )
    if found is not None:
        yield from _of_measures(debt_id, found)
    yield from bearing.receipt_facts(debt_id, debt.original_principal, history.received)
    tolerance = Decimal(data_table("claims", "builder")["rate_tolerance_percent"])
    agreed = true_rates.rate_of_debt(session, case_id, debt.id, None).as_agreed
    true = None if agreed is None else agreed.nominal_annual_percent
    yield from bearing.rate_facts(debt_id, debt.annual_rate_percent, true, tolerance)
    hardship = cases.get_case(session, case_id).hardship
    since = None if hardship is None else hardship.since
    yield from bearing.hardship_facts(since, debt.contract_date, debt_id)
    yield from _of_talks(session, case_id, debt.id)


def _of_measures(debt_id: str, found: OverchargeResult) -> Iterator[Fact]:
    charged = next((each.charged for each in found.measures if each.charged is not None), None)
    sure = found.certainty.facts
    if charged is not None:
        weight: Weight = "recorded" if sure == "established" else "stated"
        params = {"charged": format_fen(charged), "paid": format_fen(found.paid)}
        yield Fact("charged_in_all", weight, "debt", (debt_id,), params)
    for each in found.measures:
        if each.above_ceiling is not None:
            above = band_of(each.above_ceiling)
            yield from bearing.ceiling_facts(
                debt_id, each.rule_id, each.ceiling_percent, above, sure
            )


def band_of(shown: BandRead) -> Band:
    """A range as the arithmetic takes it."""
    return Band(shown.amount, shown.low, shown.high)


def _of_talks(session: Session, case_id: UUID, debt_id: UUID) -> Iterator[Fact]:
    """What came of asking: refusals of proposals and by contact, agreements."""
    one = first_page(MOST_IDS)
    offered = proposals.page_of_proposals(session, case_id, one, debt_id=debt_id).items
    refused = [str(each.id) for each in offered if each.status == "refused"]
    if refused:
        params = {"count": str(len(refused))}
        yield Fact("refused", "recorded", "proposal", tuple(refused), params)
    wanted = contacts.wanted_contacts(None, None, "refused", None, None, debt_id)
    said = contacts.list_contacts(session, case_id, wanted, None, one).items
    ids = tuple(str(each.id) for each in said if each.withdrawn is None)
    if ids:
        yield Fact("refused", "recorded", "contact", ids, {"count": str(len(ids))})
    agreed = agreements.page_of_agreements(session, case_id, one, debt_id=debt_id).items
    if agreed:
        ids = tuple(str(each.id) for each in agreed)
        yield Fact("agreed", "recorded", "agreement", ids, {"count": str(len(ids))})


def _of_contacts(
    session: Session, case_id: UUID, debt_ids: Sequence[UUID | None]
) -> Iterator[Fact]:
    """Conduct below a rule, and who was noted for it; None stands for the whole case."""
    found: list[ContactFinding] = []
    for debt_id in debt_ids:
        wanted = contacts.wanted_contacts(None, None, None, None, None, debt_id)
        found += conduct.find_conduct(session, case_id, wanted).items
    for each in found:
        ids = tuple(str(one) for one in each.contact_ids)
        params = {"title": each.title, "count": str(len(ids)), "force": each.force}
        yield Fact("conduct_found", "recorded", "contact", ids[:MOST_IDS], params, each.rule_id)
    noted = dict.fromkeys(one for each in found for one in each.contact_ids)
    named = [
        each
        for each in (contacts.get_contact(session, case_id, one) for one in list(noted)[:MOST_IDS])
        if (who := contacts.as_corrected(each).counterpart) and (who.organisation or who.number)
    ]
    if named:
        ids = tuple(str(each.id) for each in named)
        yield Fact("collector_noted", "recorded", "contact", ids, {"count": str(len(ids))})


def _of_proceedings(
    about: Sequence[DebtRead], in_court: Sequence[ProceedingRead]
) -> Iterator[Fact]:
    """What a creditor claims in court, beside what the case says is owed on those debts."""
    for each in in_court:
        if each.role != "respondent" or each.claim_amount is None:
            continue
        sums = [owed(debt) for debt in about if debt.id in each.debt_ids]
        params = {"claimed": format_fen(each.claim_amount)}
        if sums and None not in sums:
            params["owed"] = format_fen(sum(part for part in sums if part is not None))
        yield Fact("claimed_in_court", "stated", "proceeding", (str(each.id),), params)
