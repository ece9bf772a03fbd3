"""README's commands are run as they stand, against a server started as README says."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[1]


def _blocks() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHANGAN_")}
    environment = kept | {
        "SHANGAN_DEMO": "1",
        "SHANGAN_PORT": str(port),
        "SHANGAN_DATABASE_URL": f"sqlite:///{tmp_path}/shangan.db",
        "SHANGAN_STORAGE_URL": f"file://{tmp_path}/files",
        "SHANGAN_KEY_DIRECTORY": str(tmp_path / "keys"),
    }
    command = str(Path(sys.executable).parent / "shangan")
    subprocess.run([command, "migrate"], env=environment, check=True, cwd=ROOT)  # noqa: S603 - our own command
    process = subprocess.Popen([command, "serve"], env=environment, cwd=ROOT)  # noqa: S603 - our own command
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(url).status_code == httpx2.codes.OK:
                return
        except httpx2.ConnectError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready")


@pytest.mark.skipif(
    shutil.which("curl") is None or shutil.which("bash") is None,
    reason="README's commands need bash and curl",
)
def test_the_commands_of_readme_work(server: str) -> None:
    first, *commands = _blocks()
    assert first.strip() == "make run"
    script = "set -euo pipefail\n" + "\n".join(commands).replace("http://127.0.0.1:8000", server)
    run = subprocess.run(  # noqa: S603 - the commands we publish
        ["bash", "-c", script],  # noqa: S607 - whichever bash the reader has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    assert '"next_actions"' in run.stdout
