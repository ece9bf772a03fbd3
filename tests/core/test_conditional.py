"""Versions in ETags, preconditions before changes, 304 for what is held."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from app.core.conditional import (
    Precondition,
    first_or_matching,
    not_modified,
    precondition,
    tag,
    tag_computed,
)
from app.core.errors import PreconditionFailed, PreconditionRequired
from app.core.i18n import use_language


@pytest.mark.parametrize(
    "header", ['"3.en"', '"3.zh-CN"', "*", 'W/"3.en"', '"1.en", "3.en"', '"3"']
)
def test_the_current_version_passes_in_whatever_language(header: str) -> None:
    asyncio.run(precondition(header)).check(3)


@pytest.mark.parametrize("header", ['"2.en"', '"33.en"', '""', "", "3x", '"x", "2.en"'])
def test_any_other_version_fails(header: str) -> None:
    with pytest.raises(PreconditionFailed):
        Precondition(header).check(3)


def test_a_change_without_a_version_is_428() -> None:
    with pytest.raises(PreconditionRequired):
        asyncio.run(precondition(None)).check(1)


def test_a_put_that_creates_replaces_nothing() -> None:
    with pytest.raises(PreconditionFailed):
        asyncio.run(first_or_matching(None, "*")).check(1)
    with pytest.raises(PreconditionRequired):
        asyncio.run(first_or_matching(None, None)).check(1)
    asyncio.run(first_or_matching('"1.en"', None)).check(1)


def test_the_tag_holds_version_and_language() -> None:
    use_language("en")
    response = Response()
    tag(response, 7)
    use_language("zh-CN")
    assert response.headers["ETag"] == '"7.en"'


def _request(method: str, held: str | None) -> Request:
    headers = [] if held is None else [(b"if-none-match", held.encode())]
    return Request({"type": "http", "method": method, "headers": headers, "path": "/"})


@pytest.mark.parametrize(
    ("method", "held", "status"),
    [
        ("GET", '"7.en"', 304),
        ("GET", 'W/"7.en"', 304),
        ("GET", '"1.en", "7.en"', 304),
        ("GET", "*", 304),
        ("GET", '"8.en"', 200),
        ("GET", None, 200),
        ("POST", '"7.en"', 200),
    ],
)
def test_only_a_read_of_the_same_is_304(method: str, held: str | None, status: int) -> None:
    response = Response("body", headers={"ETag": '"7.en"'})
    answer = not_modified(_request(method, held), response)
    assert answer.status_code == status
    assert answer.headers["ETag"] == '"7.en"'
    assert (answer.body == b"") is (status == 304)


def test_without_a_tag_nothing_is_held() -> None:
    assert not_modified(_request("GET", "*"), Response("body")).status_code == 200


def test_equal_computed_answers_have_equal_weak_tags() -> None:
    first, second, other = Response(), Response(), Response()
    tag_computed(first, b"a")
    tag_computed(second, b"a")
    tag_computed(other, b"b")
    assert first.headers["ETag"] == second.headers["ETag"] != other.headers["ETag"]
    assert first.headers["ETag"].startswith('W/"')
