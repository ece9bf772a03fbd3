"""Which evidence a purpose needs, how much of it is there, and which claim each piece serves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.evidence.catalogue import Element, Scale, Template
from app.evidence.strength import Status


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Why the person is in need, what the debts are like, and the day of the newest contract."""

    reasons: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    newest_contract: date | None = None

    def ask_for(self, template: Template) -> bool:
        """Whether hardship or debts ask for a kind of evidence; one of both is enough."""
        if not template.reasons and not template.when_any:
            return True
        return bool(template.reasons & self.reasons or template.when_any & self.traits)

    def has_contract_since(self, day: date | None) -> bool:
        """Whether a contract was made on that day or later; no day: no."""
        return day is not None and self.newest_contract is not None and day <= self.newest_contract


def circumstances_of(
    reasons: Iterable[str],
    debts: Sequence[object],
    known: Mapping[str, tuple[str, frozenset[object]]],
) -> Circumstances:
    """The circumstances of a case; `known` maps a trait to a field of debts and its values."""
    contracts = [day for debt in debts if (day := getattr(debt, "contract_date", None))]
    return Circumstances(
        reasons=frozenset(reasons),
        traits=frozenset(
            name
            for name, (field, values) in known.items()
            if any(getattr(debt, field) in values for debt in debts)
        ),
        newest_contract=max(contracts, default=None),
    )


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
    circumstances: Circumstances,
) -> list[Needed]:
    """The items of a checklist, required ones first, otherwise in the order of the data.

    An item belongs to it when its purpose, circumstances and claims fit, or when an element of
    a chosen claim names it.
    """
    claims = {element.claim for element in elements}
    found = []
    for template in templates:
        serves = tuple(element for element in elements if template.code in element.items)
        fits = (
            purpose in template.purposes
            and circumstances.ask_for(template)
            and (
                not template.claims
                or bool(template.claims & claims)
                or circumstances.has_contract_since(template.contracts_from)
            )
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
