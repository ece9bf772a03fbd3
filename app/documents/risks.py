"""Words in a paper that could harm the person who sends it, from `app/data/documents/risks.toml`.

A phrase list: it finds what is written, not what is meant. A finding asks to look again; it
accuses nobody. A phrase that is denied right before it (没有赌博) is not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

RiskList = Sequence[Mapping[str, Any]]

REACH = 4
"""How many characters before a phrase a denial may stand."""


def risks_in(texts: Iterable[str], risks: RiskList, denials: Sequence[str]) -> list[str]:
    """Codes of the risks that the texts hold, in the order of the list."""
    spoken = [text.casefold().replace("\n", "") for text in texts]
    return [
        risk["code"]
        for risk in risks
        if any(_says(text, phrase, denials) for text in spoken for phrase in risk["phrases"])
    ]


def _says(text: str, phrase: str, denials: Sequence[str]) -> bool:
    wanted, place = phrase.casefold(), -1
    while (place := text.find(wanted, place + 1)) >= 0:
        before = text[max(0, place - REACH) : place]
        if not any(denial in before for denial in denials):
            return True
    return False
