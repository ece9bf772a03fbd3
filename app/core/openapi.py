"""The OpenAPI document: FastAPI's own, completed with what every operation of ours shares."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app.core.support import Support

Document = dict[str, Any]
_METHODS = {"get", "post", "put", "patch", "delete"}
_INT64 = 2**63 - 1
_FORMAT_LENGTHS = {"uuid": 36, "date": 10, "date-time": 40, "uri": 2048, "binary": 104857600}
_ANY_TEXT = r"^[\s\S]*$"
_LIST_LIMIT = 10000
_STATUS_TEXTS = {
    "400": "The request is malformed, or a required Idempotency-Key or a cursor is not valid.",
    "401": "No valid key was sent.",
    "403": "The key lacks the scope.",
    "404": "There is no such thing, or it belongs to another tenant.",
    "405": "Append-only, or not supported; `Allow` names the methods that work.",
    "409": "The present state does not allow it.",
    "412": "It changed since it was read.",
    "413": "The body is over its limit.",
    "422": "Some fields need a change; `errors` names them.",
    "428": "If-Match is missing.",
    "429": "Too many requests; see Retry-After.",
    "500": "A defect on our side; nothing was changed.",
    "503": "The database is busy; see Retry-After.",
}
TAGS = (
    ("account", "Who am I: tenant, API keys and their scopes, audit trail."),
    ("cases", "The case: person, household, hardship; the spine of the four steps."),
    ("debts", "Step 1. Debts, their schedules and true rates."),
    ("cash-flow", "Step 1. Budget, month-by-month cash flow, affordable payment."),
    ("statements", "Step 1. Import of Alipay, WeChat Pay and bank statements."),
    ("proposals", "Step 2. Proposals, their score, refusals and counter-offers."),
    ("contacts", "Step 2. Contact log that stands as evidence."),
    ("ledger", "Steps 2 and 4. The append-only record behind contacts and evidence."),
    ("evidence", "Step 4. Evidence vault and checklists."),
    ("law", "Step 4. Dated, cited rules and the calculators that apply them."),
    ("plan", "All along. What to do next, and why."),
    ("health", "Liveness, readiness, error pages."),
)
DESCRIPTION = """\
**上岸 Shang'an** helps people whose request for a new repayment plan (协商还款) was refused: \
what can I pay, was my proposal reasonable, what do I say next, what must I keep as evidence.

Money is a decimal string, instants carry an offset, errors are `application/problem+json` in \
Chinese or English (`Accept-Language`). Scores say whether a plan is reasonable, never how likely \
a lender is to agree: no lender has a duty to agree.
"""


def _schema(kind: str, **more: Any) -> Document:
    return {"type": kind, **more}


def _header(description: str, schema: Document) -> Document:
    return {"description": description, "schema": schema}


def _text(length: int) -> Document:
    return _schema("string", maxLength=length, pattern=_ANY_TEXT)


RATE_HEADERS = {
    "RateLimit": _header("What is left of the quota (absent where limits are off).", _text(100)),
    "RateLimit-Policy": _header("The quota and its window in seconds.", _text(100)),
    "Access-Control-Allow-Origin": _header(
        "The caller's origin, where the operator has allowed it.", _text(200)
    ),
}
RETRY_AFTER = {
    "Retry-After": _header(
        "Seconds to wait.", _schema("integer", format="int32", minimum=1, maximum=86400)
    )
}
PROBLEM: Document = {
    "title": "Problem",
    "description": "A problem document (RFC 9457).",
    "type": "object",
    "additionalProperties": True,
    "required": ["type", "title", "status", "detail", "instance", "code", "errors", "request_id"],
    "properties": {
        "type": _schema("string", maxLength=200, pattern="^/errors/[a-z0-9_]+$"),
        "title": _text(500),
        "status": _schema("integer", format="int32", minimum=400, maximum=599),
        "detail": _text(2000),
        "instance": _text(8192),
        "code": _schema("string", maxLength=64, pattern="^[a-z0-9_]+$"),
        "errors": _schema(
            "array",
            maxItems=100,
            items=_schema(
                "object",
                additionalProperties=False,
                required=["pointer", "code", "message"],
                properties={"pointer": _text(1000), "code": _text(64), "message": _text(1000)},
            ),
        ),
        "request_id": _text(64),
    },
}


def _problem_response(status: str) -> Document:
    headers = {**RATE_HEADERS, **(RETRY_AFTER if status in {"409", "429", "503"} else {})}
    return {
        "description": _STATUS_TEXTS[status],
        "headers": headers,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


def operation_name(route: APIRoute) -> str:
    """The operationId: the name of the endpoint function, a verb and a noun."""
    return route.name


def install(app: FastAPI) -> None:
    """Makes `app.openapi()` give the completed document, built once."""

    def build() -> Document:
        if app.openapi_schema is None:
            document = get_openapi(
                title="上岸 Shang'an API",
                version=app.version,
                summary="From a refused repayment plan back to shore, step by step.",
                description=DESCRIPTION,
                routes=app.routes,
                tags=[{"name": name, "description": text} for name, text in TAGS],
                servers=[
                    {
                        "url": "/",
                        "description": "This server (production, staging or your own machine)",
                        "x-internal": False,
                    }
                ],
                contact={"name": "Shang'an maintainers", "url": "https://example.org/shangan"},
                license_info={
                    "name": "Apache-2.0",
                    "url": "https://www.apache.org/licenses/LICENSE-2.0",
                },
            )
            complete(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = build  # type: ignore[method-assign]  # the documented way to extend it


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Every (path, method, operation) of a document."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in _METHODS:
                yield path, method, operation


def complete(document: Document) -> None:
    """Adds shared responses and headers, and bounds to whatever has none."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM
    schemas["Support"] = Support.model_json_schema()
    for path, method, operation in operations(document):
        _complete_operation(path, method, operation, schemas)
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    document["tags"] = [tag for tag in document["tags"] if tag["name"] in used]
    _walk(document, _bound)


