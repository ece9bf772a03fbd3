"""An application with a few extra routes that fail in chosen ways, only for tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, cast

from fastapi import APIRouter, Depends, FastAPI, Response
from pydantic import Field, field_serializer
from sqlalchemy import select

from app.core.auth import Principal, caller
from app.core.config import Settings
from app.core.idempotency import optional_key
from app.core.ids import new_id
from app.core.outbox import record_event
from app.core.routing import BriefSession, ReadSession, WriteSession, subject_router
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


class Marked(Schema):
    """An answer that notes where it is made from what the endpoint gave."""

    text: str

    @field_serializer("text")
    def note(self, text: str) -> str:
        """Runs when the answer is written out."""
        THREADS.append(threading.get_ident())
        return text


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

    _add_what_is_brief(router)
    _add_what_does_not_write(router)
    return router


def _add_what_is_brief(router: APIRouter) -> None:
    @router.post("/brief", status_code=201, dependencies=[Depends(optional_key)])
    def store_briefly(
        wanted: Wanted,
        session: BriefSession,
        principal: Writer,
        loop: Annotated[int, Depends(_loop_thread)],
    ) -> Wanted:
        THREADS.extend((threading.get_ident(), loop))
        record_event(session, "test_event", new_id())
        if wanted.fail:
            raise RuntimeError(wanted.text)
        return wanted

    @router.get("/brief-before")
    def refuse_briefly(found: Annotated[None, Depends(_brief_before)]) -> Wanted:
        return Wanted()


def _add_what_does_not_write(router: APIRouter) -> None:
    @router.get("/reads")
    def read(session: ReadSession, principal: Writer, response: Response) -> Marked:
        session.connection()
        return _marked(response)

    @router.get("/computes")
    def compute(principal: Writer, response: Response) -> Marked:
        return _marked(response)

    @router.get("/too-long")
    def answer_too_much(principal: Writer) -> Wanted:
        return cast("Wanted", {"text": "x" * 99})

    @router.get("/reads-before")
    def tell(found: Annotated[int, Depends(_read_before)], principal: Writer) -> Wanted:
        return Wanted(text=str(found))

    @router.get("/writes-before")
    def refuse(found: Annotated[None, Depends(_write_before)], principal: Writer) -> Wanted:
        return Wanted()


def _read_before(session: ReadSession) -> int:
    found: int = session.scalars(select(1)).one()
    return found


def _write_before(session: WriteSession) -> None: ...


def _brief_before(session: BriefSession) -> None: ...


async def _loop_thread() -> int:
    return threading.get_ident()


def _marked(response: Response) -> "Marked":
    response.headers["ETag"] = '"1"'
    response.status_code = 203
    THREADS.append(threading.get_ident())
    return Marked.model_construct(text="here")


@contextmanager
def application_with_failures(settings: Settings) -> Iterator[FastAPI]:
    """The application plus the routes above; closed afterwards."""
    application = create_app(settings)
    application.include_router(_router_with_failures())
    yield application
    application.state.runtime.close()
