"""Which evidence a purpose needs, how much of it is there, and which claim each piece serves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.evidence.catalogue import Element, Scale, Template
from app.evidence.strength import Status


@dataclass(frozen=True, slots=True)
class Needed:
    """An item of a checklist, and the elements of claims that it serves."""

    template: Template
    required: bool
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the matrix claim × element × item."""

    element: Element
    item: str
    status: Status


def needed_items(
    templates: Iterable[Template],
    elements: Sequence[Element],
    *,
    purpose: str,
    reasons: frozenset[str],
) -> list[Needed]:
    """The items of a checklist, required ones first, otherwise in the order of the data.

    An item belongs to it when its purpose, hardship reason and claims fit, or when an element of
    a chosen claim names it.
    """
    claims = {element.claim for element in elements}
    found = []
    for template in templates:
        serves = tuple(element for element in elements if template.code in element.items)
        fits = (
            purpose in template.purposes
            and (not template.reasons or bool(template.reasons & reasons))
            and (not template.claims or bool(template.claims & claims))
        )
        if fits or serves:
            found.append(Needed(template, purpose in template.required_for and fits, serves))
    return sorted(found, key=lambda needed: not needed.required)


def completeness_percent(
    items: Iterable[Needed], statuses: Mapping[str, Status], scale: Scale
) -> int:
    """floor(Σ weight × credit ÷ Σ weight), 0 to 100; an empty list is complete."""
    earned = total = 0
    for needed in items:
        weight = scale.weights["required" if needed.required else "optional"]
        earned += weight * scale.credits[statuses[needed.template.code]]
        total += weight
    return earned // total if total else 100


def matrix(items: Iterable[Needed], statuses: Mapping[str, Status]) -> list[Cell]:
    """Every element of the chosen claims with the items that show it, by claim and element."""
    cells = [
        Cell(element, needed.template.code, statuses[needed.template.code])
        for needed in items
        for element in needed.elements
    ]
    return sorted(cells, key=lambda cell: (cell.element.claim, cell.element.code))
