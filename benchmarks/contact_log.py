"""The contact log at two sizes, side by side: newest page and search, on both databases.

Two cases of one tenant in one database, a small and a large one, are filled with made-up calls.
What is measured is the whole service call (query, opening what was sealed, checking the text), in
turn on the small and the large case, so that a busy machine weighs on both alike.

`python -m benchmarks.contact_log [sqlite|postgresql] [large size]`
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, create_engine, text

from app.cases import service as cases
from app.cases.schemas import CaseCreate
from app.contacts import service as contacts
from app.contacts.index import repository as index
from app.core import keys
from app.core.config import Settings
from app.core.migrations import upgrade
from app.core.pagination import PageRequest
from app.wiring import Runtime, open_runtime
from benchmarks.made_contacts import Log, fill
from benchmarks.prepared import principal_of, tenant_with_key
from tests.databases import empty_database
from tests.postgres import admin_url, postgres_server

SMALL, LARGE = 10_000, 1_000_000
STAGES = (100_000, 300_000)
ROUNDS = 20
QUERIES = (
    *("投诉", "催收", "利率", "分期", "录音", "减免", "腰椎", "公证", "褥疮", "鲈鱼"),
    *("夜间催收", "个性化分期", "没有人接听", "补充失业证明", "停止联系家人", "网约车"),
    *("从没写过的话", "催收分期", "鲈鱼公证", "答应三个工作日内回电"),
)
"""Common and rare, of two characters and more, some never written."""


@contextmanager
def _opened(kind: str) -> Iterator[tuple[Runtime, Engine]]:
    """A migrated database, and an engine that fills it without waiting for the disk."""
    with tempfile.TemporaryDirectory(prefix="shangan-bench-") as folder:
        if kind == "sqlite":
            settings = empty_database(Path(folder), None)
            yield from _ready(settings, create_engine(settings.database_url))
        else:
            with postgres_server(Path(folder) / "pg") as uri:
                settings = empty_database(Path(folder), uri)
                name = settings.database_url.rsplit("/", 1)[1].split("?")[0]
                yield from _ready(settings, create_engine(admin_url(uri).set(database=name)))


def _ready(settings: Settings, engine: Engine) -> Iterator[tuple[Runtime, Engine]]:
    upgrade(settings)
    runtime = open_runtime(settings)
    yield runtime, engine
    runtime.close()
    engine.dispose()


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _page(limit: int) -> PageRequest:
    return PageRequest(limit, None, b"", "", ())


def _read(runtime: Runtime, tenant_id: UUID, log: Log, query: str | None, limit: int) -> int:
    everything = contacts.wanted_contacts(None, None, None, None, None)
    with runtime.database.read(tenant_id) as session:
        found = contacts.list_contacts(session, log.case_id, everything, query, _page(limit))
    return len(found.items)


def _percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def _line(name: str, small: float, large: float) -> str:
    return f"{name:<24} {small * 1e3:9.2f} ms   {large * 1e3:9.2f} ms   ratio {large / small:6.2f}"


def measure(runtime: Runtime, tenant_id: UUID, logs: Sequence[Log]) -> Iterator[str]:
    """The figures, as lines: on the small log, on the large one, and their ratio."""
    newest: list[list[float]] = [[], []]
    searched: list[list[float]] = [[], []]
    by_query: dict[str, list[list[float]]] = {query: [[], []] for query in QUERIES}
    for number in range(ROUNDS):
        for place, log in enumerate(logs if number % 2 else reversed(logs)):
            which = place if number % 2 else 1 - place
            newest[which].append(
                _timed(lambda log=log: _read(runtime, tenant_id, log, None, 50))  # type: ignore[misc]  # bound now
            )
            for query in QUERIES:
                took = _timed(
                    lambda log=log, query=query: _read(runtime, tenant_id, log, query, 20)  # type: ignore[misc]  # bound now
                )
                searched[which].append(took)
                by_query[query][which].append(took)
    yield _line("newest 50, median", *(statistics.median(times) for times in newest))
    for share in (0.5, 0.99):
        yield _line(f"search, p{share * 100:.0f}", *(_percentile(t, share) for t in searched))
    for query, pair in by_query.items():
        small, large = (statistics.median(times) for times in pair)
        hits = [_read(runtime, tenant_id, log, query, 20) for log in logs]
        yield _line(f"  {query} {hits}", small, large)


def run(kind: str, large: int) -> None:
    """Fills both logs and prints their figures, for the large one on its way as well."""
    with _opened(kind) as (runtime, engine):
        tenant_id, shown = tenant_with_key(runtime.database)
        principal = principal_of(runtime.database, shown)
        logs = []
        for size in (SMALL, large):
            with runtime.database.write(tenant_id) as session:
                body = CaseCreate(client_reference=f"bench-{size}")
                case_id = cases.open_case(session, principal, body).id
                key = keys.case_key(session, case_id)
            logs.append(Log(case_id, size))
            filled = 0
            for stage in sorted({min(each, size) for each in (SMALL, *STAGES, size)}):
                with runtime.database.write(tenant_id) as session:
                    index.fold(session, case_id)
                fill(engine, tenant_id, logs[-1], key, filled + 1, stage)
                filled = stage
                if len(logs) > 1 and stage > SMALL:
                    _report(runtime, engine, tenant_id, logs, stage)


def _report(
    runtime: Runtime, engine: Engine, tenant_id: UUID, logs: Sequence[Log], filled: int
) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    print(f"contact log, {engine.dialect.name}: {SMALL:,} and {filled:,} contacts", flush=True)
    for line in measure(runtime, tenant_id, logs):
        print(line, flush=True)


def main() -> None:
    """Both databases, or the one named."""
    kinds = [sys.argv[1]] if len(sys.argv) > 1 else ["sqlite", "postgresql"]
    large = int(sys.argv[2]) if len(sys.argv) > 2 else LARGE  # noqa: PLR2004 - kind, then size
    for kind in kinds:
        run(kind, large)


if __name__ == "__main__":
    main()
