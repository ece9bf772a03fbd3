"""Keeps wellbeing checks and says calmly what they come to; nobody but the owner is told."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, i18n, idempotency
from app.core import repository as rows
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import cite
from app.core.rules import rule_book
from app.core.sealing import open_row, seal_row
from app.core.support import contacts, support_with
from app.core.tables import data_table
from app.wellbeing import repository
from app.wellbeing.models import WellbeingCheck
from app.wellbeing.scales import Outcome, Scale, direction, first_fault, outcome, read_scales
from app.wellbeing.schemas import (
    Hotline,
    Suggestion,
    TrendPoint,
    WellbeingCheckCreate,
    WellbeingCheckRead,
    WellbeingTrend,
)

TEXTS = "wellbeing"
Said = Mapping[str, Any]


def path_of(case_id: UUID, check_id: UUID) -> str:
    """Where a check is read."""
    return f"/v1/cases/{case_id}/wellbeing-checks/{check_id}"


def record_check(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: WellbeingCheckCreate,
    *,
    check_id: UUID | None = None,
) -> WellbeingCheckRead:
    """Keeps a check, sealed as a whole.

    Raises:
        InvalidInput: if the scale has no such answers.
    """
    key = cases.case_key(session, case_id)
    fault = first_fault(_scales()[wanted.scale], wanted.answers)
    if fault is not None:
        raise invalid(f"/answers/{fault}", "not_on_the_scale")
    row = WellbeingCheck(tenant_id=tenant_of(session), id=check_id or new_id(), case_id=case_id)
    taken_on = wanted.taken_on or clock.today()
    said = {"scale": wanted.scale, "answers": wanted.answers, "taken_on": taken_on.isoformat()}
    seal_row(row, key, said)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "wellbeing_noted", "wellbeing_check", row.id, case_id)
    return _read(row, _all_said(session, case_id))


def get_check(session: Session, case_id: UUID, check_id: UUID) -> WellbeingCheckRead:
    """One check, compared with those before it."""
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, WellbeingCheck, case_id, check_id)
    return _read(row, _all_said(session, case_id))


def page_of_checks(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[WellbeingCheckRead]:
    """Checks of the case, the newest first."""
    cases.require_case(session, case_id)
    found = repository.page_of_checks(session, case_id, request)
    said = _all_said(session, case_id) if found.items else {}
    shown = [_read(row, said) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def erase_check(
    session: Session,
    principal: Principal,
    case_id: UUID,
    check_id: UUID,
    precondition: Precondition,
) -> None:
    """Erases a check for good, and the stored answer that showed it."""
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, WellbeingCheck, case_id, check_id)
    precondition.check(row.version)
    _erase(session, case_id, [row])
    accounts.record(session, principal, "wellbeing_erased", "wellbeing_check", check_id, case_id)


def erase_checks(
    session: Session, principal: Principal, case_id: UUID, precondition: Precondition
) -> None:
    """Erases every check of a case, and the stored answers that showed them."""
    cases.require_case(session, case_id)
    precondition.check(0)
    _erase(session, case_id, repository.checks_of(session, case_id))
    accounts.record(session, principal, "wellbeing_erased", "case", case_id, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the checks of a case that is erased."""
    repository.delete_case(session, case_id)


def _erase(session: Session, case_id: UUID, checks: Iterable[WellbeingCheck]) -> None:
    shown_at = {path_of(case_id, row.id) for row in checks}
    for row in checks:
        session.delete(row)
    session.flush()
    idempotency.forget_replies(session, case_id, shown_at)


@lru_cache(maxsize=1)
def _scales() -> Mapping[str, Scale]:
    return read_scales(data_table("wellbeing", "checks"))


def _all_said(session: Session, case_id: UUID) -> dict[UUID, Said]:
    """What every check of the case says, in the order of its day."""
    key = cases.case_key(session, case_id)
    opened = {row.id: open_row(row, key) for row in repository.checks_of(session, case_id)}
    return dict(sorted(opened.items(), key=lambda each: (each[1]["taken_on"], each[0])))


def _read(row: WellbeingCheck, all_said: Mapping[UUID, Said]) -> WellbeingCheckRead:
    said = all_said[row.id]
    scale = _scales()[said["scale"]]
    found = outcome(scale, said["answers"])
    calls = found.level == "seek_support"
    return WellbeingCheckRead(
        support=support_with(i18n.text(f"{TEXTS}.support")) if calls else None,
        id=row.id,
        scale=said["scale"],
        answers=said["answers"],
        taken_on=date.fromisoformat(said["taken_on"]),
        raw_score=found.raw,
        greatest_score=found.greatest,
        percent=found.percent,
        level=found.level,
        message=i18n.text(f"{TEXTS}.levels.{found.level}"),
        trend=_trend(scale, row.id, all_said),
        suggestions=_suggestions(),
        hotline=_hotline(),
        privacy=i18n.text(f"{TEXTS}.privacy"),
        source=scale.source,
        created_at=row.created_at,
        version=row.version,
    )


def _trend(scale: Scale, check_id: UUID, all_said: Mapping[UUID, Said]) -> WellbeingTrend:
    same: list[tuple[date, Outcome]] = []
    for each_id, said in all_said.items():
        if said["scale"] == scale.code:
            same.append((date.fromisoformat(said["taken_on"]), outcome(scale, said["answers"])))
        if each_id == check_id:
            break
    last = same[-data_table("wellbeing", "checks")["trend_points"] :]
    return WellbeingTrend(
        direction=direction(scale, [found.raw for _day, found in last]),
        points=[TrendPoint(taken_on=day, raw_score=found.raw) for day, found in last],
    )


def _suggestions() -> list[Suggestion]:
    return [
        Suggestion(code=code, text=i18n.text(f"{TEXTS}.suggestions.{code}"))
        for code in data_table("wellbeing", "checks")["suggestions"]
    ]


def _hotline() -> Hotline:
    rule = rule_book().cite(data_table("wellbeing", "checks")["hotline_rule_id"])
    number, *emergency = contacts()
    return Hotline(
        number=number,
        emergency=emergency,
        text=i18n.text(f"{TEXTS}.hotline"),
        citation=cite(rule),
    )
