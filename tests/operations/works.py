"""Works that a worker may be asked for, and what it leaves."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.operations.worker import service as worker
from app.operations.worker.service import Produced, Run, Work
from app.wiring import Runtime

LATER = timedelta(minutes=10)
Ask = Callable[[Work], str]


def drain(runtime: Runtime) -> None:
    while worker.run_next(runtime.database):
        pass


def write_result(run: Run) -> Produced:
    run.advance(1, 2)
    return Produced("done.txt", run.keep([b"all ", b"good"]))


def crash(run: Run) -> Produced:
    run.advance(1, 2)
    run.keep([b"half"])
    raise RuntimeError("broken")


def blobs(runtime: Runtime, tenant_id: UUID) -> list[Path]:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    folder = root / "operations" / str(tenant_id)
    return [file for file in folder.rglob("*") if file.is_file()]
