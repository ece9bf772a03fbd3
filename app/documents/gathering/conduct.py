"""Facts about conduct below a rule: which entries, which rule, and how binding that rule is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.rules import Citation
from app.documents.facts import Fact, Facts, Row, flagged
from app.documents.typesetting.tree import Source
from app.documents.wording import Words

ARTICLE = re.compile("第([0-9]+)条")
AS_PUBLISHED = {"zh-CN": "以公布的原文为准", "en": "as published"}
"""What stands beside a rule whose official text was not read."""


def facts_of_conduct(
    findings: Sequence[Any],
    numbers: Mapping[str, int],
    titles: Mapping[str, str],
    citations: Mapping[str, Citation],
    words: Words,
) -> Facts:
    """One row for each rule that the listed contacts fall below, in the order of the findings.

    `numbers` are the places of the contacts in the paper's own list: what is not in the list is
    not said. `titles` name the rules of conduct by code, in the paper's language.
    """
    named: dict[tuple[str, str], list[str]] = {}
    forces: dict[tuple[str, str], str] = {}
    for each in findings:
        key = (each.code, each.rule_id)
        forces[key] = each.force
        named.setdefault(key, []).extend(
            str(found) for found in each.contact_ids if str(found) in numbers
        )
    rows = [
        _row(code, citations[rule_id], forces[code, rule_id], ids, numbers, titles, words)
        for (code, rule_id), ids in named.items()
        if ids
    ]
    return Facts({}, {"conduct": rows}, flagged(has_conduct=rows))


def _place_of(title: str, article: str, words: Words) -> str:
    """A text and its article; English papers name articles by number, and no other place."""
    if words.is_chinese:
        return f"{title}{article}"
    number = ARTICLE.fullmatch(article)
    return title if number is None else f"{title}, art. {number[1]}"


def _row(
    code: str,
    citation: Citation,
    force: str,
    ids: Sequence[str],
    numbers: Mapping[str, int],
    titles: Mapping[str, str],
    words: Words,
) -> Row:
    places = sorted({numbers[found] for found in ids})
    title = citation.title if words.is_chinese else citation.title_en
    said = [str(words.label("conduct_force", force))]
    if citation.warning:
        said.append(AS_PUBLISHED[words.locale])
    binding = ("；" if words.is_chinese else "; ").join(said)

    def fact(text: str, field: str) -> Fact:
        return Fact(text, Source("contact", field, ids[0]), "/contacts")

    return {
        "entries": fact(words.joined([str(place) for place in places]), "id"),
        "what": fact(titles[code], "conduct"),
        "rule": Fact(
            _place_of(title, citation.article, words),
            Source("rule", "article", citation.rule_id),
        ),
        "force": Fact(binding, Source("rule", "force", citation.rule_id)),
    }
