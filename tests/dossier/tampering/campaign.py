"""A campaign of tampers by someone who holds the database, the files and every key.

Each is done inside a transaction that is taken back, and must be found by a verifier that knows one
tree head from outside, as the holder of a receipt does.
"""

import random  # noqa: TID251 - a seeded sample
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.accounts import service as accounts
from app.cases import service as cases
from app.dossier import service as dossier
from app.ledger import service as ledger
from app.ledger.checkpoint import TreeHead
from app.ledger.origins import origin_of
from app.ledger.verification import FirstBad
from app.wiring import Runtime
from tests.dossier.archives import stored_files
from tests.dossier.tampering.target import (
    Target,
)
from tests.dossier.tampering.ways import ON_ROWS, altered


class TakeBack(Exception):
    """Ends a tamper's transaction."""


@dataclass(slots=True)
class Campaign:
    """Attacks on the cases of one tenant; `kept` are the heads that receipts vouch for."""

    runtime: Runtime
    tenant_id: UUID
    case_ids: list[UUID]
    kept: dict[UUID, TreeHead]
    chance: random.Random

    @classmethod
    def against(cls, runtime: Runtime, slug: str, seed: int) -> "Campaign":
        with runtime.database.read() as session:
            tenant_id = accounts.find_tenant(session, slug)
        assert tenant_id is not None
        kept, chosen = {}, []
        with runtime.database.read(tenant_id) as session:
            for case_id in cases.case_ids(session):
                head = runtime.signed_heads.last(origin_of(runtime.signer.name, case_id))
                if head is not None and head.size > 3:
                    chosen.append(case_id)
                    kept[case_id] = TreeHead(head.size, head.root)
        return cls(runtime, tenant_id, chosen, kept, random.Random(seed))  # noqa: S311 - a seeded sample

    @contextmanager
    def _target(self) -> Iterator[Target]:
        case_id = self.chance.choice(self.case_ids)
        with (
            suppress(TakeBack),
            self.runtime.database.write(self.tenant_id) as session,
        ):
            if session.connection().dialect.name == "sqlite":
                session.execute(text("PRAGMA defer_foreign_keys = ON"))
            else:  # as a superuser, whom no constraint holds
                session.execute(text("SET LOCAL session_replication_role = replica"))
            yield Target(self.runtime, session, self.tenant_id, case_id, self.chance)
            raise TakeBack

    def verdict(self, target: Target) -> FirstBad | None:
        """What the verifier says, with the receipt's head in hand."""
        target.session.expire_all()
        target.session.info.pop("case_keys", None)
        kept = [self.kept[target.case_id]]
        return dossier.verify_case(target.session, target.case_id, kept).first_bad

    def attack_rows(self) -> str | None:
        """One tamper with rows; its name if it was not found, or was named at a wrong place."""
        tamper = self.chance.choice(ON_ROWS)
        with self._target() as target:
            sequence = tamper(target)
            target.session.flush()
            found = self.verdict(target)
        if found is None or (sequence is not None and found.sequence != sequence):
            return f"{tamper.__name__} of {sequence}: {found}"
        return None

    def attack_files(self) -> str | None:
        """One byte of a stored file, or two files exchanged; None if it was found."""
        blobs = stored_files(self.runtime, "evidence")
        blob, other = self.chance.choice(blobs), self.chance.choice(blobs)
        before = blob.read_bytes()
        swapped = other != blob and self.chance.random() < 0.5
        blob.write_bytes(other.read_bytes() if swapped else altered(before, self.chance))
        case_id = UUID(blob.parent.name)
        try:
            with self.runtime.database.read(self.tenant_id) as session:
                found = dossier.verify_case(session, case_id).first_bad
        finally:
            blob.write_bytes(before)
        return None if found is not None and found.reason == "file_differs" else f"file: {found}"

    def look_at_a_sound_copy(self) -> str | None:
        """A case with a few honest entries more; what the verifier complains of, if it does."""
        with self._target() as target:
            for _ in range(self.chance.randrange(4)):
                ledger.append(
                    target.session,
                    target.case_id,
                    "consent_given",
                    datetime.fromisoformat("2026-11-20T15:30:00+08:00"),
                    {"text": f"第{self.chance.random()}次"},
                )
            found = self.verdict(target)
        return None if found is None else f"false alarm: {found}"

    def run(self, tampers: int, copies: int) -> list[str]:
        """Everything that went wrong."""
        attacks = [
            self.attack_files if number % 10 == 0 else self.attack_rows for number in range(tampers)
        ]
        rounds = [*attacks, *[self.look_at_a_sound_copy] * copies]
        return [failure for each in rounds if (failure := each()) is not None]
