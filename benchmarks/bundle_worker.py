"""A worker as it runs in production, with a shorter lease; says its peak memory at the end.

`python -m benchmarks.bundle_worker`: settings come from the environment, nothing but the service
is imported. It takes one operation, however long that waits for the lease of a killed worker.
"""

import time
from datetime import timedelta
from pathlib import Path

from app.core.config import get_settings
from app.operations import repository
from app.operations.worker import service as worker
from app.wiring import open_runtime

SHORT_LEASE = timedelta(seconds=8)
"""So that nobody waits two minutes for what the killed worker held."""


def _memory(field: str) -> float:
    """MiB of this process as the kernel counts them: `VmRSS` now, `VmHWM` at the most."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024


def main() -> None:
    """Takes one operation and says what it took."""
    for module in (repository, worker):
        vars(module)["LEASE"] = SHORT_LEASE
    runtime = open_runtime(get_settings())
    at_rest = _memory("VmRSS")
    while not worker.run_next(runtime.database):
        time.sleep(0.1)
    print(f"memory of the worker: {at_rest:.0f} MiB at rest, {_memory('VmHWM'):.0f} MiB at most")
    runtime.close()


if __name__ == "__main__":
    main()
