"""Writes of some milliseconds on SQLite, done on the event loop: no thread is woken for each.

One line for each event loop. While a COMMIT runs, on a thread, requests wait in it; then they are
done one after the other, each in a SAVEPOINT of its own and with a look at the event loop in
between. Nobody is answered before the COMMIT of all.
"""

import asyncio
from asyncio import AbstractEventLoop, Future, Task
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from sqlalchemy.orm import Session

from app.core.db import Batch, Database
from app.core.turns import MOST_MEMBERS

Answer = TypeVar("Answer")
Opened = Callable[[UUID | None], AbstractContextManager[Session]]
"""Opens the session of one request, for a tenant or for none yet."""


class BriefWrites:
    """Does the short writes of an application whose database has one writer."""

    def __init__(self, database: Database) -> None:
        """Nobody waits yet."""
        self._database = database
        self._lines: WeakKeyDictionary[AbstractEventLoop, _Line] = WeakKeyDictionary()

    async def done(self, work: Callable[[Opened], Answer]) -> Answer:
        """What the work gives, once it is committed; it opens one session and waits for nothing.

        Raises:
            Unavailable: if the database is busy or away, or the COMMIT failed.
        """
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            line = self._lines[loop] = _Line(self._database)
        answer: Answer = await line.told(work)
        return answer


@dataclass(slots=True)
class _Member:
    """A request in line, and what became of it."""

    work: Callable[[Opened], Any]
    told: Future[Any]
    context: Context = field(default_factory=copy_context)
    acts: list[Callable[[], None]] = field(default_factory=list)
    answer: Any = None
    error: Exception | None = None

    def work_in(self, batch: Batch) -> None:
        """Does the work, in the context of its request."""
        try:
            self.answer = self.context.run(
                self.work, lambda tenant_id: batch.part(tenant_id, self.acts)
            )
        except Exception as error:  # noqa: BLE001 - it is raised where the request waits
            self.error = error

    def tell(self, failed: Exception | None) -> None:
        """Ends the wait; what was to be done after the COMMIT is, even if nobody waits any more."""
        error = failed or self.error
        if error is None:
            try:
                for act in self.acts:
                    act()
            except Exception as own:  # noqa: BLE001 - as above
                error = own
        if self.told.done():
            return
        if error is not None:
            self.told.set_exception(error)
        else:
            self.told.set_result(self.answer)


class _Line:
    """Those who wait on one event loop, and the task that serves them while there are any."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._members: deque[_Member] = deque()
        self._serving: Task[None] | None = None
        self._thread = CapacityLimiter(1)

    async def told(self, work: Callable[[Opened], Any]) -> Any:
        loop = asyncio.get_running_loop()
        member = _Member(work, loop.create_future())
        self._members.append(member)
        if self._serving is None:
            self._serving = loop.create_task(self._serve())
            self._serving.add_done_callback(_heard)
        return await member.told

    async def _serve(self) -> None:
        try:
            while self._members:
                await self._group()
        finally:
            self._serving = None

    async def _group(self) -> None:
        """One turn: begins, does what waits, commits, and tells everybody how it went."""
        waited = len(self._members)
        try:
            batch = await run_sync(self._database.begin_batch, limiter=self._thread)
        except Exception as error:  # noqa: BLE001 - everybody who waited for it must hear of it
            for _ in range(waited):
                self._members.popleft().tell(error)
            return
        done: list[_Member] = []
        failed: Exception | None = None
        try:
            while self._members and len(done) < MOST_MEMBERS and batch.stands:
                member = self._members.popleft()
                if not member.told.done():  # else it was called off
                    done.append(member)
                    member.work_in(batch)
                    await asyncio.sleep(0)
        finally:
            failed = await run_sync(batch.end, limiter=self._thread)
            for member in done:
                member.tell(failed)


def _heard(serving: Task[None]) -> None:
    """Takes note of what ended the task: an interruption, which the loop raised itself."""
    if not serving.cancelled():
        serving.exception()
