"""Puts the templates of papers into words."""

from typing import get_args

from app.core import i18n
from app.core.results import cite
from app.core.rules import rule_book
from app.core.vocabularies import label_of
from app.documents.catalogue.schemas import DocumentTemplateRead, TemplateGroundRead
from app.documents.grounds import Ground, grounds_of
from app.documents.schemas import Template
from app.documents.templates import (
    acknowledges_debt,
    court_kinds,
    hand_in_of,
    negotiates,
    template_of,
)


def list_templates() -> list[DocumentTemplateRead]:
    """Every paper in the caller's language, court papers with their grounds."""
    return [_template(code) for code in get_args(Template)]


def _template(code: Template) -> DocumentTemplateRead:
    template = template_of(code, i18n.current_language())
    kinds = court_kinds(template)
    return DocumentTemplateRead(
        code=code,
        title=template["title"],
        sources=[name for need in template.get("needs", ()) for name in need.split(" or ")],
        answers=sorted(kinds),
        grounds=[_ground(each) for each in grounds_of(code)] if kinds else [],
        acknowledges_debt=acknowledges_debt(template),
        negotiates=negotiates(template),
        hand_in=hand_in_of(template),
    )


def _ground(ground: Ground) -> TemplateGroundRead:
    book = rule_book()
    return TemplateGroundRead(
        code=ground.code,  # type: ignore[arg-type]  # the data's codes are tested
        title=label_of("ground", ground.code, i18n.current_language()),
        is_own=ground.is_own,
        citations=[cite(book.cite(rule_id)) for rule_id in ground.rule_ids],
    )
