from datetime import date
from typing import Any

import pytest

from app.core.rules import VERIFICATION_LEVELS, rule_book
from app.law.creditors.search import TABLE
from tests.client import ApiClient

DATA = rule_book().table(TABLE)
ROWS: list[dict[str, Any]] = DATA["creditors"]


def facts(client: ApiClient, q: str, language: str = "zh-CN") -> list[dict[str, Any]]:
    answer = client.get("/v1/creditors", params={"q": q}, headers={"Accept-Language": language})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_product_with_several_possible_lenders_stays_unknown(client: ApiClient) -> None:
    huabei = facts(client, "花呗")[0]
    assert (huabei["code"], huabei["known"]) == ("huabei", True)
    assert huabei["creditor_type"] == "unknown"
    assert huabei["other_lenders_possible"] is True
    [lender] = huabei["lenders"]
    assert lender["legal_name"] == "重庆蚂蚁消费金融有限公司"
    assert lender["creditor_type"] == "consumer_finance"
    assert lender["verification"] == "secondary_page"
    assert lender["warning"]
    assert lender["seen_on"] <= "2026-11-25"
    assert "合同" in huabei["advice"]
    assert [channel["code"] for channel in huabei["complaint_channels"]] == [
        "lender_internal",
        "lender_review",
        "nfra_12378",
    ]


def test_a_product_without_a_lender_on_record_says_check_the_contract(client: ApiClient) -> None:
    [fact] = facts(client, "抖音月付")
    assert (fact["known"], fact["creditor_type"], fact["lenders"]) == (False, "unknown", [])
    assert "四倍" in fact["advice"]
    channels = [channel["code"] for channel in fact["complaint_channels"]]
    assert channels == ["lender_internal", "gov_12345"]


def test_an_unknown_name_is_answered_and_not_echoed(client: ApiClient) -> None:
    answer = client.get("/v1/creditors", params={"q": "张三的公司"})
    [fact] = answer.json()["items"]
    assert (fact["code"], fact["creditor_type"], fact["known"]) == ("unknown", "unknown", False)
    assert "张三" not in answer.text
    [english] = facts(client, "张三的公司", "en")
    assert "four times LPR" in english["advice"]


def test_a_kind_of_institution_is_certain_but_its_licence_is_to_be_checked(
    client: ApiClient,
) -> None:
    fact = facts(client, "招联消费金融")[0]
    assert (fact["code"], fact["creditor_type"]) == ("zhaolian", "consumer_finance")
    assert fact["warning"]
    assert "牌照" in fact["advice"]


def test_a_microloan_company_is_complained_about_locally(client: ApiClient) -> None:
    [fact] = facts(client, "度小满小贷")[:1]
    channels = [channel["code"] for channel in fact["complaint_channels"]]
    assert channels == ["lender_internal", "lender_review", "local_finance"]


def test_channels_carry_their_periods_and_warnings(client: ApiClient) -> None:
    internal, review, regulator = facts(client, "花呗")[0]["complaint_channels"]
    assert [clock["days"] for clock in internal["clocks"]] == [15, 30, 60]
    assert all(clock["warning"] for clock in [*internal["clocks"], *review["clocks"]])
    assert (regulator["number"], regulator["number_warning"] is None) == ("12378", False)


def test_without_a_name_all_are_listed_page_by_page(client: ApiClient) -> None:
    first = client.get("/v1/creditors?limit=30").json()
    second = client.get("/v1/creditors", params={"limit": 30, "cursor": first["next_cursor"]})
    seen = [fact["code"] for fact in [*first["items"], *second.json()["items"]]]
    assert seen == [row["code"] for row in ROWS]


@pytest.mark.parametrize("q", ["", "x" * 61, "a\tb"])
def test_a_malformed_name_is_refused(client: ApiClient, q: str) -> None:
    assert client.get("/v1/creditors", params={"q": q}).status_code == 422


def test_each_fact_has_a_day_a_source_and_a_level() -> None:
    codes = [row["code"] for row in ROWS]
    assert len(codes) == len(set(codes))
    for row in ROWS:
        facts_of_row = [*row.get("lenders", ()), *([row] if "creditor_types" in row else [])]
        for fact in facts_of_row:
            assert fact["verification"] in VERIFICATION_LEVELS, row["code"]
            assert fact["source"], row["code"]
            assert fact["seen_on"] <= DATA["verified_on"] >= date(2026, 11, 25)
        assert all(len(lender["legal_name"]) > 6 for lender in row.get("lenders", ()))
        assert all(lender["legal_name"].endswith("公司") for lender in row.get("lenders", ()))


def channels(client: ApiClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/v1/legal/complaint-channels{query}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_all_channels_come_in_the_order_to_go(client: ApiClient) -> None:
    found = channels(client)
    assert len(found) == len(rule_book().table("complaint_channels")["channels"])
    codes = [channel["code"] for channel in found]
    assert codes.index("police_110") < codes.index("lender_internal") < codes.index("court_12368")
    [internal] = [channel for channel in found if channel["code"] == "lender_internal"]
    assert "投诉编号" in internal["keep"]
    assert internal["citations"][0]["rule_id"] == "CP-15"


@pytest.mark.parametrize(
    ("creditor_type", "last"),
    [("bank", "nfra_12378"), ("pawn", "local_finance"), ("unknown", "gov_12345")],
)
def test_channels_for_a_kind_of_lender(client: ApiClient, creditor_type: str, last: str) -> None:
    assert channels(client, f"?creditor_type={creditor_type}")[-1]["code"] == last


def test_an_unknown_kind_of_lender_is_refused(client: ApiClient) -> None:
    assert client.get("/v1/legal/complaint-channels?creditor_type=friend").status_code == 422
