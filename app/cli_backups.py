"""`shangan backup`, `shangan restore`, `shangan erasures apply`."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.backups.errors import BackupRefused
from app.backups.making.service import make_backup
from app.backups.register.service import apply_register
from app.backups.restoring.service import restore as restore_parts
from app.core.config import get_settings
from app.core.errors import AppError
from app.dossier import service as dossier
from app.wiring import open_runtime

erasures = typer.Typer(no_args_is_help=True, help="The register of erased cases.")


def install(main: typer.Typer) -> None:
    """Adds the commands."""
    main.command()(backup)
    main.command()(restore)
    main.add_typer(erasures, name="erasures")


def backup(
    data: Annotated[Path, typer.Argument(help="Folder for the data parts.")],
    keys: Annotated[Path, typer.Argument(help="Folder for the key parts, kept elsewhere.")],
    *,
    keep_keys: Annotated[
        int, typer.Option(min=1, help="Days after which older key parts are removed.")
    ] = 30,
) -> None:
    """Makes a backup while the service runs: rows and files in one part, case keys in another.

    The keys in the key directory are not in it: keep them apart, nothing opens without them.
    """
    with closing(open_runtime(get_settings())) as runtime:
        try:
            made = make_backup(
                runtime.database, runtime.blobs, runtime.erasures, (data, keys), keep_keys
            )
        except BackupRefused as refused:
            raise _refused(refused) from None
    typer.echo(f"{made.data}\n{made.keys}\n{len(made.removed)} older key parts removed")


def restore(
    data: Annotated[Path, typer.Argument(help="A data part.")],
    keys: Annotated[Path, typer.Argument(help="A key part, as old as the data or newer.")],
) -> None:
    """Puts a backup into an empty, migrated database, erases again, and verifies every ledger.

    Exit code 0: restored and intact; 1: restored, but tampered with; 2: refused.
    """
    with closing(open_runtime(get_settings())) as runtime:
        try:
            count = restore_parts(runtime.database, runtime.blobs, runtime.erasures, (data, keys))
        except BackupRefused as refused:
            raise _refused(refused) from None
        verdicts = list(dossier.verify_everything(runtime.database))
    bad = [found for found in verdicts if not found.verdict.valid]
    typer.echo(f"{len(verdicts)} cases restored, {count} erased again, {len(bad)} tampered with")
    raise typer.Exit(1 if bad else 0)


@erasures.command("apply")
def apply_erasures() -> None:
    """Erases again what a copy of the database, put back by other means, brought back."""
    with closing(open_runtime(get_settings())) as runtime:
        try:
            count = apply_register(runtime.database, runtime.erasures)
        except AppError as error:
            raise _refused(error) from None
    typer.echo(f"{count} cases erased again")


def _refused(error: Exception) -> typer.Exit:
    reason = error.code if isinstance(error, AppError) else str(error)
    typer.echo(f"refused: {reason}", err=True)
    return typer.Exit(2)
