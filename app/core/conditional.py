"""Conditional requests (RFC 9110, 13): versions in ETags, If-Match before changes, 304."""

import hashlib
from datetime import date
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from app.core import i18n
from app.core.errors import PreconditionFailed, PreconditionRequired


class Precondition:
    """The versions a caller believes to be current (If-Match)."""

    def __init__(self, header: str | None, *, creates: bool = False) -> None:
        """Keeps the header; `creates` is an If-None-Match of `*`."""
        self.header = header
        self.creates = creates

    def check(self, version: int) -> None:
        """Compares with the stored version.

        Raises:
            PreconditionRequired: if no If-Match was sent.
            PreconditionFailed: if the resource has another version by now.
        """
        if self.header is None:
            if self.creates:
                raise PreconditionFailed
            raise PreconditionRequired
        tags = [tag.strip().removeprefix("W/").strip('"') for tag in self.header.split(",")]
        if "*" not in tags and str(version) not in {tag.split(".")[0] for tag in tags}:
            raise PreconditionFailed


async def precondition(
    if_match: Annotated[
        str | None,
        Header(
            max_length=200,
            description="ETag of the version you read; `*` stands for whatever is current. "
            "Missing: 428, stale: 412.",
            examples=["*"],
        ),
    ] = None,
) -> Precondition:
    """Reads If-Match."""
    return Precondition(if_match)


async def first_or_matching(
    if_match: Annotated[
        str | None,
        Header(
            max_length=200,
            description="ETag of the version to replace; not needed the first time.",
            examples=["*"],
        ),
    ] = None,
    if_none_match: Annotated[
        str | None,
        Header(max_length=200, description="`*`: create, never replace."),
    ] = None,
) -> Precondition:
    """Reads If-Match and If-None-Match for a PUT that may create."""
    return Precondition(if_match, creates=if_none_match == "*")


async def documented_if_none_match(
    if_none_match: Annotated[
        str | None,
        Header(max_length=200, description="ETag you hold; unchanged gives 304."),
    ] = None,
) -> None:
    """Documents If-None-Match on a read; the route class answers it with 304."""


IfMatch = Annotated[Precondition, Depends(precondition)]
FirstOrMatching = Annotated[Precondition, Depends(first_or_matching)]


def tag(
    response: Response, version: int, *, as_of: date | None = None, shown: BaseModel | None = None
) -> None:
    """Sets the ETag of a stored resource: `"<version>.<language>"`.

    `as_of` is added where the answer differs from day to day, so that no 304 hides a new day. A
    digest of what is `shown` is added where the answer says more than is stored, a court's clock
    or what became of the debt, so that no 304 hides that.
    """
    parts = [str(version), i18n.current_language()]
    if as_of is not None:
        parts.append(f"{as_of:%Y%m%d}")
    if shown is not None:
        parts.append(_digest(shown.model_dump_json().encode(), 16))
    response.headers["ETag"] = f'"{".".join(parts)}"'


def created(
    response: Response,
    path: str,
    version: int,
    *,
    as_of: date | None = None,
    shown: BaseModel | None = None,
) -> None:
    """Says where what was made or taken on is (`Location`), and its ETag as `tag` does."""
    response.headers["Location"] = path
    tag(response, version, as_of=as_of, shown=shown)


def tag_computed(response: Response, body: bytes) -> None:
    """Sets the weak ETag of a computed answer: a hash of its body."""
    response.headers["ETag"] = f'W/"{_digest(body, 32)}"'


def _digest(body: bytes, digits: int) -> str:
    return hashlib.sha256(body).hexdigest()[:digits]


def not_modified(request: Request, response: Response) -> Response:
    """Turns a read into 304 when the caller already holds this representation."""
    held = request.headers.get("if-none-match")
    current = response.headers.get("etag")
    if request.method != "GET" or held is None or current is None:
        return response
    tags = {candidate.strip().removeprefix("W/") for candidate in held.split(",")}
    if "*" in tags or current.removeprefix("W/") in tags:
        kept = {name: response.headers[name] for name in ("ETag",)}
        return Response(status_code=304, headers=kept)
    return response
