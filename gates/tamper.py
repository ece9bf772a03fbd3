"""The whole tamper campaign: a thousand attacks and a thousand sound copies, on each database."""

import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from app.wiring import open_runtime
from gates.outcome import Failed
from tests.demo import seed
from tests.dossier.tampering.campaign import Campaign
from tests.postgres import admin_url, drop_database, postgres_server

TAMPERS = COPIES = 1000
SEED = 1


def _campaign(folder: Path, uri: str | None) -> str:
    seeded = seed(folder, uri)
    url = seeded.settings.database_url
    if uri is not None:
        admin = admin_url(uri).set(database=make_url(url).database)
        url = admin.render_as_string(hide_password=False)
    runtime = open_runtime(seeded.settings.model_copy(update={"database_url": url}))
    try:
        failures = Campaign.against(runtime, "demo", SEED).run(TAMPERS, COPIES)
    finally:
        runtime.close()
        if uri is not None:
            drop_database(uri, seeded.settings.database_url)
    if failures:
        raise Failed("\n".join(failures[:20]))
    return f"{TAMPERS} tampers found, {COPIES} sound copies not blamed"


def run() -> str:
    """The campaign on SQLite and on PostgreSQL.

    Raises:
        Failed: for a tamper that was not found, or a sound copy that was blamed.
    """
    with tempfile.TemporaryDirectory(prefix="shangan-tamper-") as folder:
        sqlite = _campaign(Path(folder), None)
    with (
        tempfile.TemporaryDirectory(prefix="shangan-tamper-") as folder,
        postgres_server(Path(folder) / "pg") as uri,
    ):
        (Path(folder) / "demo").mkdir()
        postgres = _campaign(Path(folder) / "demo", uri)
    return f"SQLite: {sqlite}; PostgreSQL: {postgres}"
