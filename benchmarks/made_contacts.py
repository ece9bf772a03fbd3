"""Made-up calls of a case, and what recording them leaves in the tables that reading touches."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, insert

from app.contacts.models import Contact, FreshTokens
from app.contacts.tokens import PURPOSE, moment_of, packed, pairs_of, token
from app.core import crypto
from app.core.ids import new_id
from app.core.sealing import address
from app.ledger.models import LedgerEntry

SEED = 20261125
CHUNK = 50_000
FRESH = 60
"""The newest contacts, whose tokens are not folded yet: nearly as many as there can be."""
START = datetime(2020, 1, 1, tzinfo=UTC)

SPOKEN = (
    *("申请个性化分期", "客服称暂无政策", "要求当天还清最低还款", "请对方书面答复", "已转委外催收"),
    *("答应三个工作日内回电", "要求补充失业证明", "投诉夜间催收", "询问年化利率", "说明在养病"),
    *("对方称要上门", "发送困难说明和流水", "请求减免罚息", "建议先还一部分", "工单已经受理"),
    *("没有人接听", "拒绝提供录音", "核对剩余本金", "要求停止联系家人", "约定下周再谈"),
)
RARE = ("牙科", "腰椎", "拆迁", "网约车", "托管班", "公证处", "褥疮", "鲈鱼")
"""Words that one call in about five thousand holds."""


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


def fill(
    engine: Engine, tenant_id: UUID, log: Log, key: crypto.DataKey, first: int, last: int
) -> None:
    """Puts the calls numbered `first` to `last` into the case; only the newest tokens wait."""
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
