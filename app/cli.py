"""`shangan …`: a thin face over the services."""

import json
import signal
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
import uvicorn

from app import cli_backups, cli_keys
from app.accounts import service as accounts
from app.backups.register.service import assert_applied
from app.cases import service as cases
from app.contacts import service as contacts
from app.core import health, migrations
from app.core.config import get_settings
from app.core.garbage import settle
from app.demo import service as demo_stories
from app.dossier import service as dossier
from app.ledger.anchors import service as anchors
from app.main import create_app
from app.operations.worker.service import run_next, run_until
from app.wiring import open_runtime

main = typer.Typer(no_args_is_help=True, help="上岸 Shang'an, the API and its tools.")
demo = typer.Typer(no_args_is_help=True, help="Demo data.")
ledger = typer.Typer(no_args_is_help=True, help="The ledgers behind contacts and evidence.")
search = typer.Typer(no_args_is_help=True, help="The search index of the contact log.")
main.add_typer(search, name="search")
main.add_typer(demo, name="demo")
main.add_typer(ledger, name="ledger")
cli_backups.install(main)
cli_keys.install(main)


@main.command()
def serve() -> None:
    """Serves the API; in demo mode with a fresh demo key, printed here and used by /docs."""
    settings = get_settings()
    demo_key = _seed_demo() if settings.demo else None
    if demo_key is not None:
        address = f"http://{settings.host}:{settings.port}"
        typer.echo(f"Docs:     {address}/docs\nDemo key: {demo_key}", err=True)
    application = create_app(settings, demo_key=demo_key)
    settle()
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
    )


@main.command()
def worker() -> None:
    """Does long work (exports) until told to stop; as many may run as there are machines."""
    runtime = open_runtime(get_settings())
    health.assert_promises(runtime.database)
    assert_applied(runtime.database, runtime.erasures)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    run_until(runtime.database, stopping)
    runtime.close()


@main.command()
def migrate() -> None:
    """Brings the database to this version's schema, as the owner of its tables."""
    migrations.upgrade(get_settings())


@main.command()
def openapi(
    output: Annotated[Path | None, typer.Option(help="File to write; else print.")] = None,
) -> None:
    """Prints the OpenAPI document."""
    document = create_app(get_settings()).openapi()
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@search.command("rebuild")
def rebuild_search() -> None:
    """Makes every contact findable again from the ledger, case by case; nothing is removed."""
    runtime = open_runtime(get_settings())
    with runtime.database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
    count = 0
    for tenant_id in tenant_ids:
        with runtime.database.read(tenant_id) as session:
            case_ids = cases.living_case_ids(session)
        for case_id in case_ids:
            with runtime.database.write(tenant_id) as session:
                count += contacts.index_again(session, case_id)
    runtime.close()
    typer.echo(f"{count} contacts")


@ledger.command("verify")
def verify_ledgers(
    kept: Annotated[
        Path | None,
        typer.Option(help="JSON list of receipts or checkpoints that were kept outside."),
    ] = None,
) -> None:
    """Verifies every case: entries, rows, files and checkpoints.

    Exit code 0: intact; 1: tampered, naming case and sequence; 2: could not be verified.
    """
    try:
        runtime = open_runtime(get_settings())
        with closing(runtime):
            notes = _kept_checkpoints(kept) if kept is not None else {}
            verdicts = list(dossier.verify_everything(runtime.database, notes))
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing was verified
        typer.echo(f"could not verify: {type(error).__name__}", err=True)
        raise typer.Exit(2) from None
    for found in verdicts:
        bad = found.verdict.first_bad
        if bad is not None:
            typer.echo(f"tampered: case {found.case_id}, sequence {bad.sequence}: {bad.reason}")
    if any(not found.verdict.valid for found in verdicts):
        raise typer.Exit(1)
    entries = sum(found.verdict.entries for found in verdicts)
    typer.echo(f"intact: {len(verdicts)} cases, {entries} entries")


@ledger.command("anchor")
def anchor_ledgers() -> None:
    """Asks the time-stamp authorities for what is due: the day's anchor, and what still waits.

    The worker does this by itself. Exit code 0: nothing waits; 1: an authority must be asked again.
    """
    with closing(open_runtime(get_settings())) as runtime:
        waiting = anchors.keep_up(runtime.database)
    typer.echo(f"{waiting} waiting")
    raise typer.Exit(1 if waiting else 0)


def _kept_checkpoints(file: Path) -> dict[UUID, list[str]]:
    """Checkpoints by the case that the last part of their origin names."""
    kept: dict[UUID, list[str]] = {}
    for item in json.loads(file.read_text(encoding="utf-8")):
        note = item["checkpoint"] if isinstance(item, dict) else item
        origin = note.split("\n", 1)[0]
        kept.setdefault(UUID(origin.rsplit("/", 1)[1]), []).append(note)
    return kept


@demo.command("seed")
def seed_demo() -> None:
    """Puts the demo tenant with its three people in place and prints a fresh demo key."""
    typer.echo(_seed_demo())


def _seed_demo() -> str:
    settings = get_settings()
    runtime = open_runtime(settings)
    with runtime.database.write() as session:
        tenant_id = accounts.find_tenant(session, "demo")
        if tenant_id is None:
            accounts.create_tenant(session, "demo")
        else:
            accounts.enter_tenant(session, tenant_id)
        key = accounts.replace_demo_key(session, settings.demo_api_key)
    principal = accounts.resolve_principal(runtime.database, key)
    if principal is None:
        raise RuntimeError("the demo key was not stored")
    with runtime.database.write(principal.tenant_id) as session:
        demo_stories.seed(session, principal)
    while run_next(runtime.database):
        pass
    runtime.close()
    return key
