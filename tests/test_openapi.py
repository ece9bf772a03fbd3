"""The committed document is the application's own, reads well, and never breaks its readers."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.auth import SCOPES
from tests.compatibility import breaking_changes
from tests.contract import document
from tests.documented import OPERATIONS, Operation, resolve

ROOT = Path(__file__).parents[1]
VERBS = {
    *{"get", "list", "create", "update", "replace", "put", "revoke", "rotate", "lift", "erase"},
    *{"delete", "score", "calculate", "compute", "check", "verify", "apply", "export", "record"},
    *{"correct", "link", "answer", "search", "assess", "propose", "respond", "cancel", "preview"},
    *{"redeliver", "test", "analyse", "allocate", "suggest", "find", "place", "open", "accept"},
    *{"make", "reject", "complete", "set", "import", "download", "first", "add", "compare"},
}


def test_the_committed_document_is_the_applications(application: FastAPI) -> None:
    made = json.loads(json.dumps(application.openapi()))
    assert made == document(), "run `make openapi` and commit openapi/openapi.json"


def test_nothing_breaks_what_was_published() -> None:
    published = subprocess.run(
        ["git", "show", "HEAD:openapi/openapi.json"],  # noqa: S607 - git is where it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if published.returncode != 0:
        pytest.skip("no repository with an earlier document here")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    broken = breaking_changes(json.loads(published.stdout), document())
    unreleased = "## [Unreleased]" in changelog and "BREAKING" in changelog
    assert not broken or unreleased, "\n".join(broken)


def test_operation_ids_are_verb_and_noun_and_unique() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))
    for name in names:
        assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name), name
        assert name.split("_")[0] in VERBS, name


def test_no_schema_is_split_into_input_and_output() -> None:
    for name in document()["components"]["schemas"]:
        assert not name.endswith(("-Input", "-Output")), name
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]+(_[A-Za-z0-9_]+_?)?", name), name


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_is_described(operation: Operation) -> None:
    assert operation.spec["summary"]
    assert operation.spec["description"]
    [tag] = operation.spec["tags"]
    assert tag in {known["name"] for known in document()["tags"]}
    for parameter in operation.spec.get("parameters", []):
        assert parameter["description"], parameter["name"]
        assert "token" not in parameter["name"].lower()
    if operation.is_secured:
        assert operation.scope in SCOPES


def _properties() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in document()["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            yield name, field, described


def test_every_property_is_described() -> None:
    bare = [
        f"{name}.{field}"
        for name, field, described in _properties()
        if name != "Problem" and not _described(described)
    ]
    assert not bare, "\n".join(bare)


def _described(schema: dict[str, Any]) -> bool:
    if "description" in schema or resolve(schema).get("description"):
        return True
    return any(_described(option) for option in schema.get("anyOf", []))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _closure(start: set[str]) -> set[str]:
    reached, todo = set(start), list(start)
    while todo:
        for name in _references(document()["components"]["schemas"][todo.pop()]):
            if name not in reached:
                reached.add(name)
                todo.append(name)
    return reached


def _request_schemas() -> set[str]:
    bodies = [operation.spec.get("requestBody", {}) for operation in OPERATIONS]
    return _closure({name for body in bodies for name in _references(body)})


@pytest.mark.parametrize("name", sorted(_request_schemas()))
def test_request_bodies_refuse_unknown_fields_and_bound_everything(name: str) -> None:
    schema = document()["components"]["schemas"][name]
    if schema.get("type") == "object":
        assert schema.get("additionalProperties") is False
    for field, described in schema.get("properties", {}).items():
        for option in described.get("anyOf", [described]):
            kind = option.get("type")
            if kind == "array":
                assert option["maxItems"] <= 1000, field
            if kind == "integer":
                assert option["maximum"] < 2**62, f"{field} has no upper bound"
                assert option["minimum"] > -(2**62), f"{field} has no lower bound"
            assert kind != "number", f"{field}: decimals are strings"


def test_every_property_name_is_snake_case() -> None:
    for name, field, _described_as in _properties():
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", field), f"{name}.{field}"


def test_every_error_response_is_a_problem_document() -> None:
    for operation in OPERATIONS:
        for status, response in operation.spec["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], operation.name


BASE: dict[str, Any] = {
    "paths": {
        "/v1/x": {
            "post": {
                "operationId": "create_x",
                "parameters": [
                    {"name": "q", "in": "query", "required": False, "schema": {"type": "string"}}
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}
                },
                "responses": {
                    "201": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Out"}}
                        }
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "In": {
                "type": "object",
                "required": ["a"],
                "properties": {
                    "a": {"type": "string", "maxLength": 10, "enum": ["x", "y"]},
                    "n": {"type": "integer", "minimum": 0, "maximum": 9},
                    "b": {"type": "string"},
                },
            },
            "Out": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}, "s": {"enum": ["p"]}},
            },
        }
    },
}


def _changed(path: str, value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(BASE))
    *parents, last = path.split(" ")
    node: Any = changed
    for parent in parents:
        node = node[int(parent)] if isinstance(node, list) else node[parent]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return changed


IN, OUT = "components schemas In", "components schemas Out"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("paths /v1/x", None),
        ("paths /v1/x post operationId", "make_x"),
        ("paths /v1/x post parameters 0 required", True),
        ("paths /v1/x post parameters", []),
        ("paths /v1/x post responses 201", None),
        (f"{IN} required", ["a", "b"]),
        (f"{IN} properties b", None),
        (f"{IN} properties a maxLength", 5),
        (f"{IN} properties a enum", ["x"]),
        (f"{IN} properties n minimum", 1),
        (f"{IN} properties n maximum", 8),
        (f"{IN} properties n type", "string"),
        (f"{OUT} properties id", None),
        (f"{OUT} required", []),
        (f"{OUT} properties id type", "integer"),
    ],
)
def test_a_breaking_change_is_found(path: str, value: Any) -> None:
    assert breaking_changes(BASE, _changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("paths /v1/y", {"get": {"operationId": "get_y", "responses": {}}}),
        (f"{IN} properties c", {"type": "string"}),
        (f"{IN} properties a enum", ["x", "y", "z"]),
        (f"{IN} properties n maximum", 10),
        (f"{IN} required", []),
        (f"{OUT} properties t", {"type": "string"}),
        (f"{OUT} properties s enum", ["p", "q"]),
    ],
)
def test_an_addition_is_no_break(path: str, value: Any) -> None:
    assert not breaking_changes(BASE, _changed(path, value))
