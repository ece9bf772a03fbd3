"""Checks answers against the committed OpenAPI document, successes and refusals alike."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from httpx2 import Response
from jsonschema import Draft202012Validator, FormatChecker

DOCUMENT = Path(__file__).parents[1] / "openapi" / "openapi.json"


@cache
def document() -> dict[str, Any]:
    """The committed document."""
    loaded: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return loaded


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]


def template_of(path: str) -> str | None:
    """The path template that a concrete path belongs to."""
    return next((path_ for regex, path_ in _templates() if regex.fullmatch(path)), None)


@cache
def _validator(template: str, method: str, status: str, media_type: str) -> Draft202012Validator:
    response = document()["paths"][template][method]["responses"][status]
    schema = response.get("content", {}).get(media_type, {}).get("schema", {})
    return Draft202012Validator(
        {**schema, "components": document()["components"]}, format_checker=FormatChecker()
    )


def check_response(method: str, answer: Response) -> None:
    """Fails where an answer is not what the document promises.

    Paths and methods that the document does not know may only be answered with 404 and 405.
    """
    template = template_of(answer.url.path)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
    operations = document()["paths"].get(template, {})
    operation = operations.get(method.lower())
    if operation is None:
        undocumented = answer.url.path.startswith(("/docs", "/redoc", "/openapi.json"))
        assert undocumented or answer.status_code in {404, 405}
        return
    status = str(answer.status_code)
    if status == "304":
        return
    assert status in operation["responses"], f"{method} {template}: {status} is not documented"
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    content = operation["responses"][status].get("content")
    if content is None:
        assert answer.content == b""
        return
    assert media_type in content, f"{method} {template}: {media_type} is not documented"
    if media_type.endswith("json"):
        assert template is not None
        validator = _validator(template, method.lower(), status, media_type)
        errors = [error.message for error in validator.iter_errors(answer.json())]
        assert not errors, f"{method} {template} {status}: {errors[:3]}"
