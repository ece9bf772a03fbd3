import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.client import ApiClient

ALIPAY = Path(__file__).parents[2] / "app/data/demo/lin_xiaowen_alipay.csv"
REFERENCE = Path(__file__).parents[3] / "shared/reference/statements"


def upload(client: ApiClient, case_id: UUID, content: bytes, name: str = "a.csv") -> str:
    answer = client.post(f"/v1/cases/{case_id}/statement-imports", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def test_a_statement_is_read_before_it_counts(client: ApiClient, case_id: UUID) -> None:
    location = upload(client, case_id, ALIPAY.read_bytes())
    found = client.get(location).json()
    assert found["institution"] == "alipay"
    assert (found["rows"], found["duplicates"], found["unparsed"]) == (69, 0, [])
    assert found["status"] == "preflight"
    assert found["totals"] == [
        {"currency": "CNY", "income": "38050.00", "expense": "16126.10", "neutral": "5827.98"}
    ]
    counted = found["counted"][0]
    assert counted["expense"] == "15755.82"
    assert counted["debt_service"] == "5457.70"
    assert client.get(f"/v1/cases/{case_id}/budget").status_code == 404


def test_the_same_file_twice_changes_nothing(client: ApiClient, case_id: UUID) -> None:
    upload(client, case_id, ALIPAY.read_bytes())
    again = client.get(upload(client, case_id, ALIPAY.read_bytes())).json()
    assert again["duplicates"] == 69
    rows = client.get(f"/v1/cases/{case_id}/statement-imports/{again['id']}/transactions")
    assert rows.json()["items"] == []


def test_rows_say_what_they_are(client: ApiClient, case_id: UUID) -> None:
    location = upload(client, case_id, ALIPAY.read_bytes())
    seen: list[dict[str, object]] = []
    path: str | None = f"{location}/transactions?limit=50"
    while path:
        page = client.get(path)
        seen += page.json()["items"]
        path = page.headers["Link"][1:].partition(">")[0] if "Link" in page.headers else None
    assert len(seen) == 69
    repayments = [row for row in seen if row["kind"] == "debt_service"]
    assert {row["direction"] for row in repayments} == {"neutral"}
    assert len(repayments) == 6


def test_applying_proposes_lines_and_applying_again_replaces_them(
    client: ApiClient, case_id: UUID
) -> None:
    location = upload(client, case_id, ALIPAY.read_bytes())
    first = client.post(f"{location}/apply")
    assert first.status_code == 200
    lines = {line["name"]: line for line in first.json()["lines"]}
    assert lines["张房东"]["monthly_amount"] == "3200.00"
    assert lines["张房东"]["applied"]
    debt_service = [line for line in first.json()["lines"] if line["direction"] == "debt_service"]
    assert debt_service
    assert not any(line["applied"] for line in debt_service)
    budget = client.get(f"/v1/cases/{case_id}/budget").json()
    client.post(f"{location}/apply")
    again = client.get(f"/v1/cases/{case_id}/budget").json()
    assert again["expenses"] == budget["expenses"]
    assert client.get(location).json()["status"] == "applied"


def test_an_unknown_file_says_what_was_seen(client: ApiClient, case_id: UUID) -> None:
    answer = client.post(
        f"/v1/cases/{case_id}/statement-imports",
        files={
            "file": ("x.csv", "记录时间,分类,收支类型,金额\n2026-01-01,餐饮,支出,12\n".encode())
        },
    )
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "statement_format_unknown"
    assert problem["hint"] == "account_book_export"
    assert problem["seen"]["encoding"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\x03" * 50, b"%PDF-1.7 nothing", b"PK\x03\x04broken"]
)
def test_files_that_cannot_be_read_leave_nothing(
    client: ApiClient, case_id: UUID, content: bytes
) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("x.csv", content)})
    assert answer.status_code == 422
    assert client.get(path).json()["items"] == []


