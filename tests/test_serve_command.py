"""`shangan serve`: what the process is told before it serves."""

import os
import subprocess
import sys
from pathlib import Path

ASKED = """
import gc
import uvicorn
uvicorn.run = lambda *_given, **_named: print(gc.get_threshold()[0], gc.get_freeze_count() > 10_000)
from app.cli import main
main(["serve"])
"""


def test_a_server_looks_for_garbage_seldom_and_never_among_what_stands(tmp_path: Path) -> None:
    """In a process of its own: nothing here is to be left out of the search for good."""
    told = {
        "SHANGAN_DATABASE_URL": f"sqlite:///{tmp_path / 'own.db'}",
        "SHANGAN_STORAGE_URL": f"file://{tmp_path / 'files'}",
        "SHANGAN_KEY_DIRECTORY": str(tmp_path / "keys"),
    }
    inherited = {name: value for name, value in os.environ.items() if name[:8] != "SHANGAN_"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", ASKED],
        cwd=Path(__file__).parents[1],
        env=inherited | told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["10000", "True"], done.stderr
