from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.vetting import AgencyFacts, Vetting, vet
from app.core.tables import data_table

DATA = data_table("agencies", "vetting")
FLAGS = {row["code"]: row["severity"] for row in DATA["flags"]}
UNKNOWN = AgencyFacts("other", None, frozenset(), frozenset())
DECENT = AgencyFacts(
    kind="law_firm",
    credit_code="31310000MD0000001E",
    services=frozenset({"legal_advice", "negotiation_training"}),
    checked_licences=frozenset({"law_firm_licence"}),
    is_registered=True,
    has_written_contract=True,
    gives_invoice=True,
    holds_client_money=False,
    asks_separate_consent=True,
    keeps_originals=False,
    upfront=200000,
    monthly=0,
    percentage_of_debt=Decimal(0),
    percentage_of_reduction=Decimal(0),
    refund_terms="partial",
    upheld_complaints=0,
)


def vetted(facts: AgencyFacts, **changes: Any) -> Vetting:
    return vet(replace(facts, **changes), DATA)


def standing(vetting: Vetting, code: str) -> str:
    [found] = [each.standing for each in vetting.criteria if each.code == code]
    return found


def flags(vetting: Vetting) -> dict[str, tuple[str, ...]]:
    return {flag.code: flag.signals for flag in vetting.flags}


def test_weights_add_up_to_a_hundred() -> None:
    assert sum(row["weight"] for row in DATA["criteria"]) == 100


def test_a_checked_law_firm_is_acceptable() -> None:
    found = vetted(DECENT)
    assert (found.verdict, found.points, found.reasons, found.flags) == ("acceptable", 100, (), ())


def test_an_agency_of_which_nothing_is_known_is_incomplete_not_bad() -> None:
    found = vetted(UNKNOWN)
    assert (found.verdict, found.points) == ("incomplete", 0)
    assert found.reasons == ("too_little_known",)
    assert {each.standing for each in found.criteria} == {"unknown"}


@pytest.mark.parametrize(("flag", "severity"), FLAGS.items())
def test_every_flag_seen_counts_by_its_severity(flag: str, severity: str) -> None:
    found = vetted(DECENT, observed=frozenset({flag}))
    assert flags(found) == {flag: ()}
    assert found.verdict == ("avoid" if severity == "critical" else "caution")
    assert found.reasons == (f"{severity}_flag",)
    assert found.flags[0].rule_ids


def test_two_high_flags_are_one_too_many() -> None:
    found = vetted(DECENT, observed=frozenset({"stop_paying", "fake_policy"}))
    assert (found.verdict, found.reasons) == ("avoid", ("several_high_flags",))


def test_points_never_outweigh_a_critical_flag() -> None:
    found = vetted(DECENT, observed=frozenset({"guarantee"}))
    assert (found.points, found.verdict) == (100, "avoid")


@pytest.mark.parametrize(
    ("changes", "flag", "signal"),
    [
        ({"kind": "consulting_company", "upfront": 500000}, "upfront_fee", "fee_before_result"),
        ({"keeps_originals": True}, "credentials", "originals_kept"),
        ({"services": frozenset({"credit_repair"})}, "credit_wash", "credit_repair_offered"),
        ({"services": frozenset({"refinancing"})}, "refi_lure", "refinancing_offered"),
        (
            {"kind": "consulting_company", "upfront": 0},
            "fake_lawyer",
            "legal_services_without_licence",
        ),
        ({"has_written_contract": False}, "no_contract", "contract_refused"),
        ({"gives_invoice": False}, "no_contract", "invoice_refused"),
        ({"asks_separate_consent": False}, "blanket_auth", "consent_bundled"),
        (
            {"percentage_of_reduction": Decimal(30), "holds_client_money": True},
            "profit_share",
            "share_and_account_control",
        ),
    ],
)
def test_recorded_facts_raise_flags_by_themselves(
    changes: dict[str, Any], flag: str, signal: str
) -> None:
    found = flags(vetted(DECENT, **changes))
    assert signal in found[flag]
    assert signal not in str(flags(vetted(DECENT)))


def test_a_law_firm_may_take_its_fee_first() -> None:
    assert "upfront_fee" not in flags(vetted(DECENT, upfront=500000))


def test_a_share_of_the_reduction_alone_is_no_flag() -> None:
    assert not flags(vetted(DECENT, percentage_of_reduction=Decimal(10)))


