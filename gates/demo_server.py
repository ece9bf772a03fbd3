"""A demo server of the gate's own: temporary folder, free loopback port, ended by its own id."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server of a gate lives, and what it is told."""

    folder: Path
    port: int
    key: str
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def prepare(folder: Path, database_url: str | None = None, owner_url: str | None = None) -> Place:
    """Migrates and seeds a database; a SQLite file in the folder unless a URL is given."""
    database_url = database_url or f"sqlite:///{folder / 'shangan.db'}"
    key, port = f"sk_demo_{secrets.token_urlsafe(32)}", free_port()
    told = {
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "MIGRATION_DATABASE_URL": owner_url or database_url,
        "STORAGE_URL": f"file://{folder / 'files'}",
        "KEY_DIRECTORY": str(folder / "keys"),
        "DEMO": "1",
        "DEMO_API_KEY": key,
        "RATE_LIMIT": "off",
        "AUTH_FAILURE_LIMIT": "off",
        "LOG_LEVEL": "warning",
    }
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SHANGAN_")}
    place = Place(folder, port, key, inherited | {f"SHANGAN_{k}": v for k, v in told.items()})
    command_line(place, "migrate")
    command_line(place, "demo", "seed")
    return place


def command_line(place: Place, *arguments: str) -> str:
    """Runs `shangan …` at the place; gives what it printed.

    Raises:
        RuntimeError: if it failed.
    """
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *arguments],
        cwd=ROOT,
        env=dict(place.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"shangan {' '.join(arguments)}: {done.stderr or done.stdout}")
    return done.stdout


def start(place: Place) -> subprocess.Popen[bytes]:
    """Starts the server and waits until it is ready."""
    log = (place.folder / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "serve"],
        cwd=ROOT,
        env=dict(place.environment),
        stdout=log,
        stderr=log,
    )
    log.close()
    try:
        wait_until_ready(place, lambda: process.poll() is None)
    except RuntimeError:
        process.kill()
        raise
    return process


def wait_until_ready(place: Place, is_alive: Callable[[], bool]) -> None:
    """Waits until the server can do its work.

    Raises:
        RuntimeError: if it ended, or is not ready in time.
    """
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(place):
        if not is_alive() or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{server_log(place)}")
        time.sleep(0.05)


def server_log(place: Place) -> str:
    """The last lines the server wrote."""
    return (place.folder / "server.log").read_text(encoding="utf-8")[-4000:]


def _is_ready(place: Place) -> bool:
    try:
        with urllib.request.urlopen(f"{place.address}/readyz", timeout=5) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def demo_server() -> Iterator[Place]:
    """A seeded server that is running; ended, and its folder removed, afterwards."""
    with tempfile.TemporaryDirectory(prefix="shangan-gate-") as folder:
        place = prepare(Path(folder))
        process = start(place)
        try:
            yield place
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
