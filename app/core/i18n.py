"""Texts in zh-CN (default) and en, from `app/data/texts/<language>/*.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("zh-CN", "en")
DEFAULT_LANGUAGE = "zh-CN"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def current_language() -> str:
    """The language of the request being answered."""
    return _language.get()


def use_language(language: str) -> None:
    """Sets the language for what follows in this context."""
    _language.set(language)


def negotiate(accept_language: str | None) -> str:
    """The best supported language for an Accept-Language header (RFC 9110, 12.5.4)."""
    best, best_quality = DEFAULT_LANGUAGE, 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        primary = tag.strip().split("-")[0].lower()
        match = next((known for known in LANGUAGES if known.split("-")[0] == primary), None)
        if match and quality > best_quality:
            best, best_quality = match, quality
    return best


def _flatten(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{name}.")
        else:
            flat[name] = str(value)
    return flat


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of a language by dotted key.

    Raises:
        ValueError: if two files define one key.
    """
    texts: dict[str, str] = {}
    for file in sorted(
        files("app.data").joinpath("texts", language).iterdir(), key=lambda entry: entry.name
    ):
        flat = _flatten(tomllib.loads(file.read_text(encoding="utf-8")))
        doubled = texts.keys() & flat.keys()
        if doubled:
            raise ValueError(f"texts defined twice in {language}: {sorted(doubled)}")
        texts |= flat
    return texts


def text(key: str, /, *, language: str | None = None, **params: object) -> str:
    """The text of a key with its parameters filled in.

    Raises:
        KeyError: if the key has no text; texts are complete, so this is a defect.
    """
    found = catalogue(language or current_language())[key]
    return found.format(**params) if params or "{" in found or "}" in found else found


def listed(words: Sequence[str]) -> str:
    """Words one after another, as the current language does it."""
    return (", " if current_language() == "en" else "、").join(words)


def has_text(key: str) -> bool:
    """Whether the key has a text in the default language."""
    return key in catalogue(DEFAULT_LANGUAGE)
