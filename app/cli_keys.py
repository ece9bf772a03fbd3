"""`shangan keys …`: keys of callers, and the keys everything is sealed and signed with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases import service as cases
from app.core.config import get_settings
from app.core.crypto import MasterKey
from app.core.crypto_signing import SigningKey, SigningKeyring
from app.core.key_files import signing_keyring, write_signing_keyring
from app.wiring import open_runtime

keys = typer.Typer(no_args_is_help=True, help="API keys.")


def install(main: typer.Typer) -> None:
    """Adds the commands."""
    main.add_typer(keys, name="keys")


@keys.command("create")
def create_key(
    tenant: Annotated[str, typer.Option(help="Short name of the tenant.")],
    *,
    create_tenant: Annotated[bool, typer.Option(help="Make the tenant if needed.")] = False,
    scopes: Annotated[str, typer.Option(help="`all`, or scopes with commas.")] = "all",
    agency_id: Annotated[str | None, typer.Option(help="Agency the key acts for.")] = None,
    expires_at: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD (UTC).")] = None,
) -> None:
    """Makes an API key and prints it alone; it is shown this once."""
    wanted = ApiKeyCreate.model_validate(
        {
            "name": f"{tenant} (command line)",
            "scopes": scopes.split(","),
            "agency_id": agency_id,
            "expires_at": _end_of_day(expires_at),
        }
    )
    runtime = open_runtime(get_settings())
    with runtime.database.write() as session:
        tenant_id = accounts.find_tenant(session, tenant)
        if tenant_id is None and not create_tenant:
            typer.echo(f"No tenant {tenant!r}; add --create-tenant to make it.", err=True)
            raise typer.Exit(2)
        if tenant_id is None:
            accounts.create_tenant(session, tenant)
        else:
            accounts.enter_tenant(session, tenant_id)
        key = accounts.issue_key(session, wanted)[1]
    runtime.close()
    typer.echo(key)


def _end_of_day(day: str | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(datetime.fromisoformat(day).date(), time(23, 59, 59), tzinfo=UTC)


@keys.command("master")
def new_master_key() -> None:
    """Prints a fresh master key for `SHANGAN_MASTER_KEYS` (the current key stands first)."""
    typer.echo(MasterKey.generate().to_text())


@keys.command("signing")
def new_signing_key() -> None:
    """Prints a fresh key for `SHANGAN_SIGNING_KEY`, which signs ledger checkpoints.

    The setting takes several, the current one first: during a rotation all of them sign.
    """
    typer.echo(SigningKey.generate(get_settings().ledger_origin).to_base64())


@keys.command("rotate-signing")
def rotate_signing_key(
    *,
    finish: Annotated[
        bool, typer.Option(help="End the overlap: the old keys sign no more.")
    ] = False,
) -> None:
    """Puts a fresh signing key before the ones in the key directory; restart to use it.

    Until `--finish`, checkpoints carry the signatures of the new and the old key.
    """
    settings = get_settings()
    ring = signing_keyring(settings)
    kept = ring.keys[:1] if finish else (SigningKey.generate(ring.name), *ring.keys)
    write_signing_keyring(settings, SigningKeyring(kept))
    typer.echo("\n".join(key.vkey for key in SigningKeyring(kept).verifying))


@keys.command("rotate-tenant")
def rotate_tenant_key(
    tenant: Annotated[str, typer.Option(help="Short name of the tenant.")],
) -> None:
    """Makes the tenant's next data key; its case keys are wrapped anew, no row is rewritten."""
    with _tenant(tenant) as session:
        typer.echo(f"{accounts.rotate_tenant_key(session)} case keys wrapped anew")


@keys.command("rotate-case")
def rotate_case_key(
    tenant: Annotated[str, typer.Option(help="Short name of the tenant.")],
    case: Annotated[UUID, typer.Option(help="Id of the case.")],
) -> None:
    """Makes the case's next data key; what was sealed before still opens."""
    with _tenant(tenant) as session:
        cases.rotate_case_key(session, case)


@keys.command("rewrap")
def rewrap_tenant_keys() -> None:
    """Wraps every tenant's key under the current master key, so that older ones can go."""
    runtime = open_runtime(get_settings())
    with runtime.database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
    count = 0
    for tenant_id in tenant_ids:
        with runtime.database.write(tenant_id) as session:
            count += accounts.rewrap_tenant_keys(session)
    runtime.close()
    typer.echo(f"{count} tenant keys wrapped anew")


@contextmanager
def _tenant(slug: str) -> Iterator[Session]:
    """A session that writes as the tenant of this name."""
    runtime = open_runtime(get_settings())
    with runtime.database.write() as session:
        tenant_id = accounts.find_tenant(session, slug)
        if tenant_id is None:
            typer.echo(f"No tenant {slug!r}.", err=True)
            raise typer.Exit(2)
        accounts.enter_tenant(session, tenant_id)
        yield session
    runtime.close()
