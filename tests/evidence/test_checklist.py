from datetime import date
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.schemas import HardshipReason
from app.core.rules import rule_book
from app.debts.schemas import DebtRead
from app.evidence.catalogue import Element, Scale, Template, elements, scale, templates, traits
from app.evidence.checklist import (
    Circumstances,
    Needed,
    circumstances_of,
    completeness_percent,
    matrix,
    needed_items,
)
from app.evidence.strength import Status

SCALE = Scale(
    "test",
    {"required": 3, "optional": 1},
    {"held": 100, "weak": 50, "expired": 25, "missing": 0},
)


def _template(code: str, **more: Any) -> Template:
    plain: dict[str, Any] = {
        "texts": {},
        "purposes": frozenset({"negotiation"}),
        "required_for": frozenset(),
        "reasons": frozenset(),
        "claims": frozenset(),
        "expires_after_days": None,
        "rule_id": None,
    }
    return Template(code, **{**plain, **more})


ALWAYS = _template("always")
REQUIRED = _template("required", required_for=frozenset({"negotiation"}))
ILL = _template("ill", reasons=frozenset({"illness"}))
FRAUD = _template("fraud_only", claims=frozenset({"fraud"}), purposes=frozenset({"litigation"}))
ELEMENT = Element("fraud", "lie", {}, "debtor", ("fraud_only", "always"))
ALL = (ALWAYS, REQUIRED, ILL, FRAUD)


@pytest.mark.parametrize(
    ("chosen", "purpose", "reasons", "codes"),
    [
        ((), "negotiation", (), ["required", "always"]),
        ((), "negotiation", ("illness",), ["required", "always", "ill"]),
        ((), "litigation", (), []),
        ((ELEMENT,), "litigation", (), ["always", "fraud_only"]),
        ((ELEMENT,), "negotiation", (), ["required", "always", "fraud_only"]),
    ],
)
def test_items_fit_purpose_reason_and_claims(
    chosen: tuple[Element, ...], purpose: str, reasons: tuple[str, ...], codes: list[str]
) -> None:
    found = needed_items(
        ALL, chosen, purpose=purpose, circumstances=Circumstances(frozenset(reasons))
    )
    assert [needed.template.code for needed in found] == codes


CARD = _template("card", when_any=frozenset({"credit_card"}))
SURETY = _template("surety", reasons=frozenset({"guarantee"}), when_any=frozenset({"guaranteed"}))
SHEET = _template("sheet", claims=frozenset({"fraud"}), contracts_from=date(2026, 8, 1))


@pytest.mark.parametrize(
    ("circumstances", "codes"),
    [
        (Circumstances(), []),
        (Circumstances(traits=frozenset({"credit_card"})), ["card"]),
        (Circumstances(traits=frozenset({"guaranteed"})), ["surety"]),
        (Circumstances(reasons=frozenset({"guarantee"})), ["surety"]),
        (Circumstances(newest_contract=date(2026, 7, 31)), []),
        (Circumstances(newest_contract=date(2026, 8, 1)), ["sheet"]),
    ],
)
def test_debts_ask_for_what_they_are_like(circumstances: Circumstances, codes: list[str]) -> None:
    found = needed_items(
        (CARD, SURETY, SHEET), (), purpose="negotiation", circumstances=circumstances
    )
    assert [needed.template.code for needed in found] == codes


def test_traits_are_those_of_any_debt() -> None:
    card = SimpleNamespace(product_type="credit_card", guaranteed=None, contract_date=None)
    loan = SimpleNamespace(product_type=None, guaranteed=True, contract_date=date(2025, 1, 1))
    known: dict[str, tuple[str, frozenset[object]]] = {
        "credit_card": ("product_type", frozenset({"credit_card"})),
        "guaranteed": ("guaranteed", frozenset({True})),
    }
    found = circumstances_of(["illness"], [card, loan], known)
    assert found == Circumstances(
        frozenset({"illness"}), frozenset({"credit_card", "guaranteed"}), date(2025, 1, 1)
    )
    assert circumstances_of([], [card], known).traits == {"credit_card"}
    assert circumstances_of([], [], known) == Circumstances()


def test_the_data_know_the_traits_they_name() -> None:
    named = {trait for template in templates().values() for trait in template.when_any}
    assert named == traits().keys()
    for field, values in traits().values():
        assert field in DebtRead.model_fields
        assert values


def test_every_hardship_that_may_be_told_has_a_proof_of_its_own() -> None:
    """A spiral of debts is private, a family emergency and others are for the general item."""
    proved = {reason for template in templates().values() for reason in template.reasons}
    without = set(get_args(HardshipReason)) - proved
    assert without == {"family_emergency", "debt_spiral", "other"}


def test_an_item_named_by_an_element_shows_it() -> None:
    found = needed_items(ALL, [ELEMENT], purpose="litigation", circumstances=Circumstances())
    cells = matrix(found, {"always": "held", "fraud_only": "missing"})
    assert [(cell.element.code, cell.item, cell.status) for cell in cells] == [
        ("lie", "always", "held"),
        ("lie", "fraud_only", "missing"),
    ]


@pytest.mark.parametrize(
    ("required", "optional", "percent"),
    [
        ([], [], 100),
        (["missing"], ["missing"], 0),
        (["held"], ["held"], 100),
        (["held"], ["missing"], 75),
        (["weak"], ["expired"], 43),
        (["missing", "missing"], ["held"], 14),
    ],
)
def test_completeness_weighs_required_items_three_times(
    required: list[Status], optional: list[Status], percent: int
) -> None:
    items = [Needed(_template(f"r{i}"), required=True, elements=()) for i in range(len(required))]
    items += [Needed(_template(f"o{i}"), required=False, elements=()) for i in range(len(optional))]
    statuses = dict(zip((each.template.code for each in items), required + optional, strict=True))
    assert completeness_percent(items, statuses, SCALE) == percent


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(get_args(Status))), min_size=1, max_size=12),
    st.data(),
)
def test_holding_one_more_item_always_shows(
    given_items: list[tuple[bool, Status]], data: st.DataObject
) -> None:
    items = [
        Needed(_template(str(number)), required=required, elements=())
        for number, (required, _status) in enumerate(given_items)
    ]
    statuses = {str(number): status for number, (_required, status) in enumerate(given_items)}
    before = completeness_percent(items, statuses, SCALE)
    gained = data.draw(st.sampled_from(sorted(statuses)))
    after = completeness_percent(items, {**statuses, gained: "held"}, SCALE)
    assert 0 <= before <= after <= 100
    assert (after > before) == (statuses[gained] != "held")


def test_the_data_hold_together() -> None:
    known = templates()
    assert set(scale().credits) == set(get_args(Status))
    assert scale().weights == SCALE.weights
    for template in known.values():
        assert template.required_for <= template.purposes
        assert template.claims <= elements().keys()
        for language in ("zh-CN", "en"):
            assert all(template.text(name, language) for name in ("title", "why", "how_to_get"))
        if template.rule_id is not None:
            assert rule_book().cite(template.rule_id).rule_id == template.rule_id
    for element in (each for claim in elements().values() for each in claim):
        assert set(element.items) <= known.keys()
        assert element.title("en") != element.title("zh-CN")
