"""The contact log at two sizes, side by side: newest page and search, on both databases.

Two cases of one tenant in one database, a small and a large one, are filled with made-up calls.
What is measured is the whole service call (query, opening what was sealed, checking the text), in
turn on the small and the large case, so that a busy machine weighs on both alike.

`python -m benchmarks.contact_log [sqlite|postgresql] [large size]`
"""

import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, create_engine, insert, text

from app.cases import service as cases
from app.cases.schemas import CaseCreate
from app.contacts import service as contacts
from app.contacts.index import repository as index
from app.contacts.models import Contact, FreshTokens
from app.contacts.tokens import PURPOSE, moment_of, packed, pairs_of, token
from app.core import crypto, keys
from app.core.config import Settings
from app.core.ids import new_id
from app.core.migrations import upgrade
from app.core.pagination import PageRequest
from app.core.sealing import address
from app.ledger.models import LedgerEntry
from app.wiring import Runtime, open_runtime
from benchmarks.prepared import principal_of, tenant_with_key
from tests.databases import empty_database
from tests.postgres import admin_url, postgres_server

SEED = 20261125
SMALL, LARGE = 10_000, 1_000_000
STAGES = (100_000, 300_000)
CHUNK = 50_000
FRESH = 60
"""The newest contacts, whose tokens are not folded yet: nearly as many as there can be."""
ROUNDS = 20
START = datetime(2020, 1, 1, tzinfo=UTC)
SPOKEN = (
    *("申请个性化分期", "客服称暂无政策", "要求当天还清最低还款", "请对方书面答复", "已转委外催收"),
    *("答应三个工作日内回电", "要求补充失业证明", "投诉夜间催收", "询问年化利率", "说明在养病"),
    *("对方称要上门", "发送困难说明和流水", "请求减免罚息", "建议先还一部分", "工单已经受理"),
    *("没有人接听", "拒绝提供录音", "核对剩余本金", "要求停止联系家人", "约定下周再谈"),
)
RARE = ("牙科", "腰椎", "拆迁", "网约车", "托管班", "公证处", "褥疮", "鲈鱼")
"""Words that one call in about five thousand holds."""
QUERIES = (
    *("投诉", "催收", "利率", "分期", "录音", "减免", "腰椎", "公证", "褥疮", "鲈鱼"),
    *("夜间催收", "个性化分期", "没有人接听", "补充失业证明", "停止联系家人", "网约车"),
    *("从没写过的话", "催收分期", "鲈鱼公证", "答应三个工作日内回电"),
)
"""Common and rare, of two characters and more, some never written."""


@dataclass(frozen=True, slots=True)
class Log:
    """A filled case."""

    case_id: UUID
    size: int


def _said(chance: random.Random, number: int) -> dict[str, Any]:
    parts = chance.sample(SPOKEN, 4)
    if chance.random() < len(RARE) / 5000:
        parts.insert(chance.randrange(4), chance.choice(RARE))
    return {
        "channel": chance.choice(("phone", "phone", "phone", "sms", "letter", "app_message")),
        "direction": chance.choice(("inbound", "outbound")),
        "outcome": chance.choice(("refused", "under_review", "pressure", "no_answer")),
        "summary": "，".join(parts) + f"。第{number}次",
        "promises": [],
        "debt_ids": [],
    }


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What recording some calls leaves in the tables that reading touches."""

    entries: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    tokens: list[tuple[int, int, int]]
    """Token, moment and sequence, in the order of the key."""
    fresh: list[dict[str, Any]]


def _chunk(
    tenant_id: UUID,
    log: Log,
    key: crypto.DataKey,
    numbers: Sequence[int],
    chance: random.Random,
    fresh_from: int,
) -> _Chunk:
    secret = crypto.subkey(key.secret, PURPOSE)
    known = lru_cache(maxsize=None)(partial(token, secret))
    made = _Chunk([], [], [], [])
    for number in numbers:
        occurred = START + timedelta(seconds=number * (200_000_000 // log.size))
        contact_id, entry_id, said = new_id(), new_id(), _said(chance, number)
        body = {"id": str(contact_id), "occurred_at": occurred.isoformat(), **said}
        opened = bytes(32) + orjson.dumps({**body, "source": "entered"})
        place = address(LedgerEntry.__tablename__, tenant_id, entry_id)
        owned = {
            "tenant_id": tenant_id,
            "case_id": log.case_id,
            "sequence": number,
            "occurred_at": occurred,
            "created_at": occurred,
        }
        digest = hashlib.sha256(opened).digest()
        made.entries.append(
            {
                **owned,
                "id": entry_id,
                "kind": "contact_recorded",
                "recorded_at": occurred,
                "previous_hash": digest,
                "commitment": digest,
                "leaf_input": digest * 8,
                "entry_hash": digest,
                "sealed": crypto.seal(key, place, opened),
            }
        )
        facts = {name: said[name] for name in ("channel", "direction", "outcome")}
        made.calls.append({**owned, **facts, "id": contact_id})
        moment = moment_of(occurred)
        tokens = {known("pair", pair) for pair in pairs_of(said["summary"])}
        tokens |= {known(*fact) for fact in facts.items()}
        if number >= fresh_from:
            at = {"tenant_id": tenant_id, "case_id": log.case_id, "sequence": number}
            made.fresh.append({**at, "moment": moment, "tokens": packed(tokens)})
        else:
            made.tokens.extend((each, moment, number) for each in tokens)
    made.tokens.sort()
    return made


def _fill(
    engine: Engine, tenant_id: UUID, log: Log, key: crypto.DataKey, first: int, last: int
) -> None:
    chance, numbers = random.Random(SEED + first), iter(range(first, last + 1))
    while chunk := list(islice(numbers, CHUNK)):
        made = _chunk(tenant_id, log, key, chunk, chance, last - FRESH + 1)
        with engine.begin() as connection:
            connection.execute(insert(LedgerEntry), made.entries)
            connection.execute(insert(Contact), made.calls)
            _put_tokens(connection, tenant_id, log.case_id, made.tokens)
            if made.fresh:
                connection.execute(insert(FreshTokens), made.fresh)
        print(f"  filled {chunk[-1]:>9,} of {log.size:,}", flush=True)


def _put_tokens(
    connection: Connection, tenant_id: UUID, case_id: UUID, tokens: Sequence[tuple[int, int, int]]
) -> None:
    """Straight into the driver: there are some thirty to a contact."""
    raw: Any = connection.connection.driver_connection
    names = "tenant_id, case_id, token, moment, sequence"
    if connection.dialect.name == "sqlite":
        scope = (tenant_id.hex, case_id.hex)
        statement = f"INSERT INTO contact_search_tokens ({names}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - the names above
        raw.executemany(statement, ((*scope, *row) for row in tokens))
        return
    statement = f"COPY contact_search_tokens ({names}) FROM STDIN"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in tokens:
            copy.write_row((tenant_id, case_id, *row))


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
                _fill(engine, tenant_id, logs[-1], key, filled + 1, stage)
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
