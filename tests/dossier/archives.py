"""Archives of a case as their owner has them: made, unpacked, verified and tampered with."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.operations.worker import service as worker
from app.wiring import Runtime


def drain(runtime: Runtime) -> None:
    """Does all the work that waits."""
    while worker.run_next(runtime.database):
        pass


def unpack(content: bytes, folder: Path) -> Path:
    """The archive's files in a folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def run_verifier(folder: Path) -> tuple[int, str]:
    """Runs the archive's own verifier as its owner would, with a bare interpreter."""
    done = subprocess.run(  # noqa: S603 - the archive's own script
        [sys.executable, "-I", "-S", str(folder / "verify.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def verified(content: bytes, folder: Path) -> tuple[int, str]:
    """Unpacks an archive and runs its verifier."""
    return run_verifier(unpack(content, folder))


def edited(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    """Changes a file of JSON in an unpacked archive."""

    def edit(folder: Path) -> None:
        content = json.loads((folder / name).read_bytes())
        change(content)
        (folder / name).write_text(json.dumps(content))

    return edit


def stored_files(runtime: Runtime, *folder: str) -> list[Path]:
    """What lies in a folder of the storage, in order."""
    root = Path(runtime.settings.storage_url.removeprefix("file://")).joinpath(*folder)
    return sorted(file for file in root.rglob("*") if file.is_file())
