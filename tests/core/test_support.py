"""A text that says someone is in danger is answered with help first, and with nothing else."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.core import idempotency, keys
from app.core.config import Settings
from app.core.repository import scoped
from app.core.support import calls_for_support
from app.wiring import Runtime, metadata
from tests.client import ApiClient
from tests.living_files import stored_in

CRISIS = [
    "我真的不想活了",
    "欠这么多，活不下去",
    "想 死 的心都有",
    "不如死了算了",
    "ＳＵＩＣＩＤＥ",
    "I want to die",
    "写好了遗书",
    "累死了，真的想死",
]
EVERYDAY = [
    "累死了，今天又打了十个电话",
    "忙死我了",
    "手机死机，通话没录上",
    "商场跳楼价清仓",
    "公司裁员，八月起失业，正在找工作",
    "不想活动了",
    "还款计划卡在死循环里",
    "想死你了",
    "他们把人往死里逼",
    "This deadline is killing me",
]


@pytest.mark.parametrize("phrase", CRISIS)
def test_a_crisis_phrase_calls_for_support(phrase: str) -> None:
    assert calls_for_support(["别的话", phrase])


@pytest.mark.parametrize("phrase", EVERYDAY)
def test_everyday_sayings_do_not(phrase: str) -> None:
    assert not calls_for_support([phrase])


def test_no_phrase_is_made_of_two_texts() -> None:
    assert not calls_for_support(["我真的不想", "活了"])
    assert not calls_for_support(["I want to", "die"])


def _case(description: str) -> dict[str, object]:
    return {
        "client_reference": "A-1",
        "hardship": {"reason": "job_loss", "description": description},
    }


def test_the_answer_begins_with_help_and_the_write_succeeds(client: ApiClient) -> None:
    answer = client.post("/v1/cases", json=_case("我不想活了"))
    assert answer.status_code == 201
    support = answer.json()["support"]
    assert next(iter(answer.json())) == "support"
    assert support["show"] is True
    assert support["contacts"] == ["12356", "120", "110"]
    assert "12356" in support["message"]
    read = client.get(answer.headers["Location"])
    assert read.json()["hardship"]["description"] == "我不想活了"
    assert "support" not in read.json()


def test_help_comes_in_the_readers_language(client: ApiClient) -> None:
    answer = client.post(
        "/v1/cases", json=_case("I want to die"), headers={"Accept-Language": "en"}
    )
    assert "call the 12356" in answer.json()["support"]["message"]


def test_a_change_is_answered_alike_and_a_read_or_refusal_is_not(
    client: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}"
    changed = client.patch(
        path,
        json={"hardship": {"reason": "illness", "description": "撑不下去，想死"}},
        headers={"If-Match": "*"},
    )
    assert "support" in changed.json()
    assert "support" not in client.get(path).json()
    refused = client.post("/v1/cases", json={"client_reference": "不想活", "unknown": 1})
    assert refused.status_code == 422
    assert "support" not in refused.json()


def test_a_replay_is_byte_equal(client: ApiClient) -> None:
    headers = {"Idempotency-Key": "crisis-1"}
    first = client.post("/v1/cases", json=_case("我不想活了"), headers=headers)
    again = client.post("/v1/cases", json=_case("我不想活了"), headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == first.content


def test_the_stored_answer_does_not_tell_either(
    client: ApiClient, runtime: Runtime, tenant_id: UUID
) -> None:
    client.post("/v1/cases", json=_case("我不想活了"))
    with runtime.database.read(tenant_id) as session:
        replies = [
            keys.open_for_tenant(
                session, idempotency._address(row.tenant_id, row.id), row.reply or b""
            )
            for row in session.scalars(scoped(session, idempotency.IdempotentReply))
        ]
    assert len(replies) == 1
    assert b"client_reference" in replies[0]
    assert b"support" not in replies[0]


def test_the_match_leaves_no_trace(
    client: ApiClient,
    settings: Settings,
    runtime: Runtime,
    tenant_id: UUID,
    capfd: pytest.CaptureFixture[str],
) -> None:
    opened = client.post("/v1/cases", json=_case("我不想活了"))
    plain = client.post("/v1/cases", json=_case("我在找工作"))
    case_ids = [answer.json()["id"] for answer in (opened, plain)]
    events = client.get("/v1/audit-events").json()["items"]
    shapes = [
        sorted(
            (event["action"], event["object_type"])
            for event in events
            if event["case_id"] == case_id
        )
        for case_id in case_ids
    ]
    assert shapes[0] == shapes[1]
    logged = capfd.readouterr()
    assert "support" not in logged.out + logged.err
    # The number as it stands in an answer: five bare digits occur in long stored numbers by chance.
    for needle in ("不想活", "support", "crisis", '"12356"'):
        assert needle.encode() not in _everything_stored(settings, tenant_id)


def _everything_stored(settings: Settings, tenant_id: UUID) -> bytes:
    """All rows of the tenant as text, and on SQLite the raw files too."""
    engine = create_engine(settings.database_url)
    stored = []
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(
                text("SELECT set_config('app.tenant_id', :tenant, true)"),
                {"tenant": str(tenant_id)},
            )
        for table in metadata.sorted_tables:
            # As text: other tests leave tampered values here that no column type can read.
            for row in connection.execute(text(f"SELECT * FROM {table.name}")):  # noqa: S608 - our own tables
                stored += [
                    value if isinstance(value, bytes) else str(value).encode() for value in row
                ]
    engine.dispose()
    if engine.dialect.name == "sqlite":
        path = Path(str(make_url(settings.database_url).database))
        stored.append(stored_in(path.parent))
    return b"\n".join(stored)
