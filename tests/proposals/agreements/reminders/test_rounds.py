"""The daily round over agreements, on both databases: what time alone changes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.core import clock
from app.core.ids import new_id
from app.proposals.agreements.reminders import service
from app.proposals.agreements.reminders.service import DailyRound
from app.wiring import Runtime
from tests.client import ApiClient
from tests.proposals.agreements.reminders.test_service import PLAN, POOR, days, due, put_budget
from tests.proposals.agreements.test_router import agreed
from tests.proposals.stories import recorded_debts

Travel = Callable[[int, int], None]


@pytest.fixture
def moment(client: ApiClient, case_id: UUID) -> Iterator[Travel]:
    """Goes to a day of 2027, at noon in Shanghai; keys are made before."""
    with time_machine.travel(datetime(2027, 1, 5, 12, tzinfo=clock.SHANGHAI), tick=False) as now:

        def to(month: int, day: int) -> None:
            now.move_to(datetime(2027, month, day, 12, tzinfo=clock.SHANGHAI))

        yield to


@pytest.fixture
def location(client: ApiClient, case_id: UUID, moment: Travel) -> str:
    """Twelve instalments of 933.33 on the 10th, from January on."""
    loan = recorded_debts(client, case_id)[1]
    found: str = agreed(client, case_id, loan, terms=PLAN, form="written").headers["Location"]
    return found


def whole_round(runtime: Runtime, own: DailyRound | None = None) -> int:
    """Turn after turn of a worker until all cases were looked after; how many turns."""
    own, turns = own or DailyRound(), 1
    while own.keep_up(runtime.database):
        turns += 1
    return turns


def test_what_time_alone_makes_overdue_appears(
    client: ApiClient, case_id: UUID, runtime: Runtime, location: str, moment: Travel
) -> None:
    whole_round(runtime)
    assert days(due(client, case_id)) == ["2027-01-10", "2027-02-10", "2027-03-10"]
    assert due(client, case_id, "renegotiate") == []
    moment(1, 11)
    whole_round(runtime)
    found = due(client, case_id)
    assert days(found) == ["2027-01-10", "2027-02-10", "2027-03-10", "2027-04-10"]
    assert [item["overdue"] for item in found] == [True, False, False, False]
    [talk] = due(client, case_id, "renegotiate")
    assert (talk["due_on"], "933.33" in talk["what"]) == ("2027-01-10", True)
    moment(3, 11)
    whole_round(runtime)
    assert len(due(client, case_id)) == 6
    [talk] = due(client, case_id, "renegotiate")
    assert "2799.99" in talk["what"]


def test_a_round_says_of_the_months_ahead_what_a_change_of_the_budget_says(
    client: ApiClient, case_id: UUID, runtime: Runtime, location: str, moment: Travel
) -> None:
    put_budget(client, case_id, {**POOR, "opening_balance": "900000.00"})
    whole_round(runtime)
    assert due(client, case_id, "renegotiate") == []
    put_budget(client, case_id, POOR, **{"If-Match": "*"})
    [talk] = due(client, case_id, "renegotiate")
    whole_round(runtime)
    assert due(client, case_id, "renegotiate") == [talk]


def test_a_round_that_changes_nothing_leaves_every_follow_up_as_it_was(
    client: ApiClient, case_id: UUID, runtime: Runtime, location: str
) -> None:
    before = client.get(f"/v1/cases/{case_id}/follow-ups").json()
    whole_round(runtime)
    assert client.get(f"/v1/cases/{case_id}/follow-ups").json() == before


def test_one_round_a_day(
    client: ApiClient, case_id: UUID, runtime: Runtime, location: str, moment: Travel
) -> None:
    own = DailyRound()
    whole_round(runtime, own)
    put_off = due(client, case_id)
    moment(1, 5)
    assert whole_round(runtime, own) == 1
    assert due(client, case_id) == put_off
    moment(1, 12)
    whole_round(runtime, own)
    assert len(due(client, case_id)) == 4


def test_a_turn_takes_so_many_cases(
    runtime: Runtime, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = DailyRound()
    waiting = own.keep_up(runtime.database)
    monkeypatch.setattr(service, "CASES_A_TURN", 1)
    again = DailyRound()
    assert again.keep_up(runtime.database) >= waiting
    assert whole_round(runtime, again) >= 1


def test_a_case_that_cannot_be_reminded_keeps_no_other_waiting(
    client: ApiClient,
    case_id: UUID,
    runtime: Runtime,
    tenant_id: UUID,
    location: str,
    moment: Travel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of_all(_database: Any) -> list[tuple[UUID, UUID]]:
        return [(tenant_id, new_id()), (new_id(), case_id), (tenant_id, case_id)]

    monkeypatch.setattr(service, "_cases_of_all_tenants", of_all)
    moment(1, 11)
    assert DailyRound().keep_up(runtime.database) == 0
    assert [item["overdue"] for item in due(client, case_id)] == [True, False, False, False]


def test_whatever_else_is_wrong_is_told_without_personal_data(
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    location: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("王小明")

    told: list[dict[str, Any]] = []
    monkeypatch.setattr(service, "remind", broken)
    monkeypatch.setattr(service, "_cases_of_all_tenants", lambda _: [(tenant_id, case_id)])
    monkeypatch.setattr(service._log, "warning", lambda _event, **facts: told.append(facts))
    assert DailyRound().keep_up(runtime.database) == 0
    assert told == [{"case_id": str(case_id), "error": "RuntimeError"}]
