"""A hundred writers at once: each is answered, and so is everybody else meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import httpx2

from app.core.config import Settings
from app.main import create_app
from app.wiring import Runtime
from tests.conftest import make_key
from tests.live import live_server

WRITERS = 100


def test_a_hundred_writers_do_not_starve_the_server(
    settings: Settings, runtime: Runtime, tenant_id: UUID
) -> None:
    """Some hold a key's row from the start, some write first in the endpoint, some only read."""
    headers = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    impatient = settings.model_copy(update={"write_wait_seconds": 15.0})
    limits = httpx2.Limits(max_connections=3 * WRITERS)
    with (
        live_server(create_app(impatient)) as address,
        httpx2.Client(base_url=address, headers=headers, limits=limits, timeout=90) as client,
        ThreadPoolExecutor(3 * WRITERS) as pool,
    ):
        case = client.post("/v1/cases", json={"client_reference": "T"}).headers["Location"]

        def records(number: int) -> int:
            body = {"occurred_at": "2026-11-20T15:30:00+08:00", "channel": "phone"}
            body |= {"outcome": "refused", "summary": f"第{number}次"}
            key = {"Idempotency-Key": str(uuid4())}
            return client.post(f"{case}/contacts", json=body, headers=key).status_code

        def holds(_number: int) -> int:
            return client.post(f"{case}/legal-holds", json={"reason": "审理"}).status_code

        def reads(_number: int) -> int:
            return client.get("/v1/me").status_code

        asked = [
            pool.submit(act, number)
            for number in range(WRITERS)
            for act in (holds if number % 3 else records, reads)
        ]
        answers = [each.result() for each in asked]
        verdict = client.post(f"{case}/ledger/verify").json()
    assert answers == [201, 200] * WRITERS
    assert (verdict["valid"], verdict["entries"]) == (True, WRITERS)
