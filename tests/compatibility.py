"""Which differences between two OpenAPI documents break a client that was written for the first.

Additions are fine: paths, optional input, fields and values of output (documented as extensible).
"""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
LOWER_BOUNDS = ("minimum", "minLength", "minItems")
UPPER_BOUNDS = ("maximum", "maxLength", "maxItems")


class _Comparison:
    """Walks both documents at once; remembers the pairs of schemas it is inside of."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.entered: set[tuple[str, str, bool]] = set()

    def operations(self) -> Iterator[str]:
        """What broke, path by path."""
        for path, item in self.old["paths"].items():
            for method in METHODS:
                if method in item:
                    new = self.new["paths"].get(path, {}).get(method)
                    place = f"{method.upper()} {path}"
                    if new is None:
                        yield f"{place}: gone"
                    else:
                        yield from self.operation(place, item[method], new)

    def operation(self, place: str, old: Document, new: Document) -> Iterator[str]:
        """What broke in one operation."""
        if old["operationId"] != new["operationId"]:
            yield f"{place}: operationId {old['operationId']} became {new['operationId']}"
        yield from self.parameters(place, old, new)
        for media_type, described in old.get("requestBody", {}).get("content", {}).items():
            kept = new.get("requestBody", {}).get("content", {}).get(media_type)
            if kept is None:
                yield f"{place}: {media_type} is no longer accepted"
            else:
                yield from self.schema(
                    f"{place} body", described["schema"], kept["schema"], is_input=True
                )
        for status, response in old["responses"].items():
            if status not in new["responses"]:
                yield from [f"{place}: {status} is gone"] if status < "400" else []
                continue
            for media_type, described in response.get("content", {}).items():
                kept = new["responses"][status].get("content", {}).get(media_type)
                if kept is None:
                    yield f"{place} {status}: {media_type} is gone"
                else:
                    yield from self.schema(
                        f"{place} {status}", described["schema"], kept["schema"], is_input=False
                    )

    def parameters(self, place: str, old: Document, new: Document) -> Iterator[str]:
        """Parameters that went, and new ones that must be sent."""
        before = {(item["name"], item["in"]): item for item in old.get("parameters", [])}
        after = {(item["name"], item["in"]): item for item in new.get("parameters", [])}
        for key, item in before.items():
            if key not in after:
                yield f"{place}: parameter {key[0]} is gone"
                continue
            if after[key].get("required") and not item.get("required"):
                yield f"{place}: parameter {key[0]} became required"
            yield from self.schema(
                f"{place} {key[0]}", item["schema"], after[key]["schema"], is_input=True
            )
        for key, item in after.items():
            if item.get("required") and key not in before:
                yield f"{place}: parameter {key[0]} is new and required"

    def resolve(self, document: Document, schema: Document) -> Document:
        """Follows references."""
        while "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def schema(self, place: str, old: Document, new: Document, *, is_input: bool) -> Iterator[str]:
        """What broke in one schema."""
        names = (str(old.get("$ref")), str(new.get("$ref")), is_input)
        if "$ref" in old:
            if names in self.entered:
                return
            self.entered.add(names)
        old, new = self.resolve(self.old, old), self.resolve(self.new, new)
        if old.get("type") != new.get("type") and "anyOf" not in new:
            yield f"{place}: {old.get('type')} became {new.get('type')}"
            return
        yield from (self._input if is_input else self._output)(place, old, new)
        for name, described in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{place}.{name}: gone"
            else:
                kept = new["properties"][name]
                yield from self.schema(f"{place}.{name}", described, kept, is_input=is_input)
        if "items" in old and "items" in new:
            yield from self.schema(f"{place}[]", old["items"], new["items"], is_input=is_input)

    def _input(self, place: str, old: Document, new: Document) -> Iterator[str]:
        for name in set(new.get("required", [])) - set(old.get("required", [])):
            yield f"{place}.{name}: became required"
        if "enum" in new and set(old.get("enum", [])) - set(new["enum"]):
            yield f"{place}: values are no longer accepted"
        for bound in LOWER_BOUNDS:
            if new.get(bound, float("-inf")) > old.get(bound, float("-inf")):
                yield f"{place}: {bound} rose"
        for bound in UPPER_BOUNDS:
            if new.get(bound, float("inf")) < old.get(bound, float("inf")):
                yield f"{place}: {bound} fell"

    def _output(self, place: str, old: Document, new: Document) -> Iterator[str]:
        for name in set(old.get("required", [])) - set(new.get("required", [])):
            yield f"{place}.{name}: is no longer promised"


def breaking_changes(old: Document, new: Document) -> list[str]:
    """Every breaking difference, with its place."""
    return list(_Comparison(old, new).operations())
