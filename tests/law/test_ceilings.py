import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from app.core.rules import rule_book
from app.law.ceilings import TABLE, Ceiling, ceilings_for, changes_of
from app.law.schemas import Ceiling as CeilingOut
from app.law.schemas import CreditorType

AS_OF = date(2026, 11, 23)
CAPS = tomllib.loads((Path(__file__).parents[1] / "cases" / "law_lpr.toml").read_text("utf-8"))[
    "caps"
]
LICENSED = ["bank", "consumer_finance", "auto_finance", "trust"]
LOCAL = [
    "microloan_company",
    "guarantee_company",
    "pawn",
    "finance_lease",
    "factoring",
    "local_amc",
]
FIRST_DAY = date(2020, 8, 20)


def found(
    creditor_type: str,
    contract_date: date | None = date(2024, 10, 21),
    rate: str | None = None,
    *,
    as_of: date = AS_OF,
    platform_assisted: bool = False,
) -> dict[str, Ceiling]:
    ceilings = ceilings_for(
        rule_book(),
        creditor_type=creditor_type,
        contract_date=contract_date,
        as_of=as_of,
        platform_assisted=platform_assisted,
        annual_rate_percent=None if rate is None else Decimal(rate),
    )
    return {f"{one.rule_id}:{one.ceiling_percent}": one for one in ceilings}


@pytest.mark.parametrize("case", CAPS, ids=lambda case: str(case["contract_date"]))
def test_lpr_and_four_times_lpr_by_the_day_of_the_contract(case: dict[str, Any]) -> None:
    day = case["contract_date"]
    assert rule_book().series("lpr_1y").on(day) == Decimal(case["lpr"])
    private = [one for one in found("private_person", day).values() if one.rule_id == "MJ-25"]
    if day < FIRST_DAY:
        assert private == []
    else:
        assert [one.ceiling_percent for one in private] == [Decimal(case["ceiling"])]
        assert private[0].since == FIRST_DAY
        assert (private[0].force, private[0].effect) == ("judicial_interpretation", "void_above")


@pytest.mark.parametrize("creditor_type", ["private_person", "unlicensed_company"])
def test_the_example_of_the_contract_exceeds(creditor_type: str) -> None:
    (ceiling,) = found(creditor_type, date(2024, 10, 21), "15.00").values()
    assert (ceiling.ceiling_percent, ceiling.applies, ceiling.exceeded) == (
        Decimal("12.40"),
        True,
        True,
    )


def test_a_rate_equal_to_the_ceiling_does_not_exceed_it() -> None:
    (equal,) = found("private_person", rate="12.40").values()
    (above,) = found("private_person", rate="12.41").values()
    (unknown,) = found("private_person").values()
    assert (equal.exceeded, above.exceeded, unknown.exceeded) == (False, True, None)


@pytest.mark.parametrize("creditor_type", LICENSED + LOCAL)
@pytest.mark.parametrize("contract_date", [date(2019, 1, 1), date(2021, 1, 1), date(2026, 8, 1)])
def test_four_times_lpr_never_applies_to_an_institution_and_the_article_says_so(
    creditor_type: str, contract_date: date
) -> None:
    ceilings = found(creditor_type, contract_date, "30.00").values()
    article = "MJ-1" if creditor_type in LICENSED else "MJPF-1"
    (excluded,) = [one for one in ceilings if one.rule_id == article]
    assert (excluded.applies, excluded.exceeded, excluded.ceiling_percent) == (False, None, None)
    assert not {one.rule_id for one in ceilings} & {"MJ-25", "MJ-31", "MJ15-26"}
    assert all(one.ceiling_percent in {None, Decimal(24)} for one in ceilings)


@pytest.mark.parametrize("creditor_type", LICENSED)
def test_the_24_practice_is_a_policy_on_request_and_not_read_in_the_official_text(
    creditor_type: str,
) -> None:
    practice = found(creditor_type, rate="24.01")["FIN-24:24"]
    assert (practice.applies, practice.exceeded) == (True, True)
    assert (practice.force, practice.effect) == ("judicial_policy", "reduced_on_request")
    assert rule_book().cite("FIN-24").warning


