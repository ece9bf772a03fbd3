"""The OpenAPI document: FastAPI's own, completed with what every operation of ours shares."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.calc.money import format_fen
from app.core.openapi_shared import (
    ANY_TEXT,
    DESCRIPTION,
    PROBLEM,
    TAGS,
    Document,
    problem_response,
    success_headers,
)
from app.core.schemas import MONEY_IN, SIGNED_MONEY_IN
from app.core.support import Support
from app.core.tables import data_table
from app.core.vocabularies import vocabulary_of

_METHODS = {"get", "post", "put", "patch", "delete"}
_INT64 = 2**63 - 1
_FORMAT_LENGTHS = {"uuid": 36, "date": 10, "date-time": 40, "uri": 2048, "binary": 210763776}
_LIST_LIMIT = 10000
_DECIMAL_BOUNDS = {"ge": "At least", "gt": "More than", "le": "At most", "lt": "Less than"}


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
                contact={
                    "name": "Shang'an maintainers",
                    "url": "https://example.org/shangan",
                },
                license_info={
                    "name": "Apache-2.0",
                    "url": "https://www.apache.org/licenses/LICENSE-2.0",
                },
            )
            document["info"]["contact"]["email"] = "maintainers@example.org"
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
    document["tags"] = sorted(
        (tag for tag in document["tags"] if tag["name"] in used), key=lambda tag: str(tag["name"])
    )
    _walk(document, _bound)
    _walk(document, _name_vocabulary)
    _describe(schemas)


def _describe(schemas: Document) -> None:
    """Gives each field that has no words of its own those of its name (`app/data/openapi`)."""
    words = data_table("openapi", "fields")["fields"]
    for name, schema in schemas.items():
        if name.startswith("Body_"):
            schema["additionalProperties"] = False  # app.core.forms refuses unknown fields
        for field, described in schema.get("properties", {}).items():
            if "description" not in described and "$ref" not in described and field in words:
                described["description"] = words[field]


def _statuses(path: str, method: str, operation: Document) -> list[str]:
    statuses = ["400", "401", "422", "429", "500", "503"]
    if operation.get("security"):
        statuses.append("403")
    if "{" in path:
        statuses.append("404")
    parameters = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
    if "if-match" in parameters:
        statuses += ["412", "428"]
    if "410" in operation["responses"]:
        statuses.append("410")
    if method != "get":
        statuses += ["409", "413", "404"]
    return sorted(set(statuses))


def _complete_operation(path: str, method: str, operation: Document, schemas: Document) -> None:
    _name_the_scope(operation)
    responses = operation["responses"]
    if method in {"post", "put", "patch"}:
        _offer_support(responses, schemas)
    for status, response in responses.items():
        if status < "400":
            response.setdefault("headers", {}).update(success_headers(status, method))
    secured = operation["security"] != [{}]
    for status in _statuses(path, method, operation if secured else {**operation, "security": []}):
        if status == "503" and not path.startswith("/v1") and status not in responses:
            continue
        responses[status] = problem_response(status, secured=secured)
    operation["responses"] = dict(sorted(responses.items()))
    for parameter in operation.get("parameters", []):
        schema = parameter.get("schema", {})
        parameter.setdefault("description", schema.get("description", parameter["name"]))
        _flatten_optional(parameter)
        if parameter["schema"].get("examples"):  # where Swagger UI looks for what to prefill
            parameter["example"] = parameter["schema"].pop("examples")[0]


def _name_the_scope(operation: Document) -> None:
    """A bearer scheme lists no scopes (only OAuth does): the scope is said beside it."""
    if not operation.get("security"):
        operation["security"] = [{}]
        return
    for requirement in operation["security"]:
        for scheme, scopes in requirement.items():
            operation["x-scope"] = " ".join(scopes)
            operation["description"] += f"\n\nScope: `{operation['x-scope']}`."
            requirement[scheme] = []


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


def _walk(node: Any, visit: Callable[[Document], None]) -> None:
    if isinstance(node, dict):
        visit(node)
        for key, value in node.items():
            if key not in {"example", "examples", "default", "const", "enum"}:
                _walk(value, visit)
    elif isinstance(node, list):
        for value in node:
            _walk(value, visit)


def _name_vocabulary(node: Document) -> None:
    """Marks an enum with the vocabulary that names its values."""
    if isinstance(node.get("enum"), list):
        name = vocabulary_of(node["enum"])
        if name is not None:
            node["x-vocabulary"] = name


def _bound(node: Document) -> None:
    kind = node.get("type")
    if not isinstance(kind, str):  # no schema, or the properties of one
        return
    _say_in_words(node)
    if kind == "string" and not {"enum", "const"} & node.keys():
        node.setdefault("maxLength", _FORMAT_LENGTHS.get(node.get("format", ""), 20000))
        if "format" not in node:
            node.setdefault("pattern", ANY_TEXT)
    elif kind == "integer":
        node.setdefault("format", "int64")
        for bound, exclusive, value in (
            ("minimum", "exclusiveMinimum", -_INT64),
            ("maximum", "exclusiveMaximum", _INT64),
        ):
            for given in {bound, exclusive} & node.keys():
                node[given] = int(node[given])  # FastAPI writes 50.0
            if exclusive not in node:
                node.setdefault(bound, value)
    elif kind == "array":
        node.setdefault("maxItems", _LIST_LIMIT)
    if "properties" not in node:
        node.pop("title", None)


def _say_in_words(node: Document) -> None:
    """Money defaults become strings; bounds of decimal strings, which JSON Schema lacks, words."""
    if node.get("pattern") in {MONEY_IN, SIGNED_MONEY_IN} and isinstance(node.get("default"), int):
        node["default"] = format_fen(node["default"])
    for keyword, words in _DECIMAL_BOUNDS.items():
        if keyword in node:
            said = f"{words} {node.pop(keyword)}."
            node["description"] = f"{node.get('description', '')} {said}".strip()
