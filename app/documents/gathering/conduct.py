"""Facts about conduct below a rule: which entries, which rule, and how binding that rule is."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.rules import Citation
from app.documents.facts import Fact, Facts, Row, flagged
from app.documents.typesetting.tree import Source
from app.documents.wording import Words


def facts_of_conduct(
    findings: Sequence[Any],
    numbers: Mapping[str, int],
    titles: Mapping[str, str],
    citations: Mapping[str, Citation],
    words: Words,
    as_published: str,
) -> Facts:
    """One row for each rule that the listed contacts fall below, in the order of the findings.

    `numbers` are the places of the contacts in the paper's own list: what is not in the list is
    not said. `titles` name the rules of conduct by code, in the paper's language;
    `as_published` stands beside a rule whose official text was not read.
    """
    named: dict[tuple[str, str], list[str]] = {}
    forces: dict[tuple[str, str], str] = {}
    for each in findings:
        key = (each.code, each.rule_id)
        forces[key] = each.force
        named.setdefault(key, []).extend(
            str(found) for found in each.contact_ids if str(found) in numbers
        )
    rows = []
    for (code, rule_id), ids in named.items():
        if ids:
            cited = citations[rule_id]
            binding = [str(words.label("conduct_force", forces[code, rule_id]))]
            if cited.warning:
                binding.append(as_published)
            places = sorted({numbers[found] for found in ids})
            rows.append(_row(titles[code], cited, binding, ids[0], places, words))
    return Facts({}, {"conduct": rows}, flagged(has_conduct=rows))


def _row(
    title: str,
    citation: Citation,
    binding: Sequence[str],
    contact_id: str,
    places: Sequence[int],
    words: Words,
) -> Row:
    def fact(text: str, field: str) -> Fact:
        return Fact(text, Source("contact", field, contact_id), "/contacts")

    named = citation.title if words.is_chinese else citation.title_en
    return {
        "entries": fact(words.joined([str(place) for place in places]), "id"),
        "what": fact(title, "conduct"),
        "rule": Fact(
            words.article(named, citation.article),
            Source("rule", "article", citation.rule_id),
        ),
        "force": Fact(words.beside(binding), Source("rule", "force", citation.rule_id)),
    }
