"""Where two sets of terms differ, field by field."""

import json
from collections.abc import Mapping
from typing import Any


def differing_terms(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    """(field, before, after) of each field that differs, in the order of the later terms.

    Both as the contract writes them; what is waived counts component by component, and payments
    by steps stand as `13: 900.00; 25: 1200.00`, each amount with its first instalment.
    """
    first, second = _flat(before), _flat(after)
    return tuple(
        (field, _written(first.get(field)), _written(value))
        for field, value in second.items()
        if first.get(field) != value
    )


def _flat(terms: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in terms.items() if name != "waive"}
    return plain | {f"waive.{name}": value for name, value in terms["waive"].items()}


def _written(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(f"{step['from_instalment']}: {step['payment']}" for step in value)
    return value if isinstance(value, str) else json.dumps(value)
