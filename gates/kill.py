"""kill −9 under load: what was acknowledged is there after the restart, on both databases."""

import multiprocessing
import os
import tempfile
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import uuid4

import httpx2

from app import cli
from gates.demo_server import Place, command_line, prepare, wait_until_ready
from gates.outcome import Failed
from tests.postgres import create_database, drop_database, postgres_server

ROUNDS = 30
SOAK_ROUNDS = 200
WRITERS = 6
LOAD_SECONDS = (0.15, 0.31, 0.47, 0.23, 0.6)
"""How long each round writes before the kill; five lengths, so that it hits different moments."""


@dataclass(slots=True)
class Load:
    """Writers that note what was acknowledged and what is still open when the server dies."""

    place: Place
    path: str
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)

    def write(self, number: int) -> None:
        """Posts until told to stop or cut off."""
        with httpx2.Client(base_url=self.place.address, timeout=30) as client:
            while not self.stop.is_set():
                key = str(uuid4())
                self.open[key] = f"K-{number}-{key[:8]}"
                try:
                    answer = self.send(client, key)
                except httpx2.HTTPError:
                    return
                if answer.status_code == httpx2.codes.CREATED:
                    self.acknowledged[key] = answer.content
                    del self.open[key]

    def send(self, client: httpx2.Client, key: str) -> httpx2.Response:
        """One write; the same key always carries the same body."""
        headers = {"Authorization": f"Bearer {self.place.key}", "Idempotency-Key": key}
        reference = self.open.get(key, "")
        return client.post(self.path, json={"client_reference": reference}, headers=headers)


def _serve(place: Place) -> None:
    """Runs in the child: `shangan serve`, told by its environment alone."""
    log = os.open(place.folder / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(place.environment)
    cli.main(["serve"])


def _start(place: Place) -> BaseProcess:
    """A server process of its own, forked from one that has the code loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.cli"])
    process = context.Process(target=_serve, args=(place,), daemon=True)
    process.start()
    wait_until_ready(place, process.is_alive)
    return process


def _round(place: Place, process: BaseProcess, seconds: float) -> Load:
    """Load, then SIGKILL in the midst of it."""
    load = Load(place, "/v1/cases")
    writers = [threading.Thread(target=load.write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(seconds)
    process.kill()  # SIGKILL
    process.join()
    load.stop.set()
    for writer in writers:
        writer.join()
    return load


def _check(load: Load) -> int:
    """Every acknowledged write is there; open ones can be repeated. Gives the repeats' number."""
    with httpx2.Client(base_url=load.place.address, timeout=30) as client:
        headers = {"Authorization": f"Bearer {load.place.key}"}
        for content in load.acknowledged.values():
            case_id = httpx2.Response(200, content=content).json()["id"]
            found = client.get(f"{load.path}/{case_id}", headers=headers)
            if found.content != content:
                raise Failed(f"acknowledged and lost: {case_id} ({found.status_code})")
        repeated = 0
        for key in list(load.open):
            answer = load.send(client, key)
            if answer.status_code != httpx2.codes.CREATED:
                raise Failed(f"a retry after the crash: {answer.status_code} {answer.text[:300]}")
            repeated += answer.headers.get("Idempotent-Replayed") == "true"
        return repeated


def _rounds(place: Place, count: int) -> str:
    acknowledged = replayed = 0
    process = _start(place)
    try:
        for number in range(count):
            load = _round(place, process, LOAD_SECONDS[number % len(LOAD_SECONDS)])
            process = _start(place)
            replayed += _check(load)
            acknowledged += len(load.acknowledged)
    finally:
        process.kill()
        process.join()
    verified = command_line(place, "ledger", "verify").strip()
    if acknowledged < count:
        raise Failed(f"only {acknowledged} writes in {count} rounds: that proves nothing")
    return f"{acknowledged} acknowledged, 0 lost, {replayed} committed unacknowledged; {verified}"


def run(rounds: int = ROUNDS) -> str:
    """Half of the rounds on SQLite, half on PostgreSQL.

    Raises:
        Failed: if an acknowledged write is lost or altered, or the ledger does not verify.
    """
    with tempfile.TemporaryDirectory(prefix="shangan-kill-") as folder:
        sqlite = _rounds(prepare(Path(folder)), rounds // 2)
    with (
        tempfile.TemporaryDirectory(prefix="shangan-kill-") as folder,
        postgres_server(Path(folder) / "pg") as uri,
    ):
        application, owner = create_database(uri)
        try:
            postgres = _rounds(prepare(Path(folder), application, owner), rounds - rounds // 2)
        finally:
            drop_database(uri, application)
    return f"SQLite: {sqlite}; PostgreSQL: {postgres}"
