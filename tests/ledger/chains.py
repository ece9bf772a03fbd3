"""Made ledgers for the tests of this folder."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.ledger import service
from app.ledger.entries import Entry, Opening, append, canonical_json
from app.ledger.records import Appended
from app.wiring import Runtime

CASE = UUID("0197c0de-0000-7000-8000-00000000000a")
START = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def build_chain(length: int, *, last: str = "contact") -> list[Entry]:
    chain: list[Entry] = []
    for number in range(length):
        at = START + timedelta(minutes=number)
        payload = canonical_json({"text": f"第{number}次联系", "number": number})
        entry = append(
            chain[-1] if chain else None,
            case_id=CASE,
            kind=last if number == length - 1 else "contact",
            occurred_at=at,
            recorded_at=at + timedelta(seconds=7),
            opening=Opening(sha256(str(number).encode()).digest(), payload),
        )
        chain.append(entry)
    return chain


def append_event(runtime: Runtime, tenant_id: UUID, case_id: UUID, text: str = "联系") -> Appended:
    with runtime.database.write(tenant_id) as session:
        return service.append(session, case_id, "contact_recorded", START, {"text": text})
