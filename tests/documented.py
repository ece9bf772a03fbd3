"""The operations of the committed OpenAPI document, for tests that are generated from it."""

import json
from copy import deepcopy
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.contract import document

METHODS = ("get", "post", "put", "patch", "delete")
PUBLIC = {
    *{"get_liveness", "get_readiness", "get_error_page", "get_calendar_feed"},
    *{"get_pack_view", "get_pack_file"},
}
"""Operations that anybody may call; everything else asks for a key with one scope."""
NOBODY = "01930000-0000-7000-8000-00000000ffff"
"""An id that belongs to nothing."""


class Operation(NamedTuple):
    """One entry of `paths`."""

    path: str
    method: str
    spec: dict[str, Any]

    @property
    def name(self) -> str:
        """The operationId."""
        return str(self.spec["operationId"])

    @property
    def is_secured(self) -> bool:
        """Whether a key is asked for."""
        return bool(self.spec["security"] != [{}])

    @property
    def scope(self) -> str:
        """The one scope a key needs."""
        return str(self.spec["x-scope"])

    def parameters(self, place: str) -> list[dict[str, Any]]:
        """Its parameters in `path`, `query` or `header`."""
        return [item for item in self.spec.get("parameters", []) if item["in"] == place]

    @property
    def success(self) -> str:
        """The status of its success."""
        return min(str(status) for status in self.spec["responses"] if status.startswith("2"))

    def body_schema(self) -> tuple[str, dict[str, Any]] | None:
        """(media type, schema) of its body, if it has one."""
        content = self.spec.get("requestBody", {}).get("content", {})
        for media_type, described in content.items():
            return media_type, described["schema"]
        return None


def all_operations() -> list[Operation]:
    """Every operation of the document."""
    return [
        Operation(path, method, spec)
        for path, item in document()["paths"].items()
        for method, spec in item.items()
        if method in METHODS
    ]


OPERATIONS = all_operations()
SECURED = [operation for operation in OPERATIONS if operation.is_secured]


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """Follows `$ref`, keeping what stands beside it."""
    while "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**document()["components"]["schemas"][name], **beside}
    return schema


def example_of(schema: dict[str, Any]) -> Any:
    """The example a reader sees prefilled: given ones first, then composed from the parts."""
    schema = resolve(schema)
    if "example" in schema:
        return schema["example"]
    if schema.get("examples"):
        return schema["examples"][0]
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    if schema.get("enum"):
        return schema["enum"][0]
    for alternatives in ("anyOf", "oneOf", "allOf"):
        if alternatives in schema:  # Swagger UI shows the first
            return example_of(schema[alternatives][0])
    return _composed(schema)


def _composed(schema: dict[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: example_of(property_) for name, property_ in properties.items()}
    if kind == "array":
        return [example_of(schema["items"])]
    if kind == "integer":
        return max(schema.get("minimum", 0), 0)
    simple: dict[Any, Any] = {"boolean": False, "null": None, "number": 0}
    texts = {"uuid": NOBODY, "date": "2026-11-24", "date-time": "2026-11-24T10:00:00+08:00"}
    return simple.get(kind, texts.get(schema.get("format", ""), "示例"))


def parameter_example(parameter: dict[str, Any]) -> Any:
    """The prefilled value of a parameter, or None where it is left blank."""
    if "example" in parameter:
        return parameter["example"]
    schema = resolve(parameter["schema"])
    return example_of(schema) if parameter.get("required") else schema.get("default")


class Call(NamedTuple):
    """A request ready to be sent."""

    method: str
    url: str
    headers: dict[str, str]
    options: dict[str, Any]


def body_example(operation: Operation) -> Any:
    """The example body of an operation, the caller's own copy; None if it has none."""
    body = operation.spec.get("requestBody")
    if body is None:
        return None
    [(_, described)] = body["content"].items()
    if "example" in described:
        return deepcopy(described["example"])
    if described.get("examples"):
        return deepcopy(next(iter(described["examples"].values()))["value"])
    return deepcopy(example_of(described["schema"]))


def prefilled(operation: Operation) -> Call:
    """The request that Swagger UI sends when nothing is typed."""
    url = operation.path
    for parameter in operation.parameters("path"):
        url = url.replace("{" + parameter["name"] + "}", str(parameter_example(parameter)))
    query = {
        parameter["name"]: value
        for parameter in operation.parameters("query")
        if (value := parameter_example(parameter)) is not None
    }
    headers = {
        parameter["name"]: str(value)
        for parameter in operation.parameters("header")
        if (value := parameter_example(parameter)) is not None
    }
    body, schema = body_example(operation), operation.body_schema()
    options: dict[str, Any] = {}
    if schema is not None and schema[0] == "application/json":
        options["content"] = json.dumps(body, ensure_ascii=False).encode()
        headers["Content-Type"] = "application/json"
    elif schema is not None:
        options |= form_options(schema[1], body)
    return Call(
        operation.method.upper(), url + (f"?{urlencode(query)}" if query else ""), headers, options
    )


def form_options(schema: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """`data` and `files` of a multipart body; binary fields become small text files."""
    properties = resolve(schema)["properties"]
    files, fields = {}, {}
    for name, value in body.items():
        described = resolve(properties[name])
        is_file = described.get("format") == "binary" or "contentMediaType" in described
        if is_file:
            content = described.get("examples", ["example"])[0].encode()
            files[name] = ("示例.txt", content, "text/plain")
        elif value is not None:
            fields[name] = value
    return {"files": files, "data": fields}
