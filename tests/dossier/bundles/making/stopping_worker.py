"""A worker process that stands still in the middle of an operation, so that it can be killed."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from app.core.config import Settings
from app.operations.worker import service as worker
from app.operations.worker.service import Run
from app.wiring import open_runtime

_PATIENCE_SECONDS = 90
_clean = multiprocessing.get_context("forkserver")
_clean.set_forkserver_preload(["app.wiring"])


def _work(settings: Settings, operation_id: str, step: int, told: Connection) -> None:
    advance = Run.advance

    def stopping(self: Run, done: int, total: int) -> None:
        advance(self, done, total)
        if str(self.operation_id) == operation_id and done == step:
            told.send(step)
            signal.pause()

    vars(worker)["Run"].advance = stopping
    runtime = open_runtime(settings)
    while worker.run_next(runtime.database):
        pass


@contextmanager
def standing_at(settings: Settings, operation_id: str, step: int) -> Iterator[None]:
    """A worker that has come to this step; on the way out it is killed (kill −9)."""
    listens, tells = _clean.Pipe(duplex=False)
    process = _clean.Process(target=_work, args=(settings, operation_id, step, tells), daemon=True)
    process.start()
    try:
        assert listens.poll(_PATIENCE_SECONDS)
        assert listens.recv() == step
        yield
    finally:
        process.kill()
        process.join()
