"""The data files hold together: every reference exists, every text has both languages."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from app.core.i18n import catalogue
from app.core.rule_checks import named_rules
from app.core.rules import VERIFICATION_LEVELS, rule_book
from app.law.ceilings import TABLE as CEILINGS
from app.law.limitation import TABLE as CLOCKS

BOOK = rule_book()
HARDSHIP = {
    "job_loss",
    "income_drop",
    "wage_arrears",
    "illness",
    "family_illness",
    "disability",
    "pregnancy_childbirth",
    "bereavement",
    "divorce",
    "family_emergency",
    "business_failure",
    "disaster",
    "fraud_victim",
    "identity_misuse",
    "natural_person_guarantee",
    "debt_spiral",
    "other",
}
CONDUCT_GIVEN_BY_THE_CALLER = {
    "threat",
    "insult",
    "impersonation",
    "fake_court_document",
    "contact_book_blast",
    "workplace_contact",
    "disclosure",
    "data_leak",
    "public_posting",
    "home_entry",
    "visit_pressure",
    "induced_borrowing",
    "personal_account_payment",
}
BURDENS = {"creditor", "debtor", "debtor_beyond_doubt"}


def read(folder: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files("app.data").joinpath(folder, name).read_text("utf-8"))


def law_names() -> list[str]:
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in files("app.data").joinpath("law").iterdir()
        if entry.name.endswith(".toml")
    )


LAW = law_names()
ITEMS = read("checklists", "items.toml")["items"]
CLAIMS = BOOK.table("claims")["claims"]


def cited(value: object) -> set[str]:
    """Every rule id that a table names, however deep."""
    return named_rules(value)


def bilingual(value: object, where: str = "") -> Iterator[str]:
    """Places where a text stands in one language only, or is blank."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            stem, _, tongue = key.rpartition("_")
            if tongue in {"zh", "en"}:
                other = value.get(f"{stem}_{'en' if tongue == 'zh' else 'zh'}")
                if not inner or not other:
                    yield f"{where}.{key}"
            yield from bilingual(inner, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from bilingual(inner, f"{where}[{index}]")


@pytest.mark.parametrize("name", LAW)
def test_each_law_file_cites_only_rules_that_exist(name: str) -> None:
    known = {rule.id for rule in BOOK.rules()}
    assert set(cited(BOOK.table(name))) <= known


@pytest.mark.parametrize("name", LAW)
def test_each_law_file_speaks_both_languages(name: str) -> None:
    assert list(bilingual(BOOK.table(name))) == []


def test_the_checks_above_can_fail() -> None:
    named = cited({"a": [{"rule_ids": ["X-1"]}, {"rule_id": "X-2", "roll_rule": "X-3"}]})
    assert named == {"X-1", "X-2", "X-3"}
    assert list(bilingual({"title_zh": "题"})) == [".title_zh"]
    assert list(bilingual([{"title_zh": "题", "title_en": ""}])) == ["[0].title_zh", "[0].title_en"]
    assert list(bilingual({"title_zh": "题", "title_en": "Title"})) == []


@pytest.mark.parametrize("name", LAW)
def test_each_law_file_has_rules_or_a_source(name: str) -> None:
    table = BOOK.table(name)
    assert table["verified_on"] >= date(2026, 11, 23)
    assert table.get("rules") or table.get("source")


def test_every_statute_row_is_there_with_its_level() -> None:
    levels = Counter(rule.verification for rule in BOOK.rules())
    assert set(levels) == set(VERIFICATION_LEVELS)
    assert levels == {
        "primary_text": 266,
        "secondary_page": 21,
        "secondary_page_partial": 3,
        "memory": 4,
    }


def test_no_source_names_a_place_that_nobody_else_can_open() -> None:
    private = [
        rule.id
        for rule in BOOK.rules()
        if any(mark in rule.source for mark in ("/work", "shared/", "localhost", "file:"))
    ]
    assert private == []


def test_every_rule_has_a_summary_and_a_day_it_began() -> None:
    for rule in BOOK.rules():
        assert rule.summary_zh, rule.id
        assert rule.summary_en, rule.id
        assert rule.effective_from is not None, rule.id
        assert rule.title_zh != "同上", rule.id


def test_superseded_rules_have_ended() -> None:
    ended = {rule.id: rule.effective_to for rule in BOOK.rules() if rule.effective_to}
    assert ended == {
        "MJ15-26": date(2020, 8, 19),
        "MJ15-30": date(2020, 8, 19),
        "IC-2": date(2025, 10, 31),
        "NIFA-2024": date(2025, 2, 28),
        "CREDIT-FIX": date(2026, 3, 31),
        "ARB17-59": date(2026, 2, 28),
    }


def test_claims_are_ranked_and_know_their_evidence() -> None:
    codes = [claim["code"] for claim in CLAIMS]
    assert {
        "standard_terms_not_explained",
        "excess_cost",
        "advance_deducted_interest",
        "privacy_harassment",
        "fraud",
        "unfairness",
        "change_of_circumstances",
        "failure_to_inform",
    } <= set(codes)
    strengths = [claim["strength"] for claim in CLAIMS]
    assert strengths == sorted(set(strengths))
    items = {item["code"] for item in ITEMS}
    for claim in CLAIMS:
        assert claim["elements"], claim["code"]
        for element in claim["elements"]:
            assert element["burden"] in BURDENS
            assert set(element["items"]) <= items, (claim["code"], element["code"])


def test_the_cost_sheet_is_asked_for_contracts_from_august_2026() -> None:
    (claim,) = [claim for claim in CLAIMS if claim["code"] == "failure_to_inform"]
    assert claim["applies_from"] == date(2026, 8, 1) == BOOK.rule("DISCLOSE-2026").effective_from


def test_evidence_items_name_known_reasons_claims_and_rules() -> None:
    codes = [item["code"] for item in ITEMS]
    assert len(codes) == len(set(codes))
    claims = {claim["code"] for claim in CLAIMS}
    for item in ITEMS:
        assert set(item.get("reasons", ())) <= HARDSHIP, item["code"]
        assert set(item.get("claims", ())) <= claims, item["code"]
        assert set(item["required_for"]) <= set(item["purposes"]), item["code"]
    assert set(cited(ITEMS)) <= {rule.id for rule in BOOK.rules()}
    assert list(bilingual(ITEMS)) == []


def test_every_conduct_a_caller_may_report_meets_a_rule() -> None:
    rows = BOOK.table("collection_conduct")["conduct"]
    assert {code for row in rows for code in row.get("conduct", ())} == CONDUCT_GIVEN_BY_THE_CALLER
    assert {row["force"] for row in rows} == {"law", "standard", "guideline"}
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    for row in rows:
        assert row["rule_ids"], row["code"]
        assert row["checked"] or row["omitted_zh"], row["code"]


def test_channels_start_with_the_lender_and_mark_unread_figures() -> None:
    channels = BOOK.table("complaint_channels")["channels"]
    assert len({channel["code"] for channel in channels}) == len(channels) == 17
    (first,) = [channel for channel in channels if channel["order"] == 1]
    assert first["code"] == "lender_internal"
    for channel in channels:
        if "number" in channel:
            assert channel["number_verification"] in VERIFICATION_LEVELS
        for clock in channel["clocks"]:
            assert clock["verification"] in VERIFICATION_LEVELS
            assert clock["unit"] in {"calendar_days", "working_days"}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_code_of_clocks_and_ceilings_has_a_text(language: str) -> None:
    table = BOOK.table(CLOCKS)
    warnings = {
        code
        for row in [*table["obligations"], *table["interruptions"]]
        for code in row.get("warnings", ())
    }
    texts = catalogue(language)
    assert {f"clocks.warnings.{code}" for code in warnings} <= texts.keys()
    reasons = {row["reason"] for row in BOOK.table(CEILINGS)["ceilings"]}
    assert {f"ceilings.{reason}" for reason in reasons} <= texts.keys()
