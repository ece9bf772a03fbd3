"""Everything gathered for one document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.cash_flow.analyses.schemas import DebtInput
from app.documents.facts import Facts
from app.documents.wording import Words
from app.proposals.warnings.service import CaseStanding


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of a document, and what must be known before it may be issued."""

    template: Mapping[str, Any]
    words: Words
    as_of: date
    facts: Facts
    debts: Mapping[UUID, DebtInput]
    standing: CaseStanding
