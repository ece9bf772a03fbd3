"""A court paper stands on a ground about the debt: inability alone is none, none is invented."""

from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.documents.papers import OBJECTION, ORDER, content, issue


def test_an_objection_needs_a_ground_about_the_debt_itself(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    assert client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER).status_code == 201
    for ground, code in ((None, "ground_missing"), ("inability_to_pay", "ground_is_inability")):
        refused = issue(client, case_id, "payment_order_objection", ground=ground)
        assert refused.status_code == 422
        assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
            ("/ground", code)
        ]
    untold = issue(client, case_id, "payment_order_objection", ground="amount_wrong")
    assert [each["pointer"] for each in untold.json()["errors"]] == ["/ground_statement"]
    blank = issue(client, case_id, **{**OBJECTION, "ground_statement": " \u200b"})
    assert [each["pointer"] for each in blank.json()["errors"]] == ["/ground_statement"]
    made = issue(client, case_id, **OBJECTION)
    text = content(client, made).decode()
    for part in (
        "（2026）某民督 128 号",
        "2026年11月16日",
        "金额有误",
        "六月已还的三千元没有扣除",
        "310115199001011234",
    ):
        assert part in text
    assert "还不起" not in text


@pytest.mark.parametrize(
    "template",
    [
        *("payment_order_objection", "court_answer", "jurisdiction_objection"),
        *("enforcement_objection", "enforcement_settlement_proposal"),
    ],
)
def test_inability_is_refused_also_before_any_paper_is_recorded(
    client: ApiClient, case_id: UUID, template: str
) -> None:
    refused = issue(client, case_id, template, ground="inability_to_pay")
    assert [each["code"] for each in refused.json()["errors"]] == ["ground_is_inability"]


@pytest.mark.parametrize(
    "statement",
    ["我现在还不起，希望分期。", "金额有误，而且我没有能力一次付清。", "I cannot pay now."],
)
@pytest.mark.parametrize("profile", ["private", "adviser", "creditor"])
def test_a_plea_of_inability_under_another_ground_is_pointed_out_before_it_leaves(
    client: ApiClient, case_id: UUID, ids: dict[str, str], statement: str, profile: str
) -> None:
    assert client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER).status_code == 201
    told = {**OBJECTION, "ground_statement": statement, "profile": profile}
    checked = client.post(f"/v1/cases/{case_id}/document-risks", json=told)
    assert checked.json()["blocked_by"] == ["document_risks_unacknowledged"]
    refused = issue(client, case_id, **told)
    assert (refused.status_code, refused.json()["code"]) == (409, "document_risks_unacknowledged")
    assert [each["code"] for each in refused.json()["findings"]] == ["pleads_inability"]
    kept = issue(client, case_id, **told, acknowledged_risks=["pleads_inability"])
    assert kept.status_code == 201
    read = client.get(kept.headers["Location"]).json()["findings"]
    assert [(each["code"], each["acknowledged"]) for each in read] == [("pleads_inability", True)]


@pytest.mark.parametrize(
    ("template", "kind", "more"),
    [
        ("court_answer", "lawsuit", {}),
        ("jurisdiction_objection", "lawsuit", {"competent_court": "某市某区人民法院"}),
        ("enforcement_objection", "enforcement", {}),
        ("enforcement_settlement_proposal", "enforcement", {}),
    ],
)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_court_papers_answer_the_proceedings_of_their_kind(
    client: ApiClient,
    case_id: UUID,
    ids: dict[str, str],
    template: str,
    kind: str,
    more: dict[str, str],
    locale: str,
) -> None:
    told = {
        "ground": "already_paid",
        "ground_statement": "已于五月还清。",
        "locale": locale,
        **more,
    }
    none = issue(client, case_id, template, **told)
    assert none.json()["errors"][0]["code"] == "proceeding_not_fitting"
    suit = {**ORDER, "kind": kind, "documents": []}
    first = client.post(f"/v1/cases/{case_id}/legal-proceedings", json=suit)
    assert first.status_code == 201
    made = issue(client, case_id, template, **told)
    assert made.status_code == 201, made.text
    assert "已于五月还清" in content(client, made).decode()
    second = client.post(f"/v1/cases/{case_id}/legal-proceedings", json=suit)
    several = issue(client, case_id, template, **told)
    assert several.json()["errors"][0]["code"] == "proceeding_ambiguous"
    named = issue(client, case_id, template, proceeding_id=second.json()["id"], **told)
    assert named.status_code == 201


def test_a_jurisdiction_objection_asks_which_court(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    suit = {**ORDER, "kind": "lawsuit", "documents": []}
    assert client.post(f"/v1/cases/{case_id}/legal-proceedings", json=suit).status_code == 201
    refused = issue(
        client,
        case_id,
        "jurisdiction_objection",
        ground="other_merits",
        ground_statement="住所地不在该区",
    )
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/competent_court"]
