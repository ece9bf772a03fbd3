"""A complaint names the conduct it is about: entries of its list, rule and force, no verdict."""

from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.documents.papers import content, filled, issue


@pytest.fixture
def debt(client: ApiClient, case_id: UUID) -> str:
    return str(filled(client, case_id)["debt"])


def _call(client: ApiClient, case_id: UUID, debt: str, at: str, **more: Any) -> None:
    body = {**CALL, "occurred_at": at, "direction": "inbound", "debt_ids": [debt], "promises": []}
    made = client.post(f"/v1/cases/{case_id}/contacts", json={**body, **more})
    assert made.status_code == 201, made.text


def test_it_cites_entries_rule_and_force(client: ApiClient, case_id: UUID, debt: str) -> None:
    _call(client, case_id, debt, "2026-11-21T23:10:00+08:00", summary="深夜来电")
    _call(client, case_id, debt, "2026-11-22T22:40:00+08:00", summary="深夜又来电")
    made = issue(client, case_id, "written_complaint", debt_ids=[debt])
    assert made.status_code == 201, made.text
    text = content(client, made).decode()
    assert "低于行为规范" in text
    assert "晚 22 点至早 8 点联系" in text
    assert "推荐性国家标准；以公布的原文为准" in text
    assert "违法" not in text
    english = issue(client, case_id, "written_complaint", debt_ids=[debt], locale="en")
    plain = content(client, english).decode().replace("\\", "")
    assert "Contact between 22:00 and 08:00" in plain


def test_without_such_conduct_it_says_nothing_of_it(
    client: ApiClient, case_id: UUID, debt: str
) -> None:
    _call(client, case_id, debt, "2026-11-21T15:10:00+08:00")
    made = issue(client, case_id, "written_complaint", debt_ids=[debt])
    assert "行为规范" not in content(client, made).decode()


@pytest.mark.parametrize("template", ["written_complaint", "mediation_request"])
def test_it_does_not_count_a_court_s_call_as_the_lender_s(
    client: ApiClient, case_id: UUID, debt: str, template: str
) -> None:
    court = {"organisation": "某区人民法院", "department": "立案庭"}
    at = "2026-11-21T10:10:00+08:00"
    _call(client, case_id, debt, at, channel="court_notice", counterpart=court)
    text = content(client, issue(client, case_id, template, debt_ids=[debt])).decode()
    assert "共有 2 次沟通" in text
    for claimed in ("与贵方共有", "与被申请人共有"):
        assert claimed not in text
