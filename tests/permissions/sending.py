"""Requests of the permission matrix, and what two of its answers have in common."""

from fastapi import FastAPI
from httpx2 import Response

from tests.client import ApiClient
from tests.documented import NOBODY, Operation, prefilled

DIFFERING = {"instance", "request_id"}


def send(application: FastAPI, key: str | None, operation: Operation, url: str = "") -> Response:
    call = prefilled(operation)
    client = ApiClient(application, key)
    return client.request(call.method, url or call.url, headers=call.headers, **call.options)


def comparable(answer: Response) -> dict[str, object]:
    return {name: value for name, value in answer.json().items() if name not in DIFFERING}


def unknown(operation: Operation) -> str:
    """The operation's path in a case that does not exist."""
    path = operation.path
    for parameter in operation.parameters("path"):
        path = path.replace("{" + parameter["name"] + "}", NOBODY)
    return path
