"""The files of a SQLite database somebody is connected to, which this process must not open.

Whoever closes a file lets go of all locks that its process has on it, and so of SQLite's. The next
process to open the database then takes itself for the first and begins the journal's index anew,
under the mapping of this one: the next commit here ends the process with a bus error.
"""

import subprocess
import sys
from pathlib import Path

READ = """
import sys
from pathlib import Path
for part in Path(sys.argv[1]).rglob("*"):
    if part.is_file():
        sys.stdout.buffer.write(part.read_bytes())
"""
_living: list[str] = []


def stored_in(folder: Path) -> bytes:
    """Everything in the files of a folder, read by a process of its own."""
    command = [sys.executable, "-c", READ, str(folder)]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own words


def guard(database: Path) -> None:
    """Refuses this process the files of a database from now on, SQLite aside."""
    if not _living:
        sys.addaudithook(_refuse)
    _living.append(str(database))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and str(arguments[0]).startswith(tuple(_living)):
        raise PermissionError("a living database is read by another process: tests.living_files")
