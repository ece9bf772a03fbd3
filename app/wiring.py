"""The only place that opens what the process needs and registers who listens to whom.

The API, the worker and the command line start from here alike.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from uuid import UUID

from app.accounts import service as accounts
from app.agencies import service as agencies
from app.cases import service as cases
from app.cases.access_tokens import service as access_tokens
from app.cases.grants import service as grants
from app.cases.holds import service as holds
from app.cash_flow import service as cash_flow
from app.claims import service as claims
from app.contacts import service as contacts
from app.core import idempotency, keys, outbox
from app.core.access import GrantGuard, Limits
from app.core.auth import Principal, PrincipalResolver
from app.core.blobs import BlobStore
from app.core.callers import KnownCallers
from app.core.config import Settings
from app.core.crypto_signing import SigningKeyring
from app.core.db import Base, Database
from app.core.erasure_register import ErasureRegister
from app.core.key_files import master_keyring, signing_keyring
from app.core.keys import Keyring
from app.core.signed_heads import SignedHeads
from app.core.timestamping import TimestampAuthorities
from app.core.tokens import ACCESS_PREFIX
from app.debts import service as debts
from app.documents import service as documents
from app.dossier.bundles import service as bundles
from app.dossier.bundles.made import service as made
from app.dossier.bundles.making import service as making
from app.dossier.export import service as export
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.anchors import service as anchors
from app.operations import service as operations
from app.operations.worker import service as worker
from app.proceedings import service as proceedings
from app.proposals import service as proposals
from app.proposals.agreements.reminders import service as reminders
from app.statements import service as statements
from app.statements.large import service as large_statements
from app.statements.large.reading import service as reading

metadata = Base.metadata
"""Every table: importing this module has imported every subject's models."""
SUBJECTS = (
    *(operations, cases, debts, cash_flow, statements, ledger, evidence, contacts),
    *(proceedings, proposals, claims, agencies, documents),
)
CORE_TABLES = (idempotency.IdempotentReply, keys.WrappedKey, outbox.Event)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What one process holds open: settings, database, files, keys."""

    settings: Settings
    database: Database
    blobs: BlobStore
    keyring: Keyring
    signer: SigningKeyring
    signed_heads: SignedHeads
    erasures: ErasureRegister

    def close(self) -> None:
        """Returns what was opened."""
        self.database.close()
        self.signed_heads.close()


def open_runtime(settings: Settings) -> Runtime:
    """Opens keys, database and storage, and registers the subscribers."""
    keyring = Keyring(master_keyring(settings))
    signer = signing_keyring(settings)
    signed_heads = SignedHeads(settings.key_directory)
    blobs = BlobStore.open(settings.storage_url)
    erasures = ErasureRegister.open(settings)
    for kind in (*holds.FOR_THE_LEDGER, *grants.FOR_THE_LEDGER):
        outbox.subscribe(kind, ledger.append_event)
    worker.register(export.KIND, export.make_export, scopes=export.SCOPES)
    worker.register(
        large_statements.KIND,
        reading.read_large,
        scopes=large_statements.SCOPES,
        result_path=large_statements.RESULT_PATH,
        has_input=True,
    )
    worker.register(made.KIND, making.make_bundle, scopes=bundles.SCOPES)
    worker.register_chore("anchors", anchors.keep_up)
    worker.register_chore("reminders", reminders.DailyRound().keep_up)
    worker.register_chore("journal", lambda database: database.journal.catch_up())
    outbox.subscribe(cash_flow.BUDGET_CHANGED, reminders.on_budget_changed)
    carried = {
        "keyring": keyring,
        "signer": signer,
        "signed_heads": signed_heads,
        "timestamps": TimestampAuthorities.of(settings),
        "blobs": blobs,
        "erasures": erasures,
    }
    database = Database(settings, carried)
    return Runtime(settings, database, blobs, keyring, signer, signed_heads, erasures)


def background_work(runtime: Runtime) -> AbstractContextManager[None]:
    """The worker inside the API's process: on SQLite, which has one writer, it is the only one.

    On PostgreSQL `shangan worker` runs beside the API instead.
    """
    if runtime.settings.is_sqlite:
        return worker.in_background(runtime.database)
    return nullcontext()


def principal_resolver(runtime: Runtime) -> PrincipalResolver:
    """Resolves keys and access tokens against this database."""

    def resolve(token: str) -> Principal | None:
        of_a_case = token.startswith(ACCESS_PREFIX)
        found = access_tokens.resolve_principal if of_a_case else accounts.resolve_principal
        return found(runtime.database, token)

    return resolve


def known_callers(runtime: Runtime) -> KnownCallers:
    """Remembers keys of this database as long as that is safe."""
    return KnownCallers(runtime.database.changes, accounts.principal_at_once)


def grant_guard(runtime: Runtime) -> GrantGuard:
    """Checks grants, and notes what was read under them, in this database."""

    def guard(principal: Principal, case_id: UUID, limits: Limits, *, is_reading: bool) -> None:
        grants.require_grant(runtime.database, principal, case_id, limits, is_reading=is_reading)

    return guard
