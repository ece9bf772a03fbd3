"""A seeded sample of the tamper campaign; `make soak` runs all thousand on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app.wiring import Runtime, open_runtime
from tests.databases import copied
from tests.demo import Demo
from tests.dossier.tampering.campaign import Campaign
from tests.dossier.tampering.ways import ON_ROWS
from tests.postgres import admin_url, drop_database

pytestmark = pytest.mark.no_cover
"""Hundreds of copies run the same lines: they say nothing more of what was looked at."""

TAMPERS = COPIES = 100
SEED = 20261125


@pytest.fixture
def attacked(demo: Demo, tmp_path: Path) -> Iterator[Runtime]:
    """A copy of the demo, opened as someone whom no constraint and no row policy holds."""
    settings = copied(demo.settings, tmp_path, demo.uri)
    url = settings.database_url
    if demo.uri is not None:
        admin = admin_url(demo.uri).set(database=make_url(url).database)
        url = admin.render_as_string(hide_password=False)
    runtime = open_runtime(settings.model_copy(update={"database_url": url}))
    yield runtime
    runtime.close()
    if demo.uri is not None:
        drop_database(demo.uri, settings.database_url)


def test_every_tamper_is_found_and_no_sound_copy_is_blamed(attacked: Runtime) -> None:
    campaign = Campaign.against(attacked, "demo", SEED)
    assert len(campaign.case_ids) >= 2
    assert campaign.run(TAMPERS, COPIES) == []


@pytest.mark.parametrize("tamper", ON_ROWS, ids=lambda tamper: tamper.__name__)
def test_each_kind_of_tamper_is_found(attacked: Runtime, tamper: object) -> None:
    campaign = Campaign.against(attacked, "demo", SEED)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.dossier.tampering.campaign.ON_ROWS", [tamper])
        assert [campaign.attack_rows() for _ in range(3)] == [None] * 3
