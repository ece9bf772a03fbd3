"""Problem documents (RFC 9457): one shape for every 4xx and 5xx, in the caller's language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from app.core import i18n
from app.core.errors import MOST_FIELD_ERRORS, AppError, FieldError

MEDIA_TYPE = "application/problem+json"
_LOCATIONS = {"body", "query", "path", "header", "form"}
_HTTP_CODES = {
    400: "body_malformed",
    404: "route_not_found",
    405: "method_not_allowed",
}
_PYDANTIC_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "json_invalid": "json_malformed",
    "value_error": "not_allowed",
    "literal_error": "not_in_list",
    "enum": "not_in_list",
}
_SIZE_SUFFIXES = ("too_short", "too_long", "_than", "_equal", "_of")


class BodyTooLarge(HTTPException):
    """Raised while a body is read past its limit; FastAPI lets only this kind through."""

    def __init__(self, limit: int) -> None:
        """Keeps the limit in bytes."""
        super().__init__(413)
        self.limit = limit


def too_large(request: Request, limit: int) -> Response:
    """413, with the limit in MiB."""
    return problem(request, 413, "payload_too_large", params={"limit_mib": limit // 1024**2})


def problem(
    request: Request,
    status: int,
    code: str,
    *,
    params: Mapping[str, object] | None = None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Response:
    """One problem document; texts come from `errors.<code>`, never from the input."""
    values: dict[str, Any] = dict(params or {})
    body: dict[str, Any] = {
        "type": f"/errors/{code}",
        "title": i18n.text(f"errors.{code}.title", **values),
        "status": status,
        "detail": i18n.text(f"errors.{code}.detail", **values),
        "instance": request.url.path,
        "code": code,
        "errors": [
            {
                "pointer": error.pointer,
                "code": error.code,
                "message": i18n.text(f"fields.{error.code}", **error.params),
            }
            for error in errors[:MOST_FIELD_ERRORS]
        ],
        "request_id": request.scope["state"].get("request_id", ""),
        **(members or {}),
    }
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def _pointer(location: Sequence[str | int], kind: str) -> str:
    parts = [str(part) for part in location]
    if parts and parts[0] in _LOCATIONS and kind != "json_invalid":
        place, *rest = parts
    else:
        place, rest = "body", []
    if kind == "extra_forbidden":
        rest = rest[:-1]  # the unknown name is the caller's own text
    escaped = [part.replace("~", "~0").replace("/", "~1") for part in rest]
    prefix = "" if place in {"body", "form"} else f"/{place}"
    return "/".join([prefix, *escaped])


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Validation errors as pointers and codes; refused values are dropped."""
    found: list[FieldError] = []
    for error in errors:
        kind = str(error["type"])
        code = _PYDANTIC_CODES.get(kind, kind)
        params: dict[str, object] = {}
        if kind.endswith(_SIZE_SUFFIXES):
            code = "out_of_bounds"
        if not i18n.has_text(f"fields.{code}"):
            code = "malformed"
        found.append(FieldError(_pointer(error["loc"], kind), code, params))
    return found


def allowed_methods(app: FastAPI, path: str) -> list[str]:
    """Every method that some route answers on this path."""
    methods: set[str] = set()
    for context in iter_route_contexts(app.routes):
        regex = getattr(context, "path_regex", None)
        if regex is not None and regex.match(path) and context.methods:
            methods |= context.methods
    return sorted(methods)


def install(app: FastAPI) -> None:
    """Registers the handlers: ours, validation, routing, and the unforeseen."""

    @app.exception_handler(AppError)
    def on_app_error(request: Request, error: AppError) -> Response:
        return problem(
            request,
            error.status,
            error.code,
            params=error.params,
            errors=error.errors,
            headers=error.headers,
            members=error.members,
        )

    @app.exception_handler(RequestValidationError)
    def on_validation(request: Request, error: RequestValidationError) -> Response:
        return problem(request, 422, "invalid_input", errors=field_errors(error.errors()))

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if isinstance(error, BodyTooLarge):
            return too_large(request, error.limit)
        if error.status_code == 405:  # noqa: PLR2004 - Method Not Allowed
            headers["Allow"] = ", ".join(allowed_methods(app, request.url.path))
        code = _HTTP_CODES.get(error.status_code, "bad_request")
        return problem(request, error.status_code, code, headers=headers)
