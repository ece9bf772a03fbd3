from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.timeline.asked import DEBT, PAPER, TERMS, made


@pytest.fixture
def root(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}"


@pytest.fixture
def debt_id(client: ApiClient, root: str) -> str:
    """A debt of a case in which something of every kind happened."""
    debt = str(made(client, f"{root}/debts", DEBT)["id"])
    made(client, f"{root}/contacts", {**CALL, "debt_ids": [debt]})
    proposal = made(
        client,
        f"{root}/proposals",
        {"debt_id": debt, "request_kind": "personalised_instalment", "terms": TERMS},
    )
    answer = {"answer": "refused", "received_at": "2026-11-22T10:00:00+08:00", "channel": "phone"}
    made(
        client,
        f"{root}/proposals/{proposal['id']}/responses",
        {**answer, "refusal_reasons": ["term_too_long"]},
    )
    agreed = {"debt_id": debt, "form": "oral", "agreed_on": "2026-11-23", "terms": TERMS}
    agreement = made(client, f"{root}/agreements", agreed)
    made(
        client,
        f"{root}/agreements/{agreement['id']}/payments",
        {"paid_on": "2026-11-24", "amount": "1333.00"},
    )
    made(client, f"{root}/legal-proceedings", {"kind": "payment_order", "documents": [PAPER]})
    made(client, f"{root}/legal-proceedings", {"kind": "pre_suit_mediation"})
    made(client, f"{root}/legal-holds", {"reason": "仲裁审理中"})
    made(client, f"{root}/efforts", {"kind": "cut_spending", "since": "2026-08-01"})
    sent = client.post(
        f"{root}/evidence-items",
        files={"file": ("离职证明.txt", "离职证明".encode(), "text/plain")},
        headers={"Idempotency-Key": "one"},
    )
    assert sent.status_code == 201, sent.text
    return debt
