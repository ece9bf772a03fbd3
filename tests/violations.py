"""Derives, from a schema of the OpenAPI document, requests that break exactly one of its bounds."""

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.documented import example_of, resolve

Schema = dict[str, Any]
Path = tuple[str | int, ...]
UNKNOWN = "field_nobody_knows"
MAX_DEPTH = 6


class Violation(NamedTuple):
    """A value that breaks one bound, where it is put, and where the refusal must point."""

    rule: str
    path: Path
    value: Any

    @property
    def pointer(self) -> Path:
        """The place the refusal must name: an unknown field's parent, else the field."""
        return self.path[:-1] if self.rule == "unknown" else self.path


def of_body(schema: Schema) -> Iterator[Violation]:
    """Every violation a JSON body can hold."""
    yield from _of(schema, (), depth=0)


def of_text(schema: Schema) -> Iterator[tuple[str, str]]:
    """(rule, value) for what is sent as text: an address, a header, a form field.

    There an empty value is an absent one, and digits are text like any other.
    """
    [only, *_others], _nullable = _alternatives(schema)
    for violation in _of(schema, (), depth=MAX_DEPTH):
        text = str(violation.value)
        is_digits_for_text = violation.rule == "type" and only.get("type") == "string"
        if text and isinstance(violation.value, str | int) and not is_digits_for_text:
            yield violation.rule, text


def _alternatives(schema: Schema) -> tuple[list[Schema], bool]:
    """The real alternatives of a schema, and whether null is one."""
    schema = resolve(schema)
    options = schema.get("anyOf") or schema.get("oneOf") or [schema]
    resolved = [resolve(option) for option in options]
    real = [option for option in resolved if option.get("type") != "null"]
    return real, len(real) < len(resolved)


def _of(schema: Schema, path: Path, depth: int) -> Iterator[Violation]:
    real, nullable = _alternatives(schema)
    if path and not nullable and depth < MAX_DEPTH:
        yield Violation("null", path, None)
    if len(real) != 1:  # a union refuses with the errors of all its members
        return
    [only] = real
    kind = only.get("type")
    if kind == "object":
        yield from _of_object(only, path, depth)
    elif kind == "array":
        yield from _of_array(only, path, depth)
    elif kind == "string" or "enum" in only or "const" in only:
        yield from _of_string(only, path)
    elif kind == "integer":
        yield from _of_integer(only, path)
    elif kind == "boolean":
        yield Violation("type", path, "neither")


def _of_object(schema: Schema, path: Path, depth: int) -> Iterator[Violation]:
    if schema.get("additionalProperties") is False:
        yield Violation("unknown", (*path, UNKNOWN), 1)
    for name, described in schema.get("properties", {}).items():
        if depth < MAX_DEPTH:
            yield from _of(described, (*path, name), depth + 1)
        if name in schema.get("required", []):
            yield Violation("required", (*path, name), ...)


def _of_array(schema: Schema, path: Path, depth: int) -> Iterator[Violation]:
    item = example_of(schema["items"])
    yield Violation("maxItems", path, [item] * (schema["maxItems"] + 1))
    if schema.get("minItems"):
        yield Violation("minItems", path, [item] * (schema["minItems"] - 1))
    yield Violation("type", path, "no list")
    if depth < MAX_DEPTH:
        yield from _of(schema["items"], (*path, 0), depth + 1)


def _of_string(schema: Schema, path: Path) -> Iterator[Violation]:
    yield Violation("type", path, 7)
    if "enum" in schema or "const" in schema:
        yield Violation("enum", path, "no_such_value")
        return
    if "maxLength" in schema:
        yield Violation("maxLength", path, "安" * (schema["maxLength"] + 1))
        yield Violation("maxLength", path, "1" * (schema["maxLength"] + 1))
    if schema.get("minLength"):
        yield Violation("minLength", path, "安" * (schema["minLength"] - 1))
    if "format" in schema:
        yield Violation("format", path, "neither-id-nor-date")
        yield Violation("format", path, "0")
    if schema.get("pattern") not in {None, r"^[\s\S]*$"}:
        yield Violation("pattern", path, "\u0001")


def _of_integer(schema: Schema, path: Path) -> Iterator[Violation]:
    yield Violation("minimum", path, schema["minimum"] - 1)
    yield Violation("maximum", path, schema["maximum"] + 1)
    yield Violation("type", path, "seven")


def placed(body: Any, schema: Schema, violation: Violation) -> Any:
    """The example body with the violation in it; what it needs around itself is added."""
    changed = copy.deepcopy(body)
    if not violation.path:
        return violation.value
    node, described = changed, schema
    for step, following in zip(violation.path, violation.path[1:], strict=False):
        described = _inside(described, step)
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            if not node:
                node.append(copy.deepcopy(example_of(described)) or empty)
        elif node.get(step) is None or node.get(step) == []:
            node[step] = _filled(described, empty)
        node = node[step]
    last = violation.path[-1]
    if violation.value is ...:
        node.pop(last, None)
    elif isinstance(last, int):
        node[:] = [violation.value]
    else:
        node[last] = violation.value
    return changed


def _filled(schema: Schema, empty: Any) -> Any:
    """A container to put the violation into: the schema's example, or a composed one."""
    [only, *_others], _nullable = _alternatives(schema)
    bare = {key: value for key, value in only.items() if key not in {"default", "examples"}}
    made = copy.deepcopy(example_of(bare))
    return made if isinstance(made, type(empty)) else empty


def _inside(schema: Schema, step: str | int) -> Schema:
    [only, *_others], _nullable = _alternatives(schema)
    found: Schema = only["items"] if isinstance(step, int) else only["properties"][step]
    return found
