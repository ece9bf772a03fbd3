"""Tells how to preserve a piece of evidence, in the caller's language."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.core import i18n
from app.core.results import cite
from app.core.rules import rule_book
from app.evidence.preservation.schemas import PreservationStep, PreservationSteps
from app.evidence.preservation.steps import steps_for
from app.evidence.service import get_item


def list_steps(session: Session, case_id: UUID, item_id: UUID) -> PreservationSteps:
    """The steps for an item by what is known of it; none of them is a duty."""
    item = get_item(session, case_id, item_id)
    language = i18n.current_language()
    found = steps_for(
        item.media_type,
        original_kept=item.original_kept,
        has_transcript=bool(item.transcript),
        is_dated=item.expires_on is not None,
    )
    return PreservationSteps(
        items=[
            PreservationStep(
                code=step.code,
                title=step.text("title", language),
                why=step.text("why", language),
                how_to=step.text("how_to", language),
                citation=cite(rule_book().cite(step.rule_id)) if step.rule_id else None,
            )
            for step in found
        ]
    )