@pytest.mark.parametrize(
    ("changes", "code", "expected"),
    [
        ({"credit_code": None}, "registered", "unknown"),
        ({"credit_code": "31310000MD0000001A"}, "registered", "not_met"),
        ({"is_registered": False}, "registered", "not_met"),
        ({"is_registered": None}, "registered", "unknown"),
        ({"services": frozenset()}, "qualified", "unknown"),
        ({"kind": "other", "services": frozenset({"budgeting"})}, "qualified", "met"),
        ({"kind": "other"}, "qualified", "not_met"),
        ({"checked_licences": frozenset({"business_licence"})}, "qualified", "unknown"),
        ({"gives_invoice": None}, "written_contract", "unknown"),
        ({"gives_invoice": False}, "written_contract", "not_met"),
        ({"has_written_contract": False, "gives_invoice": None}, "written_contract", "not_met"),
        ({"monthly": None}, "clear_fees", "unknown"),
        ({"refund_terms": "unknown"}, "clear_fees", "unknown"),
        ({"refund_terms": "none"}, "clear_fees", "not_met"),
        ({"refund_terms": "none", "upfront": 0}, "clear_fees", "met"),
        ({"refund_terms": "none", "upfront": 0, "monthly": 100}, "clear_fees", "not_met"),
        ({"holds_client_money": True}, "no_client_money", "not_met"),
        ({"asks_separate_consent": None}, "separate_consent", "unknown"),
        ({"keeps_originals": True}, "no_originals", "not_met"),
        ({"upheld_complaints": None}, "clean_record", "unknown"),
        ({"upheld_complaints": 2}, "clean_record", "not_met"),
    ],
)
def test_criteria(changes: dict[str, Any], code: str, expected: str) -> None:
    found = vetted(DECENT, **changes)
    assert standing(found, code) == expected
    others = {each.code for each in found.criteria if each.standing != "met"}
    assert others == ({code} if expected != "met" else set())


def test_what_is_not_met_asks_for_care_and_a_suspension_ends_it() -> None:
    found = vetted(DECENT, upheld_complaints=1)
    assert (found.verdict, found.reasons) == ("caution", ("not_met",))
    assert vetted(DECENT, is_suspended=True).verdict == "avoid"


ANSWERS = st.sampled_from([None, True, False])
GUESSED = st.builds(
    AgencyFacts,
    kind=st.sampled_from(["law_firm", "consulting_company", "other"]),
    credit_code=st.sampled_from([None, "31310000MD0000001E", "31310000MD0000001A"]),
    services=st.frozensets(
        st.sampled_from(["negotiation", "legal_advice", "credit_repair", "refinancing"])
    ),
    checked_licences=st.frozensets(st.sampled_from(["law_firm_licence"])),
    is_registered=ANSWERS,
    has_written_contract=ANSWERS,
    gives_invoice=ANSWERS,
    holds_client_money=ANSWERS,
    asks_separate_consent=ANSWERS,
    keeps_originals=ANSWERS,
    upfront=st.sampled_from([None, 0, 500000]),
    refund_terms=st.sampled_from(["unknown", "none", "partial"]),
    upheld_complaints=st.sampled_from([None, 0, 1]),
    is_suspended=st.booleans(),
    observed=st.frozensets(st.sampled_from(sorted(FLAGS)), max_size=3),
)
ORDER = ("acceptable", "incomplete", "caution", "avoid")


@given(GUESSED, st.sampled_from(sorted(FLAGS)))
def test_one_more_flag_never_makes_it_better(facts: AgencyFacts, flag: str) -> None:
    before, after = vetted(facts), vetted(facts, observed=facts.observed | {flag})
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)
    assert after.points == before.points


@given(GUESSED)
def test_the_verdict_follows_from_its_reasons(facts: AgencyFacts) -> None:
    found = vetted(facts)
    assert (found.verdict == "acceptable") is (found.reasons == ())
    assert found.points == sum(each.points for each in found.criteria)
    assert (found.verdict == "avoid") is (
        facts.is_suspended
        or any(flag.severity == "critical" for flag in found.flags)
        or sum(flag.severity == "high" for flag in found.flags) >= DATA["high_flags_to_refuse"]
    )


@given(GUESSED)
def test_forgetting_a_fact_never_gives_points(facts: AgencyFacts) -> None:
    for field in fields(facts):
        if field.default is None:
            assert vetted(facts, **{field.name: None}).points <= vetted(facts).points
