"""The index of routes answers as the list it was made of would, one route after another."""

from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Scope

from app.core.route_index import RouteIndex

PATHS = ("/", "/a", "/a/{x}", "/a/b", "/a/{x}/c", "/{x}/b", "/a/{x}.ics", "/a/b/", "/{x}/{y}/{z}")
ASKED = st.lists(st.sampled_from(["a", "b", "c", "d.ics", "", "{x}"]), max_size=4)
METHODS = ("GET", "POST", "PATCH")


async def _answer(_request: Request) -> Response:
    return Response()


def _scope(method: str, path: str) -> Scope:
    return {"type": "http", "method": method, "path": path, "root_path": ""}


def _one_by_one(routes: Sequence[BaseRoute], scope: Scope) -> tuple[Match, Scope]:
    found = [route.matches(scope) for route in routes]
    for wanted in (Match.FULL, Match.PARTIAL):
        for match, child in found:
            if match is wanted:
                return match, child
    return Match.NONE, {}


@example(declared=[("/a/{x}", "GET"), ("/a/b", "GET")], method="GET", segments=["a", "b"])
@given(
    declared=st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(METHODS)), max_size=12),
    method=st.sampled_from(METHODS),
    segments=ASKED,
)
def test_it_finds_what_looking_at_each_finds(
    declared: list[tuple[str, str]], method: str, segments: list[str]
) -> None:
    routes = [Route(path, _answer, methods=[verb]) for path, verb in declared]
    scope = _scope(method, "/" + "/".join(segments))
    assert RouteIndex(routes).matches(scope) == _one_by_one(routes, scope)


def test_every_operation_is_found_as_before(application: FastAPI) -> None:
    index, *routes = application.router.routes
    assert isinstance(index, RouteIndex)
    asked = 0
    for path, item in application.openapi()["paths"].items():
        concrete = path.replace("{", "").replace("}", "")
        for method in (*item, "trace"):
            scope = _scope(method.upper(), concrete)
            found, child = index.matches(scope)
            assert (found, child) == _one_by_one(routes, scope)
            assert found is (Match.PARTIAL if method == "trace" else Match.FULL)
            asked += 1
    assert asked > 250


def test_what_is_no_request_is_left_to_the_routes() -> None:
    index = RouteIndex([Route("/a", _answer)])
    assert index.matches({"type": "websocket", "path": "/a"}) == (Match.NONE, {})


@pytest.mark.parametrize(
    "route", [Route("/files/{name:path}", _answer), Mount("/files", routes=[])]
)
def test_what_spans_segments_is_refused(route: BaseRoute) -> None:
    with pytest.raises(ValueError, match="not found by its segments"):
        RouteIndex([route])
