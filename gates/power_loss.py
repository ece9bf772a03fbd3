"""Simulated power loss under the service on SQLite: an image after each acknowledged write."""

import random  # noqa: TID251 - seeded images
import tempfile
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.core.ids import new_id
from app.core.migrations import upgrade
from app.main import create_app
from app.wiring import Runtime
from gates.outcome import Failed
from tests.contacts.bodies import CALL
from tests.databases import empty_database, sqlite_file
from tests.power_loss import Disk, lost_of, put_on_disk

IMAGES = 200
SOAK_IMAGES = 1000
SEED = 20261125


def _key(runtime: Runtime) -> str:
    with runtime.database.write() as session:
        accounts.create_tenant(session, "own")
        wanted = ApiKeyCreate.model_validate({"name": "gate", "scopes": ["all"]})
        return accounts.issue_key(session, wanted)[1]


def _written(client: TestClient, count: int) -> Iterator[str]:
    case = client.post("/v1/cases", json={"client_reference": "P"}).headers["Location"]
    for _ in range(count):
        headers = {"Idempotency-Key": str(new_id())}
        answer = client.post(f"{case}/contacts", json=CALL, headers=headers)
        if answer.status_code != 201:  # noqa: PLR2004 - created
            raise Failed(f"a write was refused: {answer.status_code}")
        yield answer.json()["id"].replace("-", "")


def run(images: int = IMAGES) -> str:
    """Takes an image after each acknowledged contact and looks for all contacts so far.

    Raises:
        Failed: if an image lacks an acknowledged row or is corrupt.
    """
    chance, bad, corrupt = random.Random(SEED), 0, 0  # noqa: S311 - seeded images
    with tempfile.TemporaryDirectory(prefix="shangan-power-") as place:
        settings = empty_database(Path(place), None)
        upgrade(settings)
        application = create_app(settings)
        runtime: Runtime = application.state.runtime
        key = _key(runtime)
        disk, file = Disk(), sqlite_file(settings)
        files = put_on_disk(runtime.database, file, disk)
        client = TestClient(application, headers={"Authorization": f"Bearer {key}"})
        acknowledged: list[str] = []
        for contact_id in _written(client, images):
            acknowledged.append(contact_id)
            with tempfile.TemporaryDirectory(dir=place) as image:
                disk.image(Path(image), chance)
                lost = lost_of(Path(image), file.name, acknowledged)
            corrupt += lost == {"corrupt"}
            bad += bool(lost)
        runtime.close()
        files.unregister()
    said = f"{images} images, {bad} of them with an acknowledged row missing, {corrupt} corrupt"
    if bad:
        raise Failed(said)
    return said