def test_the_file_is_needed(client: ApiClient, case_id: UUID) -> None:
    answer = client.post(f"/v1/cases/{case_id}/statement-imports", data={"password": "x"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/file"


def test_an_import_can_be_taken_back(client: ApiClient, case_id: UUID) -> None:
    location = upload(client, case_id, ALIPAY.read_bytes())
    assert client.delete(location).status_code == 428
    assert client.delete(location, headers={"If-Match": "*"}).status_code == 204
    assert client.get(location).status_code == 404
    assert client.get(upload(client, case_id, ALIPAY.read_bytes())).json()["duplicates"] == 0


def test_a_foreign_case_takes_no_statement(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    location = upload(client, case_id, ALIPAY.read_bytes())
    assert stranger.get(location).status_code == 404
    assert stranger.post(f"{location}/apply").status_code == 404
    foreign = stranger.post(
        f"/v1/cases/{case_id}/statement-imports", files={"file": ("a.csv", b"x,y\n1,2\n")}
    )
    assert foreign.status_code in {404, 422}


def test_a_mapping_reads_a_file_nobody_described(client: ApiClient, case_id: UUID) -> None:
    content = "哪天,多少,进出,干啥\n2026-10-01,12.50,花,早饭\n2026-10-02,100,挣,零活\n".encode()
    path = f"/v1/cases/{case_id}/statement-imports"
    assert client.post(path, files={"file": ("a.csv", content)}).status_code == 422
    mapping = {
        "date": "哪天",
        "amount": "多少",
        "direction": "进出",
        "description": "干啥",
        "income_words": ["挣"],
        "expense_words": ["花"],
    }
    answer = client.post(
        path, files={"file": ("a.csv", content)}, data={"mapping": json.dumps(mapping)}
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["totals"] == [
        {"currency": "CNY", "income": "100.00", "expense": "12.50", "neutral": "0.00"}
    ]
    assert [notice["code"] for notice in answer.json()["warnings"]] == ["layout_generic"]


@pytest.mark.parametrize(
    ("mapping", "pointer"),
    [
        ("{", "/mapping"),
        ('{"date": "d", "amount": "a", "secret": "x"}', "/mapping"),
        ('{"amount": "a"}', "/mapping/date"),
        ('{"date": "d"}', "/mapping/amount"),
        ('{"date": "d", "amount": "a", "sign": "direction"}', "/mapping/direction"),
        ('{"date": "d", "amount": "a", "sign": "guess"}', "/mapping/sign"),
        ('{"date": "d", "amount": 7}', "/mapping/amount"),
    ],
)
def test_a_mapping_is_checked(client: ApiClient, case_id: UUID, mapping: str, pointer: str) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(
        path, files={"file": ("a.csv", b"d,a\n2026-01-01,1\n")}, data={"mapping": mapping}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert client.get(path).json()["items"] == []


def test_a_mapping_that_fits_no_row_says_so(client: ApiClient, case_id: UUID) -> None:
    answer = client.post(
        f"/v1/cases/{case_id}/statement-imports",
        files={"file": ("a.csv", ALIPAY.read_bytes())},
        data={"mapping": '{"date": "日子", "income": "进账"}'},
    )
    assert (answer.status_code, answer.json()["hint"]) == (422, "mapping_not_found")


@pytest.mark.skipif(not REFERENCE.exists(), reason="reference samples are not at hand")
@pytest.mark.parametrize(
    ("name", "income", "expense", "neutral"),
    [
        ("deg__alipay__example-alipay-records.csv", "222228.50", "211.64", "247.37"),
        ("deg__wechat__example-wechat-records.csv", "28.49", "2904.53", "26100.89"),
    ],
)
def test_real_samples_meet_their_totals(
    client: ApiClient, case_id: UUID, name: str, income: str, expense: str, neutral: str
) -> None:
    found = client.get(upload(client, case_id, (REFERENCE / name).read_bytes())).json()
    assert found["totals"] == [
        {"currency": "CNY", "income": income, "expense": expense, "neutral": neutral}
    ]
