"""Documents over HTTP: issued, traced, kept as they were, told to nobody else."""

import hashlib
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
import pytest

from tests.client import ApiClient
from tests.documents.papers import ORDER, change, content, issue


def test_a_statement_traces_every_figure_and_is_kept_bit_by_bit(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = issue(client, case_id, "hardship_statement", profile="creditor", format="pdf")
    body = made.json()
    read = client.get(made.headers["Location"])
    assert read.json() == {name: body[name] for name in body if name != "receipt"}
    got = client.get(f"{made.headers['Location']}/content")
    assert hashlib.sha256(got.content).hexdigest() == body["sha256"]
    assert len(got.content) == body["size"]
    assert got.headers["Content-Disposition"].startswith("attachment; ")
    assert "%E4%B8%AA" in got.headers["Content-Disposition"]
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    principal = next(each for each in body["figures"] if each["text"] == "48,000.00")
    assert principal["source"] == {
        "kind": "debt",
        "ref": ids["debt"],
        "field": "principal_outstanding",
    }
    assert {each["source"]["kind"] for each in body["figures"]} >= {"case", "debt", "cash_flow"}
    [listed] = client.get(f"/v1/cases/{case_id}/documents").json()["items"]
    assert listed["id"] == body["id"]


def test_the_same_inputs_give_the_same_bytes_and_hash(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    for wanted in ("pdf", "docx", "html", "markdown"):
        first, second = (
            issue(client, case_id, "repayment_proposal", format=wanted, proposal_id=ids["proposal"])
            for _ in range(2)
        )
        assert content(client, first) == content(client, second)
        assert first.json()["inputs_hash"] == second.json()["inputs_hash"]
        assert first.json()["id"] not in content(client, first).decode("latin-1")


def test_a_later_change_of_the_case_never_changes_an_issued_document(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = issue(client, case_id, "hardship_statement")
    before = content(client, made)
    changed = client.patch(
        f"/v1/cases/{case_id}/debts/{ids['debt']}",
        json={"principal_outstanding": "1.00"},
        headers={"If-Match": "*"},
    )
    assert changed.status_code == 200
    assert content(client, made) == before
    assert client.get(made.headers["Location"]).json()["sha256"] == made.json()["sha256"]
    assert content(client, issue(client, case_id, "hardship_statement")) != before
    for method in (client.put, client.patch, client.delete):
        assert method(made.headers["Location"]).status_code == 405


def test_a_proposal_shows_its_schedule_and_amounts_in_capitals(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = issue(client, case_id, "repayment_proposal", proposal_id=ids["proposal"])
    text = content(client, made).decode()
    schedule = client.get(f"/v1/cases/{case_id}/proposals/{ids['proposal']}/schedule").json()
    assert text.count("| 2027-") == 12
    assert f"{len(schedule['rows'])} 期" in text
    assert "人民币捌佰元整" in text
    assert "停息挂账" not in text


@pytest.mark.parametrize(
    ("template", "fields"),
    [
        ("hardship_statement", {}),
        ("call_script", {"debt_ids": True}),
        ("written_complaint", {"debt_ids": True}),
        ("mediation_request", {"debt_ids": True}),
        ("contact_timeline", {}),
        ("case_summary", {}),
    ],
)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_each_template_is_made_from_the_case(
    client: ApiClient,
    case_id: UUID,
    ids: dict[str, str],
    template: str,
    fields: dict[str, Any],
    locale: str,
) -> None:
    named = {name: [ids["debt"]] for name in fields}
    made = issue(client, case_id, template, locale=locale, **named)
    assert made.status_code == 201, made.text
    assert made.json()["title"] in content(client, made).decode()


def test_what_a_person_wrote_stays_text(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    hostile = '<script>alert(1)</script> #read("/etc/passwd") {{7*7}} =1+1 \u202eabc'
    change(
        client,
        case_id,
        hardship={"reason": "job_loss", "since": "2026-08-01", "description": hostile},
    )
    page = content(client, issue(client, case_id, "hardship_statement", format="html")).decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "\u202e" not in page
    for wanted in ("pdf", "docx"):
        assert content(client, issue(client, case_id, "hardship_statement", format=wanted))


def test_a_statement_stays_on_one_page(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    for number in range(9):
        debt = {
            "creditor_name": f"某某消费金融有限公司第{number}分公司",
            "principal_outstanding": "100.00",
        }
        assert client.post(f"/v1/cases/{case_id}/debts", json=debt).status_code == 201
    for _ in range(5):
        noted = client.post(
            f"/v1/cases/{case_id}/efforts", json={"kind": "cut_spending", "note": "少花钱" * 12}
        )
        assert noted.status_code == 201
    long = {
        "reason": "job_loss",
        "since": "2026-08-01",
        "description": "公司裁员，正在找工作。" * 28,
    }
    change(client, case_id, hardship=long)
    pdf = content(client, issue(client, case_id, "hardship_statement", format="pdf"))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
    change(client, case_id, hardship={**long, "description": "公司裁员，正在找工作。" * 300})
    warned = issue(client, case_id, "hardship_statement", format="pdf").json()["warnings"]
    assert [each["code"] for each in warned] == ["longer_than_one_page"]
    anywhere = issue(client, case_id, "hardship_statement", format="docx").json()["warnings"]
    assert anywhere == []


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "2199-12-31", "9999-12-31"])
def test_any_day_can_be_the_day_of_the_facts(
    client: ApiClient, case_id: UUID, ids: dict[str, str], day: str
) -> None:
    for wanted in ("pdf", "docx"):
        made = issue(client, case_id, "hardship_statement", format=wanted, as_of=day)
        assert (made.status_code, made.json()["as_of"]) == (201, day)


def test_another_tenant_finds_nothing(
    client: ApiClient, stranger: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = issue(client, case_id, "case_summary")
    place = made.headers["Location"]
    for path in (place, f"{place}/content", f"/v1/cases/{case_id}/documents"):
        assert stranger.get(path).status_code == 404
    assert issue(stranger, case_id, "case_summary").status_code == 404


def test_lists_go_by_template(client: ApiClient, case_id: UUID, ids: dict[str, str]) -> None:
    for template in ("case_summary", "contact_timeline"):
        assert issue(client, case_id, template).status_code == 201
    found = client.get(f"/v1/cases/{case_id}/documents", params={"template": "contact_timeline"})
    assert [each["template"] for each in found.json()["items"]] == ["contact_timeline"]


def test_a_paper_names_clocks_in_its_own_language(
    client: ApiClient, case_id: UUID, ids: dict[str, str]
) -> None:
    made = client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
    assert made.status_code == 201
    text = content(client, issue(client, case_id, "case_summary", locale="en")).decode()
    assert "Object to the payment order in writing" in text
