from datetime import date
from typing import Any
from uuid import UUID

from app.contacts.agreement_periods.service import Period, note_period, periods_of
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.proposals.agreements.test_router import agreed
from tests.proposals.stories import TERMS, recorded_debts


def test_periods_come_back_earliest_first_and_stay_in_their_case(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    debt = UUID(recorded_debts(client, case_id)[0])
    other = UUID(client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"])
    late = Period(debt, UUID(int=1), date(2027, 1, 1), date(2027, 12, 31), "CARD-70")
    early = Period(debt, UUID(int=2), date(2026, 1, 1), date(2026, 12, 31), "CARD-70")
    with runtime.database.write(tenant_id) as session:
        note_period(session, case_id, late)
        note_period(session, case_id, early)
    with runtime.database.read(tenant_id) as session:
        assert periods_of(session, case_id) == (early, late)
        assert periods_of(session, other) == ()


def test_only_pressing_on_this_debt_and_within_its_period_is_found(
    client: ApiClient, case_id: UUID
) -> None:
    card, loan, *_ = recorded_debts(client, case_id)
    rest = agreed(client, case_id, card, terms={**TERMS, "instalments": 12}).json()
    last = rest["collection_rest"]["ends_on"]
    pressed: dict[str, str] = {}
    changes: dict[str, dict[str, Any]] = {
        "first day": {"occurred_at": "2026-11-24T10:00:00+08:00"},
        "within": {"occurred_at": "2026-12-01T10:00:00+08:00"},
        "last day": {"occurred_at": f"{last}T20:00:00+08:00"},
        "after": {"occurred_at": f"{int(last[:4]) + 1}{last[4:]}T10:00:00+08:00"},
        "another debt": {"debt_ids": [loan]},
        "own call": {"direction": "outbound"},
        "only told": {"outcome": "information"},
        "threat": {"outcome": "information", "conduct": ["threat"]},
    }
    for name, change in changes.items():
        body = {
            **CALL,
            "occurred_at": "2026-12-01T10:00:00+08:00",
            "direction": "inbound",
            "outcome": "pressure",
            "debt_ids": [card],
            **change,
        }
        pressed[client.post(f"/v1/cases/{case_id}/contacts", json=body).json()["id"]] = name
    found = client.get(f"/v1/cases/{case_id}/contact-findings").json()["items"]
    [finding] = [each for each in found if each["code"] == "after_agreement"]
    assert [pressed[contact_id] for contact_id in finding["contact_ids"]] == [
        "within",
        "threat",
        "last day",
    ]
    assert (finding["rule_id"], finding["force"]) == ("CARD-70", "law")
