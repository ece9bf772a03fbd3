"""What every calculated answer carries so that it can be explained and repeated years later."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, Field

from app.core import clock, i18n
from app.core.rules import Citation as RuleCitation
from app.core.rules import rule_book
from app.core.schemas import Schema


class Citation(Schema):
    """A rule of law behind an answer, and how far its text was verified."""

    rule_id: Annotated[str, Field(max_length=64, description="Id in the law data.")]
    title: Annotated[str, Field(max_length=500)]
    article: Annotated[str, Field(max_length=200)]
    url: Annotated[str | None, Field(max_length=2048)]
    verification: Annotated[str, Field(max_length=64, description="How the text was verified.")]
    warning: Annotated[
        str | None,
        Field(max_length=500, description="Present where the official text was not read."),
    ]


class TraceStep(Schema):
    """One intermediate figure: what it is, its value, the rule it came from."""

    code: Annotated[str, Field(max_length=64)]
    value: Annotated[str, Field(max_length=1000)]
    rule_id: Annotated[str | None, Field(max_length=64)]


class CalculationResult(Schema):
    """The common part of calculated answers."""

    as_of: Annotated[date, Field(description="The day the answer was computed for.")]
    rule_set_version: Annotated[str, Field(max_length=64, description="Version of the rules.")]
    inputs_hash: Annotated[
        str, Field(max_length=71, pattern=r"^sha256:[0-9a-f]{64}$", description="Of the inputs.")
    ]
    citations: Annotated[list[Citation], Field(max_length=100, description="Rules applied.")]
    trace: Annotated[list[TraceStep], Field(max_length=500, description="Intermediate figures.")]


def inputs_hash(inputs: BaseModel | Mapping[str, Any]) -> str:
    """`sha256:` of the canonical inputs: keys sorted, money and dates as in the contract."""
    plain = inputs.model_dump(mode="json") if isinstance(inputs, BaseModel) else inputs
    canonical = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS, default=str)
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def cite(citation: RuleCitation) -> Citation:
    """A citation in the caller's language, with its warning where the text was not read."""
    return _cited(citation, i18n.current_language())


@lru_cache(maxsize=1024)
def _cited(citation: RuleCitation, language: str) -> Citation:
    english = language == "en"
    return Citation(
        rule_id=citation.rule_id,
        title=citation.title_en if english else citation.title,
        article=citation.article,
        url=citation.url,
        verification=citation.verification,
        warning=i18n.text("citation.unverified", language=language) if citation.warning else None,
    )


def explain(
    inputs: BaseModel | Mapping[str, Any],
    *,
    as_of: date | None = None,
    rule_ids: Iterable[str] = (),
    trace: Iterable[tuple[str, object, str | None]] = (),
) -> dict[str, Any]:
    """The fields of `CalculationResult`, ready to be passed to a subclass's constructor."""
    book = rule_book()
    return {
        "as_of": as_of or clock.today(),
        "rule_set_version": book.version,
        "inputs_hash": inputs_hash(inputs),
        "citations": [cite(book.cite(rule_id)) for rule_id in dict.fromkeys(rule_ids)],
        "trace": [
            TraceStep(code=code, value=str(value), rule_id=rule_id)
            for code, value, rule_id in trace
        ],
    }
