"""An application with a few extra routes that fail in chosen ways, only for tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, cast

from fastapi import APIRouter, Depends, FastAPI, Response
from pydantic import Field

from app.core.auth import Principal, caller
from app.core.config import Settings
from app.core.idempotency import optional_key
from app.core.ids import new_id
from app.core.outbox import record_event
from app.core.routing import WriteSession, subject_router
from app.core.schemas import Schema
from app.main import create_app

Writer = Annotated[Principal, caller("cases:write")]
THREADS: list[int] = []
"""Where endpoints ran."""
CANARY = "CANARY-330102199001011234"


class Wanted(Schema):
    """A body with a text and a switch that makes the endpoint fail."""

    text: Annotated[str, Field(max_length=50)] = ""
    fail: bool = False


def _router_with_failures() -> APIRouter:
    router = subject_router(tag="account", prefix="/v1/test")

    @router.post("/explode")
    def explode(
        wanted: Wanted,
        session: WriteSession,
        principal: Annotated[Principal, caller("cases:write")],
    ) -> Wanted:
        raise RuntimeError(wanted.text)

    @router.post("/echo", status_code=201, dependencies=[Depends(optional_key)])
    def echo(
        wanted: Wanted,
        session: WriteSession,
        principal: Annotated[Principal, caller("cases:write")],
    ) -> Wanted:
        return wanted

    @router.post("/outbox", status_code=201, dependencies=[Depends(optional_key)])
    def store(
        wanted: Wanted,
        session: WriteSession,
        principal: Annotated[Principal, caller("cases:write")],
    ) -> Wanted:
        record_event(session, "test_event", new_id())
        if wanted.fail:
            raise RuntimeError(wanted.text)
        return wanted

    @router.post("/undocumented", status_code=201, dependencies=[Depends(optional_key)])
    def answer_something_else(
        wanted: Wanted,
        session: WriteSession,
        principal: Annotated[Principal, caller("cases:write")],
    ) -> Wanted:
        record_event(session, "test_event", new_id())
        return cast("Wanted", {"text": "x" * (99 if wanted.fail else 1)})

    @router.post("/threads", dependencies=[Depends(optional_key)])
    def name_thread(
        session: WriteSession,
        principal: Annotated[Principal, caller("cases:write")],
        response: Response,
    ) -> Wanted:
        THREADS.append(threading.get_ident())
        response.headers["ETag"] = '"1"'
        response.status_code = 202
        return Wanted(text="here")

    return router


@contextmanager
def application_with_failures(settings: Settings) -> Iterator[FastAPI]:
    """The application plus the routes above; closed afterwards."""
    application = create_app(settings)
    application.include_router(_router_with_failures())
    yield application
    application.state.runtime.close()
