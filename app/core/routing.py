"""The route class of every operation and the sessions of a request.

Authentication comes before the body is read, idempotent replies are stored inside the
request's transaction, and reads may be conditional.
"""

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.convertors import StringConvertor, register_url_convertor
from typing_extensions import override

from app.core import access, idempotency, support
from app.core.auth import Principal, current_principal, require_scopes
from app.core.callers import authenticate
from app.core.conditional import not_modified
from app.core.errors import Forbidden, NotFound
from app.core.route_index import RouteIndex
from app.core.transactions import (
    at_once,
    brief_session,
    read_session,
    settled,
    write_session,
)


class _Kept(StringConvertor):
    """An id in a path where the sibling `compare` stands; whatever is no id is still refused."""

    regex = "(?!compare$)[^/]+"


register_url_convertor("kept", _Kept())


ReadSession = Annotated[Session, Depends(read_session, scope="function")]
WriteSession = Annotated[Session, Depends(write_session)]
"""The request's one transaction; see `app.core.transactions`."""
BriefSession = Annotated[Session, Depends(brief_session)]
"""The same where the work takes some milliseconds, has a bound and waits for nobody."""


def _needed_scopes(dependant: Dependant) -> list[str] | None:
    for dependency in dependant.dependencies:
        if dependency.call is current_principal:
            return dependency.own_oauth_scopes or []
        nested = _needed_scopes(dependency)
        if nested is not None:
            return nested
    return None


def _still_to_ask(dependant: Dependant, scopes: list[str] | None) -> Dependant:
    """What FastAPI has to find out for each request, of what it documents.

    Caller and Idempotency-Key are known to the route class before; asking again costs more than
    both have cost.
    """
    known = {idempotency.optional_key, idempotency.require_key}
    rest = [
        each
        for each in dependant.dependencies
        if each.call not in known
        and not (each.call is current_principal and each.own_oauth_scopes == scopes)
    ]
    return replace(dependant, dependencies=rest)


def _require_grant(request: Request, principal: Principal, limits: access.Limits) -> None:
    """Refuses whoever needs a grant and has none for this operation, before anything is done.

    Raises:
        NotFound: for a case, as if it did not exist.
        Forbidden: for what belongs to the tenant itself.
    """
    if limits.parts == access.EVERYBODY:
        return
    given = request.path_params.get("case_id")
    if given is None:
        if not limits.parts:
            raise Forbidden("key_needs_grant")
        return
    try:
        case_id = UUID(str(given))
    except ValueError:
        return  # the endpoint refuses what is no id
    if not limits.parts:
        raise NotFound
    guard: access.GrantGuard = request.app.state.require_grant
    guard(principal, case_id, limits, is_reading=request.method == "GET")


def _require_own_case(request: Request, principal: Principal, *, is_open: bool) -> None:
    """Keeps an access token to its case and to what is nobody's; a key goes on.

    Raises:
        NotFound: for another case, as if it did not exist.
        Forbidden: for what belongs to the tenant itself.
    """
    if principal.case_id is None:
        return
    given = request.path_params.get("case_id")
    if given is None:
        if not is_open:
            raise Forbidden("token_of_one_case")
        return
    try:
        asked = UUID(str(given))
    except ValueError:
        return  # the endpoint refuses what is no id
    if asked != principal.case_id:
        raise NotFound


class SubjectRoute(APIRoute):
    """A route that knows its scopes, and its part of a case, before the body is parsed."""

    shares: tuple[str, ...] = ()
    is_narrowed: bool = False

    @override
    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        super().__init__(path, at_once(endpoint, lambda: self), **given)

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        scopes = _needed_scopes(self.dependant)
        documented, self.dependant = self.dependant, _still_to_ask(self.dependant, scopes)
        original = super().get_route_handler()
        self.dependant = documented
        shares = self.shares
        if scopes and access.OPEN_SCOPES.issuperset(scopes):
            shares = access.EVERYBODY
        if "DELETE" in (self.methods or ()):
            shares = ()  # what is in a case, only its owner takes away
        is_open = self.is_narrowed or shares == access.EVERYBODY
        if "{case_id}" in self.path:
            self.openapi_extra = {**(self.openapi_extra or {}), "x-shares": list(shares)}
        requires_key = idempotency.require_key in {
            dependency.call for dependency in self.dependant.dependencies
        }

        async def handler(request: Request) -> Response:
            request.state.principal = request.state.limits = request.state.claim = None
            if scopes is not None:
                principal = await authenticate(request)
                require_scopes(principal, scopes)
                request.state.principal = principal
                limits = request.state.limits = access.limits_for(principal, shares)
                if limits is not None:
                    await run_in_threadpool(_require_grant, request, principal, limits)
                _require_own_case(request, principal, is_open=is_open)
                request.state.claim = await idempotency.claim(request, required=requires_key)
            try:
                response = await original(request)
            except idempotency.Replay as replay:
                return await support.put_first(request, replay.response())
            claim = request.state.claim
            if claim is not None and not claim.is_taken:
                response = await settled(request, claim, response)
            return not_modified(request, await support.put_first(request, response))

        return handler


def subject_router(
    *, tag: str, shares: tuple[str, ...] = (), is_narrowed: bool = False, prefix: str = "/v1"
) -> APIRouter:
    """A router of one subject, documented under its tag.

    `shares` are the parts of a case that its operations touch: a grant must name all of them.
    Without any, they are the owner's alone. `is_narrowed`: its queries see the one case a session
    is confined to, so that an access token may use operations that name no case.
    """
    named = {"shares": shares, "is_narrowed": is_narrowed}
    route_class = type("SharedRoute", (SubjectRoute,), named)
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=route_class,
        redirect_slashes=False,
        generate_unique_id_function=operation_name,
    )


def operation_name(route: APIRoute) -> str:
    """The operationId: the name of the endpoint function, a verb and a noun."""
    return route.name


def serve(application: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Makes an application answer on the routes of these routers, as they are.

    FastAPI's `include_router` builds each route anew for every application, when a first request
    passes by it: a second in all, and twice the walk for each request after it.
    """
    served = [route for router in routers for route in router.routes]
    application.router.routes.extend(served)
    application.router.routes.insert(0, RouteIndex(served))
