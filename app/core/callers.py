"""Callers who were looked up since anybody last committed anything need not be looked up again.

A key that was revoked is refused at once: whoever revokes it commits, in whichever process, and
from then on nobody is known here. On SQLite a key is then read again on the event loop, which
takes a tenth of a session on a thread of its own.
"""

from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.core import clock
from app.core.auth import Principal, PrincipalResolver, QuickResolver
from app.core.changes import Changes, Seen
from app.core.errors import Unauthenticated
from app.core.tokens import token_hash

MOST: Final = 10_000
"""Callers to remember; one more, and all are forgotten."""
LONGEST_TOKEN: Final = 512
"""Characters of a bearer token that are looked at; keys have 52."""


class KnownCallers:
    """Principals of keys, by the key's hash; asked and told on the event loop alone."""

    def __init__(self, changes: Changes, resolve: QuickResolver) -> None:
        """Nobody is known; `resolve` is asked on the connection that tells of changes."""
        self._changes, self._resolve = changes, resolve
        self._seen: Seen | None = None
        self._found: dict[bytes, Principal] = {}

    def seen(self) -> Seen | None:
        """What stays the same only while nothing is committed; None where nobody can tell."""
        return self._changes.seen()

    def read(self, token: str) -> Principal | None:
        """The principal of a live key as it stands now, if that can be told without waiting."""
        return self._changes.asked(lambda driver: self._resolve(driver, token))

    def find(self, token: str, seen: Seen | None) -> Principal | None:
        """The principal of a key that was looked up when this was seen, and still lives."""
        if seen is None:
            return None
        if seen != self._seen:
            self._seen, self._found = seen, {}
        found = self._found.get(token_hash(token))
        if found is None or (found.expires_at is not None and found.expires_at <= clock.now()):
            return None
        return found

    def keep(self, token: str, principal: Principal, seen: Seen | None) -> None:
        """Remembers who was looked up after this was seen.

        Access tokens are looked up each time: they end with the key that made them as well.
        """
        if seen is None or seen != self._seen or principal.case_id is not None:
            return
        if len(self._found) >= MOST:
            self._found = {}
        self._found[token_hash(token)] = principal


async def authenticate(request: Request) -> Principal:
    """The principal of a request.

    Raises:
        Unauthenticated: if the key is missing, unknown, expired or revoked.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        raise _unauthenticated()
    known: KnownCallers = request.app.state.known_callers
    seen = known.seen()  # before the key is looked up, or a change meanwhile could be missed
    principal = known.find(token, seen)
    if principal is not None:
        return principal
    principal = known.read(token)
    if principal is None:
        resolver: PrincipalResolver = request.app.state.resolve_principal
        principal = await run_in_threadpool(resolver, token)
        if principal is None:
            raise _unauthenticated()
    known.keep(token, principal, seen)
    return principal


def _unauthenticated() -> Unauthenticated:
    return Unauthenticated(headers={"WWW-Authenticate": 'Bearer realm="shangan"'})
