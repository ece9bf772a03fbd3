"""Crisis phrases: a text that says someone may be in danger is answered with help first.

The match lives in that one answer and nowhere else: not stored, logged or passed on.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal

import orjson
from fastapi import Request, Response
from pydantic import Field
from starlette.datastructures import UploadFile

from app.core import i18n
from app.core.schemas import Schema
from app.core.tables import data_table

_BETWEEN = "\u0000"
"""Stands between texts, and for an everyday saying that was taken out; no phrase holds it."""


class Support(Schema):
    """Where to get help at once; the first field of an answer to a text that calls for it."""

    show: Literal[True]
    message: Annotated[str, Field(max_length=1000)]
    contacts: Annotated[list[str], Field(max_length=10)]


@lru_cache(maxsize=1)
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str], list[str]]:
    data = data_table("wellbeing", "crisis_phrases")
    either = (
        "|".join(re.escape(_plain(phrase)) for phrase in data[key])
        for key in ("phrases", "everyday")
    )
    crisis, everyday = (re.compile(pattern) for pattern in either)
    return crisis, everyday, data["contacts"]


def _plain(text: str) -> str:
    """Full-width and compatibility forms folded, case and spaces between Chinese dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", folded)


def calls_for_support(texts: Iterable[str]) -> bool:
    """Whether one of the texts holds a crisis phrase, everyday sayings taken out first."""
    crisis, everyday, _contacts = _phrases()
    joined = _plain(_BETWEEN.join(texts))
    return crisis.search(everyday.sub(_BETWEEN, joined)) is not None


def _strings(body: Any) -> Iterator[str]:
    nodes = [body]
    while nodes:
        node = nodes.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node


async def _texts_of(request: Request) -> list[str]:
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/form-data"):
        form = await request.form()
        return [value for value in form.values() if not isinstance(value, UploadFile)]
    try:
        return list(_strings(orjson.loads(await request.body())))
    except orjson.JSONDecodeError:
        return []


def contacts() -> list[str]:
    """Where help is, the hotline first."""
    return _phrases()[2]


def support_with(message: str) -> Support:
    """Help as the first field of an answer that has more to say of it than this room knows."""
    return Support(show=True, message=message, contacts=contacts())


async def put_first(request: Request, response: Response) -> Response:
    """The answer to a write, with `support` as its first field where the text calls for it."""
    success = 200 <= response.status_code < 300  # noqa: PLR2004 - the class of successes
    if request.method not in {"POST", "PUT", "PATCH"} or not success:
        return response
    body = bytes(response.body)
    if not body.startswith(b"{") or not calls_for_support(await _texts_of(request)):
        return response
    support = support_with(i18n.text("support.message")).model_dump_json()
    rest = body[1:].lstrip()
    joined = f'{{"support":{support}'.encode() + (b"" if rest == b"}" else b",") + rest
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(joined, status_code=response.status_code, headers=headers)
