"""A statement read by a worker leaves the case as one read in the request would."""

from typing import Any
from uuid import UUID

import pytest

from app.statements.large.reading import service as reading
from app.wiring import Runtime
from benchmarks.made_statements import alipay_file
from tests.client import ApiClient
from tests.statements import samples
from tests.statements.case_files import ALIPAY, BANK, CARD, apply, upload
from tests.statements.large.reading import MADE, ask, drain, everything, plain, read, second_case
from tests.statements.samples import alipay
from tests.statements.test_refunds_across_files import OTHER, TOLD, refund

LATER = alipay_file(400, seed=11)
FILES = {
    "one file": [MADE],
    "an overlapping period, then the longer one": [LATER, MADE],
    "the same file again": [MADE, MADE],
    "wallet, bank and card": [ALIPAY, BANK, CARD],
    "bank before wallet": [BANK, ALIPAY],
    "a purchase and its refund apart": [alipay(rows=[TOLD, OTHER]), alipay(rows=[refund("89.84")])],
    "its refund first": [alipay(rows=[refund("89.84")]), alipay(rows=[TOLD, OTHER])],
    "unreadable rows": [samples.alipay(rows=[*samples.ALIPAY_ROWS, ["2026-03-02", "x"]])],
    "several currencies": [samples.boc()],
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_the_case_holds_the_same(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    files: list[bytes],
    request: pytest.FixtureRequest,
) -> None:
    other = second_case(client)
    for content in files:
        upload(client, case_id, content)
    request.getfixturevalue("_from_one_row")
    for content in files:
        read(client, runtime, other, content)
    assert everything(client, other) == everything(client, case_id)
    first = [client.get(f"/v1/cases/{each}/statement-imports").json() for each in (case_id, other)]
    lines = [
        apply(client, each, found["items"][-1]["id"])["lines"]
        for each, found in zip((case_id, other), first, strict=True)
    ]
    assert lines[0] == lines[1]


@pytest.mark.usefixtures("_from_one_row")
def test_corrections_made_meanwhile_hold(
    client: ApiClient, runtime: Runtime, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {
        "counterparty": "青禾面馆",
        "direction": "expense",
        "kind": "expense",
        "category": "health",
    }
    path = f"/v1/cases/{case_id}/category-corrections"
    finish = reading._Reading._finish

    def corrected_before(self: Any, *args: Any) -> None:
        assert client.post(path, json={**body, "kind": "transfer", "category": None}).is_success
        finish(self, *args)

    monkeypatch.setattr(reading._Reading, "_finish", corrected_before)
    meanwhile = read(client, runtime, case_id, ALIPAY)
    monkeypatch.setattr(reading._Reading, "_finish", finish)
    other = second_case(client)
    client.post(
        f"/v1/cases/{other}/category-corrections",
        json={**body, "kind": "transfer", "category": None},
    )
    before = read(client, runtime, other, ALIPAY)
    assert plain(meanwhile) == plain(before)
    assert meanwhile["counted"][0]["transfers"] == "36.50"


@pytest.mark.usefixtures("_from_one_row")
def test_the_caller_names_the_columns(client: ApiClient, runtime: Runtime, case_id: UUID) -> None:
    content = "时刻,多少,往来\n" + "2026-03-01,12.30,进\n2026-03-02,4.50,出\n" * 3
    mapping = (
        '{"date": "时刻", "amount": "多少", "direction": "往来", "sign": "direction",'
        ' "income_words": ["进"], "expense_words": ["出"]}'
    )
    asked = ask(client, case_id, content.encode(), mapping=mapping)
    drain(runtime)
    found = client.get(f"/v1/cases/{case_id}/statement-imports/{asked['id']}").json()
    assert found["totals"] == [
        {"currency": "CNY", "income": "36.90", "expense": "13.50", "neutral": "0.00"}
    ]
