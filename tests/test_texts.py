"""Both languages say the same things, and whatever the code can say has its text."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import app.main  # noqa: F401 - imports every subject, so that every error class is known
from app.core import i18n, problems
from app.core.errors import AppError
from app.core.vocabularies import vocabularies, vocabulary_of
from tests.architecture import dotted
from tests.contract import document

APP = Path(__file__).parents[1] / "app"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ERRORS = {
    *{"AppError", "Unauthenticated", "Forbidden", "NotFound", "PreconditionRequired"},
    *{"BadRequest", "Conflict", "PreconditionFailed", "InvalidInput", "PayloadTooLarge"},
    *{"TooManyRequests", "Unavailable"},
}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    chinese, english = (set(i18n.catalogue(language)) for language in i18n.LANGUAGES)
    assert chinese == english
    assert len(chinese) > 50


@pytest.mark.parametrize("key", sorted(i18n.catalogue("en")))
def test_a_text_is_complete(key: str) -> None:
    chinese, english = (i18n.catalogue(language)[key] for language in i18n.LANGUAGES)
    assert _placeholders(chinese) == _placeholders(english)
    assert chinese.strip() == chinese
    assert english.strip() == english
    assert chinese
    assert english
    assert CHINESE.search(chinese), "the Chinese text has no Chinese"


def test_every_language_has_the_same_files() -> None:
    folders = [APP / "data" / "texts" / language for language in i18n.LANGUAGES]
    first, second = ({file.name for file in folder.iterdir()} for folder in folders)
    assert first == second


def _subclasses(of: type[AppError]) -> Iterator[type[AppError]]:
    for subclass in of.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


@cache
def _calls() -> list[tuple[str, ast.Call]]:
    return [
        (str(file.relative_to(APP.parent)), node)
        for file in sorted(APP.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def _literal(call: ast.Call, position: int) -> str | None:
    if len(call.args) > position:
        argument = call.args[position]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
    return None


def _said(names: set[str], position: int) -> set[str]:
    """Literal strings at a position of calls to any of these names."""
    found = {
        _literal(call, position)
        for _, call in _calls()
        if dotted(call.func).rsplit(".", 1)[-1] in names
    }
    return {text for text in found if text is not None}


def test_every_error_code_has_its_texts() -> None:
    codes = {subclass.code for subclass in _subclasses(AppError)} | {AppError.code}
    codes |= _said(ERRORS | {subclass.__name__ for subclass in _subclasses(AppError)}, 0)
    codes |= _said({"problem"}, 2) | set(problems._HTTP_CODES.values())
    assert len(codes) > 15
    for code in codes:
        for part in ("title", "detail"):
            assert f"errors.{code}.{part}" in i18n.catalogue("en"), code


def test_every_field_code_has_its_text() -> None:
    codes = _said({"invalid", "FieldError"}, 1) | _said({"PydanticCustomError"}, 0)
    codes |= set(problems._PYDANTIC_CODES.values()) | {"out_of_bounds", "malformed"}
    for code in codes:
        assert f"fields.{code}" in i18n.catalogue("en"), code


def test_every_text_asked_for_by_name_exists() -> None:
    calls = [call for _, call in _calls() if dotted(call.func) in {"i18n.text", "text"}]
    keys = {_literal(call, 0) for call in calls} - {None}
    missing = [
        key
        for key in keys
        if key and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", key) and key not in i18n.catalogue("en")
    ]
    assert not missing


def test_a_text_defined_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "texts" / "en"
    folder.mkdir(parents=True)
    for name in ("a.toml", "b.toml"):
        (folder / name).write_text('[errors.x]\ntitle = "x"\n', encoding="utf-8")
    monkeypatch.setattr(i18n, "files", lambda _package: tmp_path)
    i18n.catalogue.cache_clear()
    with pytest.raises(ValueError, match=r"errors\.x\.title"):
        i18n.catalogue("en")
    monkeypatch.undo()
    i18n.catalogue.cache_clear()


def _enums(node: object, place: str = "") -> Iterator[tuple[str, list[object]]]:
    """(place, values) of every enum of two words or more, however deep."""
    if isinstance(node, dict):
        values = node.get("enum")
        if isinstance(values, list) and len(values) > 1 and isinstance(values[0], str):
            yield place, values
        for key, inner in node.items():
            yield from _enums(inner, f"{place}/{key}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _enums(inner, f"{place}/{index}")


def test_every_enum_of_the_document_has_a_vocabulary() -> None:
    bare = {
        place.rsplit("/properties/", 1)[-1]: values
        for place, values in _enums(document())
        if vocabulary_of(values) is None
    }
    assert not bare, (
        "name these values in app/data/vocabularies/<subject>.toml, exactly them in one"
        f" vocabulary (or as one of its `parts`): {bare}"
    )


def test_every_vocabulary_names_each_value_once_in_both_languages() -> None:
    names = [row["name"] for row in vocabularies()]
    assert len(names) == len(set(names))
    for row in vocabularies():
        codes = [item["code"] for item in row["items"]]
        assert len(codes) == len(set(codes)), row["name"]
        for item in row["items"]:
            assert {"code", "label_zh", "label_en"} <= item.keys(), (row["name"], item["code"])
            assert ("description_zh" in item) is ("description_en" in item), item["code"]
            assert CHINESE.search(item["label_zh"]) or row["name"] == "day_count", item["code"]
        for part in row.get("parts", ()):
            assert set(part) < set(codes), row["name"]


def test_no_vocabulary_is_left_that_nothing_uses() -> None:
    used = {vocabulary_of(values) for _, values in _enums(document())}
    assert {row["name"] for row in vocabularies()} == used


def test_two_vocabularies_never_have_the_same_values() -> None:
    sets = [
        frozenset(codes)
        for row in vocabularies()
        for codes in ([item["code"] for item in row["items"]], *row.get("parts", ()))
    ]
    assert len(sets) == len(set(sets))
    assert vocabulary_of(["no", "such"]) is None
