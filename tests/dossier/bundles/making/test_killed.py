"""A worker killed (kill −9) in the middle of a bundle: another makes it, whole and once."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import time_machine

from app.core import clock
from app.operations.retries import LEASE
from app.wiring import Runtime
from tests.dossier.archives import drain, stored_files, verified
from tests.dossier.bundles.filled import FILES, Filled
from tests.dossier.bundles.making.stopping_worker import standing_at

AMID = len(FILES) + 3
"""The files have been counted, and some packed."""


def test_a_killed_worker_leaves_a_bundle_that_another_makes_whole(
    filled: Filled, runtime: Runtime, tenant_id: UUID, tmp_path: Path
) -> None:
    asked = filled.request()
    path = asked.headers["Location"]
    with standing_at(runtime.settings, asked.json()["id"], AMID):
        pass
    drain(runtime)
    left = filled.client.get(path).json()
    assert (left["status"], left["progress"]["done"]) == ("running", AMID)  # its lease holds
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=True):
        drain(runtime)
        made = filled.client.get(path).json()
    assert (made["status"], made["progress"]["done"]) == ("succeeded", made["progress"]["total"])
    content = filled.client.get(made["result_url"]).content
    assert verified(content, tmp_path)[0] == 0
    assert len(stored_files(runtime, "operations", str(tenant_id))) == 1
    entries = filled.client.get(f"{filled.path}/ledger/entries").json()["items"]
    assert [entry["kind"] for entry in entries].count("bundle_made") == 1
