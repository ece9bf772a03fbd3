import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.i18n import LANGUAGES, catalogue
from app.core.rules import rule_book
from app.law.jurisdiction import (
    TABLE,
    Clause,
    Jurisdiction,
    JurisdictionRequest,
    find_courts,
    same_place,
)

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "law_jurisdiction.toml").read_text("utf-8")
)["cases"]
DAY = date(2026, 11, 23)
POINTS = [*rule_book().table(TABLE)["agreement"]["points"], "other"]


def found(**inputs: Any) -> Jurisdiction:
    inputs = {"as_of": DAY} | inputs
    if "clause" in inputs:
        clause = dict(inputs["clause"])
        for name in ("places", "connection"):
            clause[name] = tuple(clause.get(name, ()))
        inputs["clause"] = Clause(**clause)
    inputs["tort_places"] = tuple(inputs.get("tort_places", ()))
    return find_courts(rule_book(), JurisdictionRequest(**inputs))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_each_case(case: dict[str, Any]) -> None:
    answer = found(**case["request"])
    assert answer.effect == case["effect"]
    assert [[court.place, court.basis] for court in answer.courts] == case["courts"]
    if "reasons" in case:
        assert [reason.code for reason in answer.reasons] == case["reasons"]
    assert set(case.get("warnings", ())) <= set(answer.warnings)
    for rule_id in [
        *(rule_id for court in answer.courts for rule_id in court.rule_ids),
        *(rule_id for reason in answer.reasons for rule_id in reason.rule_ids),
    ]:
        assert rule_book().rule(rule_id).in_force_on(case["request"].get("as_of", DAY)), rule_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text_and_no_text_is_left_over(language: str) -> None:
    answers = [found(**case["request"]) for case in CASES]
    answers.append(found(claim="loan_contract", defendant_domicile="赣州", sued_in="上海"))
    used = {f"jurisdiction.effect.{answer.effect}" for answer in answers}
    used |= {f"jurisdiction.warnings.{code}" for answer in answers for code in answer.warnings}
    used |= {f"jurisdiction.reasons.{one.code}" for answer in answers for one in answer.reasons}
    used |= {f"jurisdiction.basis.{court.basis}" for answer in answers for court in answer.courts}
    assert used == {key for key in catalogue(language) if key.startswith("jurisdiction.")}


@pytest.mark.parametrize(
    ("sued_in", "fits"),
    [("江西省赣州市章贡区", True), ("赣州", True), ("上海", False), (None, None)],
)
def test_a_suit_elsewhere_must_be_objected_to_in_time(
    sued_in: str | None, *, fits: bool | None
) -> None:
    answer = found(claim="loan_contract", defendant_domicile="赣州", sued_in=sued_in)
    assert answer.sued_in_fits is fits
    assert ("object_within_the_answer_period" in answer.warnings) is (fits is False)


def test_a_suit_at_one_of_several_courts_fits() -> None:
    places = {"defendant_domicile": "赣州", "performance_place": "深圳"}
    for sued_in, fits in (("赣州", True), ("深圳", True), ("上海", False)):
        assert found(claim="loan_contract", sued_in=sued_in, **places).sued_in_fits is fits


def test_only_who_borrowed_online_is_told_that_no_internet_court_is_there() -> None:
    inputs = {"claim": "loan_contract", "defendant_domicile": "赣州"}
    assert "no_internet_court" in found(**inputs, online=True).warnings
    assert "no_internet_court" not in found(**inputs, online=False).warnings


def test_where_no_court_is_known_no_suit_is_called_wrong() -> None:
    assert found(claim="loan_contract", sued_in="上海").sued_in_fits is None


def test_the_courts_by_law_are_shown_beside_an_agreed_one() -> None:
    clause = {"kind": "court", "places": ["重庆"], "connection": ["claimant_domicile"]}
    answer = found(claim="loan_contract", defendant_domicile="赣州", clause=clause)
    assert [court.place for court in answer.courts] == ["重庆"]
    assert [court.place for court in answer.defaults] == ["赣州"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("上海市 浦东新区", "浦东新区", True),
        ("310000", "310115", True),
        ("310115", "330110", False),
        ("310110", "310115", False),
        ("320100", "320115", True),
        ("320100", "320200", False),
        ("310115", "上海", False),
        ("浦东新区（310115）", "310115", True),
        ("", "上海", False),
        ("000000", "310000", False),
    ],
)
def test_places_are_compared_by_name_or_code(one: str, other: str, *, same: bool) -> None:
    assert same_place(one, other) is same
    assert same_place(other, one) is same


def test_unknown_codes_are_defects_of_the_caller() -> None:
    with pytest.raises(KeyError):
        found(claim="duel")


@given(
    connection=st.lists(st.sampled_from(POINTS), max_size=3),
    proven=st.sampled_from([None, True, False]),
    drawn=st.sampled_from([None, True, False]),
    day=st.dates(date(2019, 1, 1), date(2030, 1, 1)),
    kind=st.sampled_from(["court", "arbitration", "arbitrate_or_sue"]),
)
def test_a_clause_never_leaves_a_person_without_any_court_but_for_arbitration(
    connection: list[str], *, proven: bool | None, drawn: bool | None, day: date, kind: str
) -> None:
    clause = {
        "kind": kind,
        "places": ["上海"],
        "connection": connection,
        "connection_proven": proven,
        "drawn_to_attention": drawn,
    }
    answer = found(claim="loan_contract", as_of=day, defendant_domicile="赣州", clause=clause)
    assert bool(answer.courts) is (kind != "arbitration")
    if proven is False and kind != "arbitration":
        assert answer.effect == "invalid"
