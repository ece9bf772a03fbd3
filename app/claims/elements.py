"""How far a case supports each element (要件) of a claim, and what is still missing.

Evidence of the vault counts most; what the case has on record comes next; what is only said, last.
What speaks against an element is never left out. Nothing here is a chance of winning.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.claims.catalogue import ClaimRules, ElementRules
from app.evidence.strength import KindHeld

Standing = Literal["supported", "weak", "recorded", "stated", "open", "opposed"]
Readiness = Literal["ready", "gaps", "opposed", "not_applicable"]
Weight = Literal["recorded", "stated"]
CREDITOR = "creditor"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the case that bears on elements.

    `recorded` facts rest on ledger entries or on payments that papers show, `stated` ones on what
    was entered. `source` says what `ids` are; `params` fill its text; `rule_id` is the rule of law
    it rests on, if any.
    """

    code: str
    weight: Weight
    source: str
    ids: tuple[str, ...]
    params: Mapping[str, str] = field(default_factory=dict)
    rule_id: str | None = None


NOT_HELD = KindHeld("missing", ())


@dataclass(frozen=True, slots=True)
class ElementStanding:
    """One element: how far it is supported, by what, against what, and what to get next.

    `says` is what the person answered; `missing` are kinds of evidence not held in good order,
    in the order of the law data, empty once the element is supported.
    """

    rules: ElementRules
    standing: Standing
    says: bool | None
    items: tuple[tuple[str, KindHeld], ...]
    supports: tuple[Fact, ...]
    opposes: tuple[Fact, ...]
    opposing_items: tuple[str, ...]
    missing: tuple[str, ...]


def standing_of(
    rules: ElementRules,
    facts: Iterable[Fact],
    held: Mapping[str, KindHeld],
    needed: Mapping[str, int],
    *,
    says: bool | None,
) -> ElementStanding:
    """Where one element stands; `says` is what the person answered, None where they did not.

    `held` maps kinds of evidence to how they stand, those not there are missing; `needed` maps a
    burden of proof to how many kinds in good order make an element supported.
    """
    known = list(facts)
    items = tuple((code, held.get(code, NOT_HELD)) for code in rules.items)
    supports = tuple(fact for fact in known if fact.code in rules.facts)
    opposes = tuple(fact for fact in known if fact.code in rules.opposed_by)
    against = tuple(
        code for code in rules.opposed_by_items if held.get(code, NOT_HELD).status != "missing"
    )
    good = sum(item.status == "held" for code, item in items if code not in against)
    supported = good >= needed[rules.burden]
    is_opposed = bool(opposes or against or says is False)
    return ElementStanding(
        rules=rules,
        standing="opposed"
        if is_opposed
        else "supported"
        if supported
        else _short_of_support(items, supports, says=says),
        says=says,
        items=items,
        supports=supports,
        opposes=opposes,
        opposing_items=against,
        missing=()
        if supported
        else tuple(
            code
            for code, item in items
            if item.status != "held" and code not in rules.opposed_by_items
        ),
    )


def _short_of_support(
    items: Iterable[tuple[str, KindHeld]], supports: Sequence[Fact], *, says: bool | None
) -> Standing:
    if any(item.status != "missing" for _, item in items):
        return "weak"
    if any(fact.weight == "recorded" for fact in supports):
        return "recorded"
    return "stated" if supports or says else "open"


def standings_of(
    rules: ClaimRules,
    facts: Sequence[Fact],
    held: Mapping[str, KindHeld],
    says: Mapping[str, bool | None],
    needed: Mapping[str, int],
) -> tuple[ElementStanding, ...]:
    """Where each element of a claim stands, in the order of the law data."""
    return tuple(
        standing_of(element, facts, held, needed, says=says.get(element.code))
        for element in rules.elements
    )


def readiness_of(
    rules: ClaimRules, standings: Sequence[ElementStanding], *, applies: bool | None
) -> Readiness:
    """Whether what the person must prove is there; `applies` False: the claim does not fit.

    What the other side must prove is no gap of the person's, unless something speaks against it.
    Of a claim that any one element carries, one is enough, and only all together oppose it.
    """
    if applies is False:
        return "not_applicable"
    enough = any if rules.any_element else all
    if not enough(each.standing != "opposed" for each in standings):
        return "opposed"
    proved = enough(
        each.standing == "supported" or (each.rules.burden == CREDITOR and not rules.any_element)
        for each in standings
    )
    return "ready" if proved else "gaps"
