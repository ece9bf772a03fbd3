"""Facts about the proceedings a court paper answers, and the ground it rests on."""

from typing import Any

from app.documents.facts import Fact, Facts, flagged
from app.documents.typesetting.tree import Source
from app.documents.wording import Words, amount, in_capitals


def facts_of_court(
    proceeding: Any,
    words: Words,
    *,
    ground: str | None,
    statement: str | None,
    competent_court: str | None,
    is_own: bool = False,
) -> Facts:
    """Court, parties and papers as recorded, the ground as chosen, its facts as told.

    `is_own`: the ground is the paper's own rather than one about the debt itself.
    """

    def fact(text: str | None, field: str) -> Fact:
        ref = None if proceeding is None else str(proceeding.id)
        place = "/proceeding_id" if ref is None else f"/legal-proceedings/{ref}/{field}"
        return Fact(text or None, Source("proceeding", field, ref), place)

    claimed = proceeding and proceeding.claim_amount
    named = {
        "court.institution": fact(proceeding and proceeding.institution, "institution"),
        "court.number": fact(proceeding and proceeding.case_number, "case_number"),
        "court.claimant": fact(proceeding and proceeding.claimant, "claimant"),
        "court.claimed": fact(amount(claimed), "claim_amount"),
        "court.claimed_capitals": fact(in_capitals(claimed), "claim_amount"),
        "court.received": fact(words.day(_received_on(proceeding)), "documents"),
        "court.competent": _told(competent_court, "competent_court"),
        "ground.label": Fact(words.label("ground", ground), Source("request", "ground"), "/ground"),
        "ground.statement": _told(statement, "ground_statement"),
    }
    return Facts(named, flags=flagged(has_own_ground=is_own))


def _told(text: str | None, field: str) -> Fact:
    return Fact(text or None, Source("request", field), f"/{field}", is_own=True)


def _received_on(proceeding: Any) -> Any:
    """The day the paper that began it came: the one of the proceedings' own kind, or the first."""
    if proceeding is None:
        return None
    papers = [each for each in proceeding.documents if each.received_on is not None]
    own = [each for each in papers if each.kind == proceeding.kind]
    return next((each.received_on for each in (*own, *papers)), None)
