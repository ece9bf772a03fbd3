"""Smallest changes, asked for and carried out."""

from dataclasses import replace
from typing import Any

from app.core.rules import rule_book
from app.proposals.changes import Change, smallest_changes
from app.proposals.model import scoring_model
from app.proposals.scoring import Evaluation, evaluate
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms

MODEL, BOOK = scoring_model(), rule_book()


def judged(situation: Situation, terms: ProposalTerms) -> tuple[Evaluation, tuple[Change, ...]]:
    """The judgement on terms, and the smallest changes advised."""
    found = evaluate(situation, terms, MODEL, BOOK)
    return found, smallest_changes(situation, terms, found, MODEL, BOOK)


def changed(terms: ProposalTerms, field: str, value: Any) -> ProposalTerms:
    """The terms with another value of a field, named as changes name it."""
    if field.startswith("waive."):
        return replace(terms, waive=replace(terms.waive, **{field.split(".")[1]: value}))
    return replace(terms, **{field: value})
