"""The post-processor completes the document and says only what is so."""

from typing import Any

import pytest

from app.core.openapi import complete
from app.core.schemas import MONEY_IN

SCHEMAS: dict[str, Any] = {
    "Wanted": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "title": "Title"},
            "floor": {"type": "string", "pattern": MONEY_IN, "default": 150},
            "share": {"type": "string", "pattern": "x", "le": 100, "description": "A share."},
            "version": {"type": "integer"},
            "lines": {"type": "array", "items": {"type": "string", "enum": ["a"]}},
            "known": {"type": "string", "description": "Its own words."},
        },
    },
    "Body_upload": {"type": "object", "properties": {}},
}


def _document() -> dict[str, Any]:
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Wanted"}}}
    document: dict[str, Any] = {
        "tags": [{"name": "b"}, {"name": "a"}, {"name": "unused"}],
        "components": {"schemas": {name: dict(schema) for name, schema in SCHEMAS.items()}},
        "paths": {
            "/v1/x/{id}": {
                "post": {
                    "tags": ["a"],
                    "description": "Does it.",
                    "security": [{"ApiKey": ["cases:write"]}],
                    "parameters": [
                        {
                            "name": "if-match",
                            "in": "header",
                            "schema": {
                                "anyOf": [{"type": "string"}, {"type": "null"}],
                                "examples": ["*"],
                            },
                        }
                    ],
                    "responses": {"201": {"description": "", "content": answer}},
                }
            },
            "/livez": {"get": {"tags": ["b"], "responses": {"200": {"description": ""}}}},
        },
    }
    complete(document)
    return document


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return _document()


def test_an_operation_lists_what_can_happen(document: dict[str, Any]) -> None:
    statuses = document["paths"]["/v1/x/{id}"]["post"]["responses"].keys()
    assert statuses >= {"201", "400", "401", "403", "404", "409", "412", "413", "422", "428", "429"}
    assert list(statuses) == sorted(statuses)


def test_a_public_operation_says_that_it_asks_for_no_key(document: dict[str, Any]) -> None:
    operation = document["paths"]["/livez"]["get"]
    assert operation["security"] == [{}]
    assert "asks for no key" in operation["responses"]["401"]["description"]
    assert "403" not in operation["responses"]
    assert "503" not in operation["responses"]


def test_the_scope_stands_beside_the_scheme(document: dict[str, Any]) -> None:
    operation = document["paths"]["/v1/x/{id}"]["post"]
    assert operation["security"] == [{"ApiKey": []}]
    assert operation["x-scope"] == "cases:write"
    assert "Scope: `cases:write`." in operation["description"]


def test_an_optional_parameter_is_never_null_and_is_prefilled(document: dict[str, Any]) -> None:
    [parameter] = document["paths"]["/v1/x/{id}"]["post"]["parameters"]
    assert "anyOf" not in parameter["schema"]
    assert parameter["example"] == "*"


def test_a_write_may_answer_with_support_first(document: dict[str, Any]) -> None:
    assert next(iter(document["components"]["schemas"]["Wanted"]["properties"])) == "support"


def test_everything_is_bounded(document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["Wanted"]["properties"]
    assert properties["version"]["minimum"] < 0 < properties["version"]["maximum"]
    assert properties["lines"]["maxItems"] == 10000
    assert "maxLength" not in properties["lines"]["items"]
    assert properties["title"]["maxLength"] == 20000


def test_properties_called_title_and_type_survive(document: dict[str, Any]) -> None:
    assert {"type", "title"} <= document["components"]["schemas"]["Wanted"]["properties"].keys()
    assert "title" in document["components"]["schemas"]["Problem"]["properties"]


def test_money_defaults_and_decimal_bounds_are_put_in_words(document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["Wanted"]["properties"]
    assert properties["floor"]["default"] == "1.50"
    assert properties["share"]["description"] == "A share. At most 100."
    assert "le" not in properties["share"]


def test_names_explain_properties_that_do_not(document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["Wanted"]["properties"]
    assert properties["known"]["description"] == "Its own words."
    assert "ETag" in properties["version"]["description"]


def test_tags_are_those_in_use_in_order(document: dict[str, Any]) -> None:
    assert [tag["name"] for tag in document["tags"]] == ["a", "b"]


def test_forms_take_no_unknown_fields(document: dict[str, Any]) -> None:
    assert document["components"]["schemas"]["Body_upload"]["additionalProperties"] is False
