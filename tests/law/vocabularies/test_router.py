from typing import Any

import pytest

from tests.client import ApiClient


def items(client: ApiClient, language: str = "zh-CN", query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/v1/vocabularies{query}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    body = answer.json()
    assert body["next_cursor"] is None
    found: list[dict[str, Any]] = body["items"]
    return found


def test_all_vocabularies_come_on_one_page_sorted_by_name(client: ApiClient) -> None:
    names = [vocabulary["name"] for vocabulary in items(client)]
    assert names == sorted(names)
    assert {"creditor_type", "request_kind", "obligation", "hardship_reason"} <= set(names)


def test_a_language_is_named_as_requests_write_it(client: ApiClient) -> None:
    codes = {item["code"] for vocabulary in items(client) for item in vocabulary["items"]}
    assert {"zh-CN", "en"} <= codes


@pytest.mark.parametrize(
    ("language", "label", "title"),
    [
        ("zh-CN", "停止计收新的息费", "请求类型"),
        ("en", "No new interest and fees", "What is asked for"),
    ],
)
def test_the_folk_word_is_an_alias_in_either_language(
    client: ApiClient, language: str, label: str, title: str
) -> None:
    [vocabulary] = items(client, language, "?name=request_kind")
    [freeze] = [item for item in vocabulary["items"] if item["code"] == "interest_freeze"]
    assert vocabulary["title"] == title
    assert freeze["label"] == label
    assert "停息挂账" in freeze["aliases"]
    assert "停息挂账" in freeze["description"]
    assert freeze["deprecated"] is False


def test_values_keep_the_order_of_the_data(client: ApiClient) -> None:
    [vocabulary] = items(client, query="?name=verdict")
    assert [item["code"] for item in vocabulary["items"]] == [
        "reasonable",
        "borderline",
        "unreasonable",
    ]


def test_an_unknown_name_finds_none_and_a_malformed_one_is_refused(client: ApiClient) -> None:
    assert items(client, query="?name=no_such_vocabulary") == []
    assert client.get("/v1/vocabularies?name=Nein!").status_code == 422
