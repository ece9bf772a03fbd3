"""How far a case supports an element: evidence first, then records, then what is said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.catalogue import ClaimRules, ElementRules, claim_rules, needed_items
from app.claims.elements import Fact, readiness_of, standing_of, standings_of
from app.evidence.strength import KindHeld, Status

NEEDED = {"creditor": 1, "debtor": 1, "debtor_beyond_doubt": 2}
RULES = ElementRules(
    claim="a_claim",
    code="an_element",
    texts={},
    burden="debtor",
    rule_ids=("CC-670",),
    items=("contract", "receipt"),
    facts=("paid",),
    opposed_by=("settled",),
    opposed_by_items=("sheet",),
)
PAID = Fact("paid", "recorded", "debt", ("1",))
SAID = Fact("paid", "stated", "debt", ("1",))
SETTLED = Fact("settled", "stated", "debt", ("2",))
HELD = KindHeld("held", ("e1",))


def standing(
    *facts: Fact, says: bool | None = None, burden: str = "debtor", **held: KindHeld
) -> str:
    return standing_of(replace(RULES, burden=burden), facts, held, NEEDED, says=says).standing


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (standing(), "open"),
        (standing(says=True), "stated"),
        (standing(SAID), "stated"),
        (standing(PAID), "recorded"),
        (standing(PAID, contract=KindHeld("weak", ("e1",))), "weak"),
        (standing(contract=KindHeld("expired", ("e1",))), "weak"),
        (standing(contract=HELD), "supported"),
        (standing(contract=HELD, burden="debtor_beyond_doubt"), "weak"),
        (standing(contract=HELD, receipt=HELD, burden="debtor_beyond_doubt"), "supported"),
        (standing(contract=HELD, says=False), "opposed"),
        (standing(SETTLED, contract=HELD), "opposed"),
        (standing(sheet=HELD, contract=HELD), "opposed"),
        (standing(Fact("other", "recorded", "debt", ()), other=HELD), "open"),
    ],
)
def test_the_best_that_is_there_decides(found: str, expected: str) -> None:
    assert found == expected


def test_what_is_missing_is_named_until_the_element_is_supported() -> None:
    rules = replace(RULES, items=("contract", "receipt", "sheet"))
    open_one = standing_of(rules, [], {"receipt": KindHeld("weak", ("e",))}, NEEDED, says=None)
    assert open_one.missing == ("contract", "receipt")  # a sheet would speak against it
    assert dict(open_one.items)["contract"] == KindHeld("missing", ())
    against = standing_of(rules, [], {"sheet": HELD}, NEEDED, says=None)
    assert against.missing == ("contract", "receipt")  # what speaks against it supports nothing
    done = standing_of(rules, [], {"contract": HELD}, NEEDED, says=None)
    assert done.missing == ()


def test_what_opposes_is_shown_beside_what_supports() -> None:
    found = standing_of(RULES, [PAID, SETTLED], {"sheet": HELD}, NEEDED, says=None)
    assert (found.supports, found.opposes) == ((PAID,), (SETTLED,))
    assert found.opposing_items == ("sheet",)


def claim_of(*elements: ElementRules, any_element: bool = False) -> ClaimRules:
    known = claim_rules()["excess_cost"]
    return replace(known, elements=elements, any_element=any_element)


def ready(
    rules: ClaimRules,
    says: dict[str, bool | None],
    *,
    applies: bool | None = True,
    **held: KindHeld,
) -> str:
    found = standings_of(rules, [], held, says, NEEDED)
    return readiness_of(rules, found, applies=applies)


OWN = replace(RULES, code="own")
THEIRS = replace(RULES, code="theirs", burden="creditor", items=("page",), opposed_by_items=())


def test_what_the_other_side_must_prove_is_no_gap() -> None:
    rules = claim_of(OWN, THEIRS)
    assert ready(rules, {}) == "gaps"
    assert ready(rules, {}, contract=HELD) == "ready"
    assert ready(rules, {"theirs": False}, contract=HELD) == "opposed"
    assert ready(rules, {}, applies=None, contract=HELD) == "ready"
    assert ready(rules, {}, applies=False, contract=HELD) == "not_applicable"


def test_of_alternatives_one_is_enough_and_only_all_oppose() -> None:
    rules = claim_of(OWN, THEIRS, any_element=True)
    assert ready(rules, {"own": False}) == "gaps"
    assert ready(rules, {"own": False, "theirs": False}) == "opposed"
    assert ready(rules, {"own": False}, page=HELD) == "ready"


statuses = st.sampled_from(["missing", "held", "weak", "expired"])
ORDER = ["open", "stated", "recorded", "weak", "supported"]


@given(
    kinds=st.dictionaries(st.sampled_from(["contract", "receipt"]), statuses),
    got=st.sampled_from(["contract", "receipt"]),
    said=st.booleans(),
    burden=st.sampled_from(sorted(NEEDED)),
)
def test_getting_a_document_never_weakens_an_element(
    kinds: dict[str, Status], got: str, *, said: bool, burden: str
) -> None:
    rules, facts = replace(RULES, burden=burden), [SAID] if said else []
    held = {code: KindHeld(status, ()) for code, status in kinds.items()}
    before = standing_of(rules, facts, held, NEEDED, says=None)
    after = standing_of(rules, facts, {**held, got: HELD}, NEEDED, says=None)
    assert ORDER.index(after.standing) >= ORDER.index(before.standing)
    assert set(after.missing) <= set(before.missing) - {got}


def test_each_burden_of_the_law_has_its_measure() -> None:
    burdens = {each.burden for rules in claim_rules().values() for each in rules.elements}
    assert burdens <= needed_items().keys()
    assert needed_items()["debtor_beyond_doubt"] > needed_items()["debtor"]
