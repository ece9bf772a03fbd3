"""Finds the route of a path by its segments, in place of trying hundreds one after another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from starlette.convertors import PathConvertor
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send
from typing_extensions import override


@dataclass(slots=True)
class _Branch:
    """What follows a segment: named segments, a parameter, and the routes that end here."""

    named: dict[str, "_Branch"] = field(default_factory=dict)
    any: "_Branch | None" = None
    routes: list[tuple[int, Route]] = field(default_factory=list)

    def follow(self, segment: str) -> Iterator["_Branch"]:
        """The branches that a segment of a requested path may lead to."""
        if segment in self.named:
            yield self.named[segment]
        if self.any is not None:
            yield self.any

    def grow(self, segment: str) -> "_Branch":
        """The branch of a segment of a route's path, made where it is missing."""
        if "{" not in segment:
            return self.named.setdefault(segment, _Branch())
        self.any = self.any or _Branch()
        return self.any


class RouteIndex(BaseRoute):
    """Stands before the routes it was made of and answers as the first of them would.

    It only leaves out what cannot match: those that may are asked, in their order.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        """Sorts the routes.

        Raises:
            ValueError: for a parameter that spans segments.
        """
        self._root = _Branch()
        for place, route in enumerate(routes):
            if not isinstance(route, Route) or any(
                isinstance(each, PathConvertor) for each in route.param_convertors.values()
            ):
                raise ValueError(f"not found by its segments: {route}")
            branch = self._root
            for segment in route.path.split("/"):
                branch = branch.grow(segment)
            branch.routes.append((place, route))

    def _candidates(self, path: str) -> list[Route]:
        branches = [self._root]
        for segment in path.split("/"):
            branches = [after for branch in branches for after in branch.follow(segment)]
        found = [each for branch in branches for each in branch.routes]
        return [route for _, route in sorted(found, key=itemgetter(0))]

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route that answers, or else the first that knows the path but no such method.

        A path under another root is not found here, but by the routes themselves.
        """
        best: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] != "http":
            return best
        for route in self._candidates(scope["path"]):
            found = route.matches(scope)
            if found[0] is Match.FULL:
                return found
            if best[0] is Match.NONE:
                best = found
        return best

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has the route that was found answer."""
        await scope["route"].handle(scope, receive, send)
