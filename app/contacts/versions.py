"""A contact through its corrections: what each replaced, and how it reads now."""

from collections.abc import Mapping, Sequence
from typing import Any

Fields = Mapping[str, Any]


def replaced_values(first: Fields, changes: Sequence[Fields]) -> list[dict[str, Any]]:
    """For each correction, in order, the values its fields had before it."""
    current, replaced = dict(first), []
    for given in changes:
        replaced.append({name: current.get(name) for name in given})
        current |= given
    return replaced


def corrected_fields(changes: Sequence[Fields]) -> dict[str, Any]:
    """The corrected fields as the last correction of each left them."""
    merged: dict[str, Any] = {}
    for given in changes:
        merged |= given
    return merged


def as_it_reads_now(first: Fields, changes: Sequence[Fields]) -> dict[str, Any]:
    """The contact with every correction applied."""
    return {**first, **corrected_fields(changes)}
