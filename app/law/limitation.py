"""Clocks: limitation, revocation, guarantee, replies, and periods after a court's paper.

The start day is not counted (民法典 201), a period of months or years ends on the corresponding
day or the month's end (202), and a last day that is a holiday rolls on (203; 民事诉讼法 85) where
the caller asks for it. Lengths, articles and effects are rows of `app/data/law/limitation.toml`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.calc.calendars import roll_forward
from app.calc.periods import add_months
from app.core.errors import FieldError, InvalidInput, invalid
from app.core.rules import RuleBook
from app.law.clocks import Clock, ClockRequest, ClockStep, Interruption
from app.law.thresholds import LATEST_YEAR
from app.law.working_days import WorkingCalendar

TABLE = "limitation"
ESTIMATE = "estimate"

_MONTHS_A_YEAR = 12
_SINGLE_DAYS = ("as_of", "known_on", "contract_date", "received_on", "ended_on", "agreed_end")


@dataclass(slots=True)
class _Count:
    """A count in progress: the law data, the request, and the steps and warnings so far."""

    table: Mapping[str, Any]
    row: Mapping[str, Any]
    request: ClockRequest
    calendar: WorkingCalendar
    steps: list[ClockStep] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def note(
        self, code: str, day: date, rule_ids: Iterable[str] = (), kind: str | None = None
    ) -> None:
        self.steps.append(ClockStep(code, day, tuple(rule_ids), kind))

    def rolled(self, day: date) -> date:
        """The last day after rolling, where the caller asked for it."""
        if not self.request.roll_weekends:
            return day
        return roll_forward(day, self.calendar.is_working_day)


def compute_clock(book: RuleBook, request: ClockRequest) -> Clock:
    """Count one period.

    Raises:
        InvalidInput: if a day the obligation starts from is missing or out of reach, a procedure
            ended before it began, or a choice is not in the law data.
        KeyError: if the obligation or the kind of an interruption is not in the law data.
    """
    table = book.table(TABLE)
    row = {entry["code"]: entry for entry in table["obligations"]}[request.obligation]
    _require_countable(request, table)
    count = _Count(table, row, request, WorkingCalendar.of(book))
    start = _served(count, _start(request, row["starts"]))
    period = _period(request, row, start)
    count.warnings += [ESTIMATE, *row.get("warnings", ()), *period.get("warnings", ())]
    if any(book.cite(rule_id).warning for rule_id in period["rule_ids"]):
        count.warnings.append("text_not_read")
    count.note("starts", start, [table["counting"]["start_day_excluded"]])
    if period.get("no_last_day"):
        count.note("no_last_day", start, period["rule_ids"], period["variant"])
        return _clock(count, start, None, None)
    if row.get("interruptible"):
        last_day = _limitation_end(count, start, period)
    else:
        last_day = _fixed_end(count, start, period)
    last_day = _within_longest(count, last_day)
    rolled = count.rolled(last_day)
    if rolled != last_day:
        count.note("rolled", rolled, [row["roll_rule"]])
        count.warnings.append("rolling_practice_differs")
    return _clock(count, start, last_day, rolled)


def _clock(count: _Count, start: date, plain: date | None, last_day: date | None) -> Clock:
    request = count.request
    time_barred = last_day is not None and request.as_of > last_day
    count.warnings += count.row.get("warnings_over" if time_barred else "warnings_open", ())
    provisional = (
        request.roll_weekends and last_day is not None and count.calendar.is_provisional(last_day)
    )
    if provisional:
        count.warnings.append("calendar_not_published")
    cited = [rule_id for step in count.steps for rule_id in step.rule_ids]
    return Clock(
        obligation=request.obligation,
        starts_on=start,
        plain_last_day=plain,
        last_day=last_day,
        time_barred=time_barred,
        steps=tuple(count.steps),
        warnings=tuple(dict.fromkeys(count.warnings)),
        provisional=provisional,
        rule_ids=tuple(dict.fromkeys([*count.row["rule_ids"], *cited])),
    )


def _require_countable(request: ClockRequest, table: Mapping[str, Any]) -> None:
    """Refuses days too late to count from, and a procedure that ended before it began."""
    days: list[tuple[str, date | None]] = [
        *((f"/due_dates/{index}", day) for index, day in enumerate(request.due_dates)),
        *((f"/{name}", getattr(request, name)) for name in _SINGLE_DAYS),
    ]
    faults: list[FieldError] = []
    for index, act in enumerate(request.interruptions):
        place = f"/interruptions/{index}"
        days += [(f"{place}/on", act.on), (f"{place}/ended_on", act.ended_on)]
        row = _interruption(table, act.kind)
        if act.ended_on is not None and row["effect"] != "proceeding":
            faults.append(FieldError(f"{place}/ended_on", "not_allowed"))
        elif act.ended_on is not None and act.ended_on < act.on:
            faults.append(FieldError(f"{place}/ended_on", "ends_before_it_begins"))
    for index, obstacle in enumerate(request.suspensions):
        place = f"/suspensions/{index}"
        days += [(f"{place}/from", obstacle.start), (f"{place}/to", obstacle.end)]
        if obstacle.end is not None and obstacle.end < obstacle.start:
            faults.append(FieldError(f"{place}/to", "ends_before_it_begins"))
    faults += [
        FieldError(place, "day_out_of_reach")
        for place, day in days
        if day is not None and day.year > LATEST_YEAR
    ]
    if faults:
        raise InvalidInput(errors=faults)


def _interruption(table: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = {row["kind"]: row for row in table["interruptions"]}[kind]
    return found


def _served(count: _Count, day: date) -> date:
    """The day a paper counts as served: so many days after a public notice (公告送达)."""
    method = {row["method"]: row for row in count.table["service"]}.get(
        count.request.service_method or ""
    )
    if method is None or count.row["starts"] != "received_on":
        return day
    count.note("notice_published", day, method["rule_ids"], method["method"])
    count.warnings += method["warnings"]
    return day + timedelta(days=method["days"])


def _start(request: ClockRequest, name: str) -> date:
    """The day named in the data; the last of several due dates."""
    if name == "last_due_date":
        if not request.due_dates:
            raise invalid("/due_dates", "required")
        return max(request.due_dates)
    day: date | None = getattr(request, name)
    if day is None:
        raise invalid(f"/{name}", "required")
    return day


def _period(request: ClockRequest, row: Mapping[str, Any], start: date) -> Mapping[str, Any]:
    """The period in force on the start day, chosen by the field that the data name."""
    chosen_by: str | None = row.get("chosen_by")
    wanted = getattr(request, chosen_by) if chosen_by else None
    for period in row["periods"]:
        in_force = period.get("from", date.min) <= start <= period.get("to", date.max)
        if in_force and wanted in {None, period["variant"]}:
            found: Mapping[str, Any] = period
            return found
    raise invalid(f"/{chosen_by}", "not_in_list")


def _end(start: date, period: Mapping[str, Any]) -> date:
    """The last day of a period of days, months or years that begins the day after `start`."""
    if "days" in period:
        return start + timedelta(days=period["days"])
    months = period.get("years", 0) * _MONTHS_A_YEAR + period.get("months", 0)
    return add_months(start, months)


def _fixed_end(count: _Count, start: date, period: Mapping[str, Any]) -> date:
    """The end of a period that nothing interrupts; a guarantee may have an agreed one."""
    request = count.request
    if request.interruptions or request.suspensions:
        count.warnings.append("not_interruptible")
    agreed = request.agreed_end if count.row["family"] == "guarantee" else None
    if agreed is not None and agreed > start:
        count.note("agreed_end", agreed, period["rule_ids"])
        return agreed
    if agreed is not None:
        count.warnings.append("agreed_end_disregarded")
    end = _end(start, period)
    count.note("period_ends", end, _counting_rules(count, period), period["variant"])
    return end


def _limitation_end(count: _Count, start: date, period: Mapping[str, Any]) -> date:
    """The end of a limitation period with its interruptions and suspensions in order of time."""
    end = _suspended(count, _end(start, period))
    count.note("period_ends", end, _counting_rules(count, period), period["variant"])
    stop = _longest_stop(count)
    for interruption in sorted(count.request.interruptions, key=lambda act: act.on):
        row = _interruption(count.table, interruption.kind)
        if interruption.on > count.request.as_of:
            count.warnings.append("act_in_future")
        if interruption.on < start:
            count.note("before_start", interruption.on, row["rule_ids"], interruption.kind)
        elif interruption.on > count.rolled(min(end, stop)):
            _after_expiry(count, interruption, row)
        else:
            begins_anew = _begins_anew(count, interruption, row)
            end = max(end, _suspended(count, _end(begins_anew, period)))
            count.note("period_ends", end, _counting_rules(count, period), period["variant"])
    return end


def _begins_anew(count: _Count, act: Interruption, row: Mapping[str, Any]) -> date:
    """The day the period runs anew from: the act, or the end of its procedure (195)."""
    count.note("interrupted", act.on, row["rule_ids"], act.kind)
    if act.ended_on is not None:
        count.note("procedure_ended", act.ended_on, row["rule_ids"], act.kind)
        return act.ended_on
    count.warnings += row.get("warnings", ())
    return act.on


def _after_expiry(count: _Count, act: Interruption, row: Mapping[str, Any]) -> None:
    """What an act after expiry does: a demand nothing, an acknowledgement a waiver (192)."""
    rule_ids = count.table["after_expiry"]["rule_ids"]
    acknowledged = row["effect"] == "acknowledgement"
    code = "acknowledged_after_expiry" if acknowledged else "demand_after_expiry"
    count.note(code, act.on, [*rule_ids, *row["rule_ids"]], act.kind)
    count.warnings.append(code)


def _suspended(count: _Count, end: date) -> date:
    """The end moved by obstacles in the last months: so many months after each is gone (194)."""
    rule = count.table["suspension"]
    for suspension in sorted(count.request.suspensions, key=lambda obstacle: obstacle.start):
        gone = suspension.end or count.request.as_of
        if suspension.start > end or gone < add_months(end, -rule["last_months"]):
            continue
        if suspension.end is None:
            count.warnings.append("suspension_open")
        moved = add_months(gone, rule["tail_months"])
        if moved > end:
            end = moved
            count.note("suspended", end, rule["rule_ids"], suspension.kind)
    return end


def _within_longest(count: _Count, last_day: date) -> date:
    """The last day cut back to the longest period the law allows."""
    stop = _longest_stop(count)
    if stop >= last_day:
        return last_day
    count.note("longest_period", stop, count.row["longest"]["rule_ids"])
    return stop


def _longest_stop(count: _Count) -> date:
    """The day no period may outlast; the end of the calendar where the law names none."""
    longest: Mapping[str, Any] | None = count.row.get("longest")
    if longest is None:
        return date.max
    return _end(_start(count.request, longest["starts"]), longest)


def _counting_rules(count: _Count, period: Mapping[str, Any]) -> list[str]:
    """The articles of a period; that of the corresponding day where it counts months."""
    if "days" in period:
        return list(period["rule_ids"])
    return [*period["rule_ids"], count.table["counting"]["corresponding_day"]]
