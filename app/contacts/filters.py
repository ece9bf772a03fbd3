"""What a list of contacts is narrowed to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """Each field narrows; instants are included.

    Channel, direction, outcome and time are those of the originals. Debt and creditor meet a
    contact when its original or a correction names the debt, a debt of that creditor, or an
    organisation of that name.
    """

    channel: str | None = None
    direction: str | None = None
    outcome: str | None = None
    first: datetime | None = None
    last: datetime | None = None
    debt_id: UUID | None = None
    creditor_name: str | None = None