def _statuses(path: str, method: str, operation: Document) -> list[str]:
    statuses = ["400", "422", "429", "500", "503"]
    if operation.get("security"):
        statuses += ["401", "403"]
    if "{" in path:
        statuses.append("404")
    parameters = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
    if "if-match" in parameters:
        statuses += ["412", "428"]
    if method != "get":
        statuses += ["409", "413", "404"]
    return sorted(set(statuses))


def _complete_operation(path: str, method: str, operation: Document, schemas: Document) -> None:
    if not operation.get("security"):
        operation["security"] = [{}]
    responses = operation["responses"]
    if method in {"post", "put", "patch"}:
        _offer_support(responses, schemas)
    for status, response in responses.items():
        if status < "400":
            response.setdefault("headers", {}).update(_success_headers(status, method))
    secured = operation["security"] != [{}]
    for status in _statuses(path, method, operation if secured else {**operation, "security": []}):
        if status == "503" and not path.startswith("/v1"):
            continue
        responses[status] = _problem_response(status)
    operation["responses"] = dict(sorted(responses.items()))
    for parameter in operation.get("parameters", []):
        schema = parameter.get("schema", {})
        parameter.setdefault("description", schema.get("description", parameter["name"]))
        _flatten_optional(parameter)


def _offer_support(responses: Document, schemas: Document) -> None:
    """Answers to writes may begin with `support` (see app.core.support)."""
    for status, response in responses.items():
        reference = (
            response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
        )
        if status < "300" and reference is not None:
            answer = schemas[reference.rsplit("/", 1)[1]]
            answer["properties"] = {
                "support": {"$ref": "#/components/schemas/Support"},
                **answer["properties"],
            }


def _flatten_optional(parameter: Document) -> None:
    """An optional parameter is absent, never null: `anyOf [X, null]` becomes X."""
    options = parameter["schema"].get("anyOf", [])
    real = [option for option in options if option.get("type") != "null"]
    if len(options) == 2 and len(real) == 1:  # noqa: PLR2004 - X and null
        rest = {key: value for key, value in parameter["schema"].items() if key != "anyOf"}
        parameter["schema"] = {**rest, **real[0]}


def _success_headers(status: str, method: str) -> Document:
    headers = dict(RATE_HEADERS)
    if status == "201":
        headers["Location"] = _header("Where the new resource is.", _text(500))
    if status in {"200", "201"} and method != "delete":
        headers["ETag"] = _header("Version of the resource, where it has one.", _text(100))
    if method == "post":
        headers["Idempotent-Replayed"] = _header(
            "`true` when this is the first answer once more.", _text(5)
        )
    return headers


def _walk(node: Any, visit: Callable[[Document], None]) -> None:
    if isinstance(node, dict):
        visit(node)
        for key, value in node.items():
            if key not in {"example", "examples", "default", "const", "enum"}:
                _walk(value, visit)
    elif isinstance(node, list):
        for value in node:
            _walk(value, visit)


def _bound(node: Document) -> None:
    kind = node.get("type")
    if kind == "string" and not {"enum", "const"} & node.keys():
        node.setdefault("maxLength", _FORMAT_LENGTHS.get(node.get("format", ""), 20000))
        if "format" not in node:
            node.setdefault("pattern", _ANY_TEXT)
    elif kind == "integer":
        node.setdefault("format", "int64")
        for bound, exclusive, value in (
            ("minimum", "exclusiveMinimum", -_INT64),
            ("maximum", "exclusiveMaximum", _INT64),
        ):
            if exclusive not in node:
                node.setdefault(bound, value)
    elif kind == "array":
        node.setdefault("maxItems", _LIST_LIMIT)
    node.pop("title", None) if kind and "properties" not in node else None