def test_assisted_lending_counts_only_when_it_was_assisted_and_from_october_2025() -> None:
    day = date(2025, 10, 1)
    assert "MIDLOAN-9:24" in found("bank", day, platform_assisted=True)
    assert "MIDLOAN-9:24" not in found("bank", day)
    assert "MIDLOAN-9:24" not in found("bank", date(2025, 9, 30), platform_assisted=True)
    unsaid = ceilings_for(rule_book(), creditor_type="bank", contract_date=day, as_of=AS_OF)
    assert "MIDLOAN-9" not in {one.rule_id for one in unsaid}


def test_the_microloan_guidance_is_supervisory_and_for_new_loans() -> None:
    guidance = found("microloan_company", date(2025, 12, 19), "30")["MICRO-CAP:24"]
    assert (guidance.applies, guidance.exceeded, guidance.effect) == (
        True,
        True,
        "supervisory_only",
    )
    assert "MICRO-CAP:24" not in found("microloan_company", date(2025, 12, 18))


def test_old_private_loans_fall_under_24_and_36() -> None:
    old = found("private_person", date(2018, 5, 1), "30")
    assert old["MJ15-26:24"].exceeded
    assert not old["MJ15-26:36"].exceeded
    assert set(found("private_person", date(2020, 8, 19))) == {"MJ15-26:24", "MJ15-26:36"}
    assert found("private_person", date(2015, 8, 31)) == {}


def test_a_professional_lender_without_licence_has_a_void_contract() -> None:
    void = found("unlicensed_professional_lender", rate="30")["MJ-13:None"]
    assert (void.applies, void.exceeded, void.ceiling_percent) == (True, None, None)


@pytest.mark.parametrize("creditor_type", ["other", "unknown"])
def test_nothing_is_guessed_about_an_unknown_creditor(creditor_type: str) -> None:
    assert found(creditor_type, rate="300", platform_assisted=True) == {}


def test_without_a_contract_date_only_what_needs_none_is_said() -> None:
    assert set(found("bank", None)) == {"FIN-24:24", "MJ-1:None"}
    assert found("private_person", None) == {}


def test_the_data_use_the_words_of_the_contract() -> None:
    rows = rule_book().table(TABLE)["ceilings"]
    fields = CeilingOut.model_fields
    assert {row["force"] for row in rows} <= set(get_args(fields["force"].annotation))
    assert {row["effect"] for row in rows} <= set(get_args(fields["effect"].annotation))
    assert {kind for row in rows for kind in row["creditor_types"]} == set(
        get_args(CreditorType)
    ) - {"other", "unknown"}


@pytest.mark.parametrize(
    ("contract_date", "provisional"),
    [(date(2026, 8, 20), False), (date(2026, 9, 19), False), (date(2026, 9, 20), True)],
)
def test_a_rate_after_the_last_checked_quote_is_provisional(
    contract_date: date, *, provisional: bool
) -> None:
    (ceiling,) = found("private_person", contract_date).values()
    assert ceiling.ceiling_percent == Decimal("12.00")
    assert ceiling.provisional is provisional


def test_a_fixed_ceiling_is_never_provisional() -> None:
    assert not any(one.provisional for one in found("bank", date(2030, 1, 1)).values())


@pytest.mark.parametrize(
    ("rule_id", "as_of", "changes"),
    [
        # 民间借贷规定 31：2020-08-20 起按起诉时一年期 LPR 的四倍
        ("MJ15-26", date(2026, 11, 23), ((date(2020, 8, 20), Decimal("12.00")),)),
        ("MJ15-26", date(2020, 8, 20), ((date(2020, 8, 20), Decimal("15.40")),)),
        ("MJ15-26", date(2020, 8, 19), ()),
        ("MJ15-26", date(2019, 8, 19), ()),
        ("MJ-25", date(2026, 11, 23), ()),
    ],
)
def test_an_old_private_loan_is_measured_by_the_new_rule_from_its_day_on(
    rule_id: str, as_of: date, changes: tuple[tuple[date, Decimal], ...]
) -> None:
    assert changes_of(rule_book(), rule_id, as_of) == changes
