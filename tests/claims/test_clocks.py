"""Until when a claim can be brought, each with its article."""

from datetime import date

import pytest

from app.claims.catalogue import claim_rules
from app.claims.clocks import is_before_the_duty, suit_clock
from app.core.rules import rule_book

TODAY = date(2026, 11, 26)
BOOK = rule_book()


def counted(code: str, known_on: date | None, *signed: date | None) -> tuple[str, bool]:
    found = suit_clock(BOOK, claim_rules()[code], known_on, signed, TODAY)
    assert found is not None
    assert found.clock is not None
    return str(found.clock.last_day), found.clock.time_barred


@pytest.mark.parametrize(
    ("code", "known_on", "signed", "last_day", "over"),
    [
        # 民法典 148、152：知道之日起一年
        ("fraud", date(2026, 1, 15), date(2024, 7, 1), "2027-01-15", False),
        # 民法典 152 第二款：行为发生之日起五年
        ("fraud", date(2026, 10, 1), date(2021, 11, 30), "2026-11-30", False),
        # 民法典 151、152
        ("unfairness", date(2025, 3, 3), date(2024, 3, 3), "2026-03-03", True),
        # 民法典 188、201、202：知道之日起三年
        ("advance_deducted_interest", date(2026, 11, 16), date(2024, 4, 16), "2029-11-16", False),
        # 民法典 202、203：没有对应日的到月末，遇休息日顺延
        ("excess_cost", date(2024, 2, 29), date(2024, 1, 1), "2027-03-01", False),
        ("privacy_harassment", date(2023, 11, 24), None, "2026-11-24", True),
    ],
)
def test_the_last_day(
    code: str, known_on: date, signed: date | None, last_day: str, *, over: bool
) -> None:
    assert counted(code, known_on, signed) == (last_day, over)


def test_of_several_contracts_the_earliest_ends_a_revocation() -> None:
    days = (date(2023, 5, 1), None, date(2021, 11, 30))
    assert counted("fraud", date(2026, 10, 1), *days)[0] == "2026-11-30"


def test_what_must_be_known_first_is_named() -> None:
    fraud = claim_rules()["fraud"]
    nothing = suit_clock(BOOK, fraud, None, [], TODAY)
    assert nothing is not None
    assert nothing.clock is None
    assert nothing.missing == ("known_on", "contract_date")
    half = suit_clock(BOOK, fraud, date(2026, 1, 1), [None, date(9500, 1, 1)], TODAY)
    assert half is not None
    assert (half.clock, half.missing) == (None, ("contract_date",))


def test_where_the_law_sets_no_period_none_is_counted() -> None:
    rules = claim_rules()["change_of_circumstances"]
    assert suit_clock(BOOK, rules, date(2026, 1, 1), [], TODAY) is None


@pytest.mark.parametrize(
    ("since", "signed", "before"),
    [
        (None, [], False),
        (date(2026, 8, 1), [], None),
        (date(2026, 8, 1), [None], None),
        (date(2026, 8, 1), [date(2026, 7, 31)], True),
        (date(2026, 8, 1), [date(2026, 7, 31), None], None),
        (date(2026, 8, 1), [date(2026, 8, 1), None], False),
    ],
)
def test_a_duty_binds_contracts_from_its_day_on(
    since: date | None, signed: list[date | None], *, before: bool | None
) -> None:
    assert is_before_the_duty(since, signed) is before


STARTS = {
    "first_payment": date(2024, 5, 16),
    "received_on": date(2024, 4, 18),
    "contract_date": date(2024, 4, 16),
    "first_conduct": date(2026, 8, 3),
}


@pytest.mark.parametrize(
    ("code", "starts_from", "last_day"),
    [
        # 民法典 188：知道或者应当知道权利受到损害之日起三年
        ("standard_terms_not_explained", "first_payment", "2027-05-17"),
        ("excess_cost", "first_payment", "2027-05-17"),
        ("failure_to_inform", "first_payment", "2027-05-17"),
        ("advance_deducted_interest", "received_on", "2027-04-19"),
        ("privacy_harassment", "first_conduct", "2029-08-03"),
        # 民法典 152：只有最长期间可以算出，自签约起五年
        ("fraud", "longest_period", "2029-04-16"),
        ("unfairness", "longest_period", "2029-04-16"),
    ],
)
def test_a_day_nobody_entered_is_the_first_on_which_one_should_have_known(
    code: str, starts_from: str, last_day: str
) -> None:
    found = suit_clock(BOOK, claim_rules()[code], None, [date(2024, 4, 16)], TODAY, STARTS)
    assert found is not None
    assert found.clock is not None
    assert (found.starts_from, found.is_certain) == (starts_from, False)
    assert str(found.clock.last_day) == last_day
    assert found.missing == ("known_on",)


@pytest.mark.parametrize("code", list(claim_rules()))
def test_what_the_person_says_goes_before_what_the_case_suggests(code: str) -> None:
    known_on = date(2026, 1, 15)
    found = suit_clock(BOOK, claim_rules()[code], known_on, [date(2024, 4, 16)], TODAY, STARTS)
    if found is not None:
        assert (found.starts_from, found.is_certain, found.missing) == ("known_on", True, ())


def test_the_next_start_is_taken_where_the_first_is_unknown_or_out_of_reach() -> None:
    rules = claim_rules()["advance_deducted_interest"]
    far = {"received_on": date(9500, 1, 1), "contract_date": date(2024, 4, 16)}
    found = suit_clock(BOOK, rules, None, [], TODAY, far)
    assert found is not None
    assert found.starts_from == "contract_date"
    nothing = suit_clock(BOOK, rules, None, [], TODAY, {"first_payment": date(2024, 5, 16)})
    assert nothing is not None
    assert (nothing.clock, nothing.starts_from) == (None, None)
