"""Every code that the reader can give has a text in both languages."""

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

CODE = "\n".join(
    entry.read_text(encoding="utf-8")
    for folder in (files("app.statements"), files("app.statements.bulk"))
    for entry in folder.iterdir()
    if entry.name.endswith(".py")
)


def texts(language: str) -> dict[str, Any]:
    source = files("app.data").joinpath("texts", language, "statements.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= (
            flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        )
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_refusals_reasons_notices_and_hints(language: str) -> None:
    known = texts(language)
    refusals = set(re.findall(r'"(statement_(?!imports|rows|links)[a-z_]+)"', CODE))
    refusals -= {
        "statement_imported",
        "statement_deleted",
        "statement_import",
        "statement_import_id",
        "statement_layouts",
    }
    missing = {code for code in refusals if code not in known["errors"]}
    assert not missing
    reasons = set(re.findall(r'_UnreadableError\("(\w+)"\)', CODE))
    reasons |= {"date_missing", "date_unreadable", "footer", "header_repeated"}
    assert reasons == set(known["statements"]["reasons"])
    notices = set(re.findall(r'Notice\("(\w+)"', CODE))
    assert notices == set(known["statements"]["notices"])
    hints = set(re.findall(r'"((?:columns|direction|workbook)_(?:missing|unknown|locked))"', CODE))
    assert hints - {"direction_unknown"} <= set(known["statements"]["hints"])


def test_both_languages_have_the_same_keys_and_parameters() -> None:
    chinese, english = flat(texts("zh-CN")), flat(texts("en"))
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        parameters = set(re.findall(r"{(\w+)}", text))
        assert parameters == set(re.findall(r"{(\w+)}", english[key])), key
