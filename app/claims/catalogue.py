"""How a claim of the law data is applied to a case: `app/data/claims/builder.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.core.rules import rule_book
from app.core.tables import data_table

CourtKind = Literal["loan_contract", "privacy_tort"]


@dataclass(frozen=True, slots=True)
class ElementRules:
    """One element (要件) of a claim and what in a case bears on it.

    `items` are kinds of evidence, `facts` and `opposed_by` names of facts of the case,
    `opposed_by_items` evidence that speaks against it. `texts` hold title and question, or answer,
    in both languages.
    """

    claim: str
    code: str
    texts: Mapping[str, str]
    burden: str
    rule_ids: tuple[str, ...]
    items: tuple[str, ...]
    facts: tuple[str, ...]
    opposed_by: tuple[str, ...]
    opposed_by_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """One claim as it is applied; `row` is its row of the law data.

    `suit_period` is an obligation of the limitation calculator, None where the law sets none;
    `ground` that of a revocation; `court` a kind of claim of the jurisdiction calculator;
    `disputed` says what measures the amount: above_ceiling, deducted, or only what is stated;
    `any_element` says that one of its elements is enough;
    `objection_ground` what it is called in an objection to a payment order, None where it is none;
    `starts` names the days of a case on which the person should have known, the surest first;
    `answers` are what the other side usually says, read like elements: what in a case answers it.
    """

    code: str
    row: Mapping[str, Any]
    elements: tuple[ElementRules, ...]
    suit_period: str | None
    ground: str | None
    court: CourtKind
    any_element: bool
    disputed: str
    as_defence: bool
    objection_ground: str | None
    defence_rule_ids: tuple[str, ...]
    starts: tuple[str, ...]
    answers: tuple[ElementRules, ...]


@lru_cache(maxsize=1)
def claim_rules() -> Mapping[str, ClaimRules]:
    """Every claim by its code, in the order of the law data."""
    applied = data_table("claims", "builder")
    how = {row["code"]: row for row in applied["claims"]}
    bearing = {
        (row["claim"], row["code"]): row for row in (*applied["elements"], *applied["answers"])
    }
    return {
        row["code"]: _claim(row, how[row["code"]], bearing)
        for row in rule_book().table("claims")["claims"]
    }


@lru_cache(maxsize=1)
def needed_items() -> Mapping[str, int]:
    """How many kinds of evidence make an element supported, by its burden of proof."""
    needed: Mapping[str, int] = data_table("claims", "builder")["needed_items"]
    return needed


@lru_cache(maxsize=1)
def clock_warnings() -> frozenset[str]:
    """Warnings of the limitation calculator that also hold of a claim of one's own."""
    return frozenset(data_table("claims", "builder")["clock_warnings"])


def _claim(
    row: Mapping[str, Any],
    how: Mapping[str, Any],
    bearing: Mapping[tuple[str, str], Mapping[str, Any]],
) -> ClaimRules:
    code, period = row["code"], how["suit_period"]
    return ClaimRules(
        code=code,
        row=row,
        elements=tuple(
            _element(code, element, bearing[code, element["code"]]) for element in row["elements"]
        ),
        suit_period=None if period == "none" else period,
        ground=how.get("ground"),
        court=how["court"],
        disputed=how.get("disputed", "stated"),
        any_element=how.get("any_element", False),
        as_defence=how["as_defence"],
        objection_ground=how.get("objection_ground"),
        defence_rule_ids=tuple(how["defence_rule_ids"]),
        starts=tuple(how["starts"]),
        answers=tuple(
            _element(code, {**said, "burden": "debtor"}, bearing[code, said["code"]])
            for said in row["defences"]
        ),
    )


def _element(claim: str, row: Mapping[str, Any], how: Mapping[str, Any]) -> ElementRules:
    return ElementRules(
        claim=claim,
        code=row["code"],
        texts={
            name: value
            for name, value in {**row, **how}.items()
            if name.startswith(("title_", "question_", "answer_"))
        },
        burden=row["burden"],
        rule_ids=tuple(row["rule_ids"]),
        items=tuple(row.get("items", how.get("items", ()))),
        facts=tuple(how["facts"]),
        opposed_by=tuple(how["opposed_by"]),
        opposed_by_items=tuple(how.get("opposed_by_items", ())),
    )
