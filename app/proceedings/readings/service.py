"""Puts proceedings into words: clocks, steps, options and warnings in the caller's language."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from app.core import i18n
from app.core.results import Citation, cite
from app.core.rules import RuleBook, rule_book
from app.proceedings.catalogue import Catalogue, catalogue
from app.proceedings.next_steps import Step, next_steps
from app.proceedings.response_clocks import HEARING, CourtClock, Paper
from app.proceedings.schemas import (
    CourtClockRead,
    OpenClockWarning,
    ProceedingCreate,
    ProceedingStep,
    ProceedingWarning,
    RespondentOption,
)

TEXTS = "proceedings"


def advice(
    facts: ProceedingCreate, papers: Sequence[Paper], clocks: Sequence[CourtClock], today: date
) -> dict[str, Any]:
    """Clocks, next steps, options, warnings and citations; a claimant gets the clocks alone."""
    known, book = catalogue(), rule_book()
    is_open = facts.role == "respondent" and facts.status != "closed"
    confirmed = facts.authenticity == "confirmed_with_court"
    steps = next_steps(known, facts.kind, papers, clocks, is_confirmed=confirmed)
    options = [option_read(known, code, book) for code in known.kinds[facts.kind].options]
    cited = [rule_id for clock in clocks for rule_id in clock.rule_ids]
    cited += known.kinds[facts.kind].rule_ids if is_open else ()
    return {
        "clocks": [clock_read(each, today, known.presses_within_days) for each in clocks],
        "next_steps": [step_read(step) for step in steps] if is_open else [],
        "options": options if is_open else [],
        "warnings": [warning_read(code) for code in _warning_codes(known, facts, clocks, today)]
        if is_open
        else [],
        "citations": citations(book, cited),
    }


def open_clock_warning(clock: CourtClock, today: date) -> OpenClockWarning:
    """What any other answer says of a clock that runs, or ran out lately."""
    passed = "_passed" if clock.is_overdue(today) else ""
    how = "_hearing" if clock.code == HEARING else passed
    return OpenClockWarning(
        code="open_court_clock",
        rule_id=clock.rule_ids[0] if clock.rule_ids else None,
        message=i18n.text(
            f"{TEXTS}.open_clock{how}",
            title=i18n.text(f"{TEXTS}.clocks.{clock.code}"),
            due_on=clock.due_on.isoformat(),
        ),
    )


def day_missing_warning() -> OpenClockWarning:
    """What any other answer says while a paper has no day yet: its clock runs all the same."""
    text = i18n.text(f"{TEXTS}.open_clock_unknown")
    return OpenClockWarning(code="court_day_missing", rule_id=None, message=text)


def clock_read(clock: CourtClock, today: date, within_days: int) -> CourtClockRead:
    """A clock as it stands on a day."""
    overdue = clock.is_overdue(today)
    return CourtClockRead(
        code=clock.code,
        title=i18n.text(f"{TEXTS}.clocks.{clock.code}"),
        due_on=clock.due_on,
        days_left=None if overdue else (clock.due_on - today).days,
        overdue=overdue,
        urgent=clock.presses(today, within_days),
        basis=clock.basis,
        stated_on=clock.stated_on,
        computed_on=clock.computed_on,
        computed_before_rolling=clock.unrolled_on,
        provisional=clock.provisional,
        document=clock.paper,
        rule_id=clock.rule_ids[0] if clock.rule_ids else None,
        warnings=[_clock_warning(code) for code in clock.warnings],
    )


def _clock_warning(code: str) -> str:
    own = f"{TEXTS}.warnings.{code}"
    return i18n.text(own if i18n.has_text(own) else f"clocks.warnings.{code}")


def step_read(step: Step) -> ProceedingStep:
    """A step with its last day."""
    return ProceedingStep(
        code=step.code, text=i18n.text(f"{TEXTS}.steps.{step.code}"), due_on=step.due_on
    )


def option_read(known: Catalogue, code: str, book: RuleBook) -> RespondentOption:
    """An option with what follows, what it costs, what to bring and where."""
    option, texts = known.options[code], f"{TEXTS}.options.{code}"
    return RespondentOption(
        code=code,
        title=i18n.text(f"{texts}.title"),
        consequence=i18n.text(f"{texts}.consequence"),
        cost=i18n.text(f"{texts}.cost"),
        where=i18n.text(f"{texts}.where"),
        needs_ground=option.needs_ground,
        papers=[i18n.text(f"{TEXTS}.papers.{paper}") for paper in option.papers],
        citations=citations(book, option.rule_ids),
    )


def warning_read(code: str) -> ProceedingWarning:
    """A warning."""
    return ProceedingWarning(code=code, message=i18n.text(f"{TEXTS}.warnings.{code}"))


def citations(book: RuleBook, rule_ids: Iterable[str]) -> list[Citation]:
    """Each rule once, in order."""
    return [cite(book.cite(rule_id)) for rule_id in dict.fromkeys(rule_ids)]


def _warning_codes(
    known: Catalogue, facts: ProceedingCreate, clocks: Sequence[CourtClock], today: date
) -> list[str]:
    """Codes of what to know, what is not true first."""
    codes = list(known.kinds[facts.kind].warnings)
    if facts.authenticity == "suspected_fake":
        codes.insert(0, "suspected_fake")
    if facts.authenticity != "confirmed_with_court":
        codes.append("we_have_not_asked_the_court")
    if facts.frozen_by is not None:
        codes.append(f"frozen_by_{facts.frozen_by}")
    if any(clock.is_overdue(today) for clock in clocks):
        codes.append("last_day_passed")
    codes += missing_days(known, facts)
    return codes


def missing_days(known: Catalogue, facts: ProceedingCreate) -> list[str]:
    """Codes of the days of unanswered papers that are needed before a last day can be told."""
    waiting = [
        (paper, started)
        for paper in facts.documents
        if paper.responded_on is None
        for started in known.started_by(paper.kind, facts.kind)
    ]
    codes = []
    if known.kinds[facts.kind].comes_with_days and not _has_a_day(known, facts):
        codes.append("paper_missing")
    if any(paper.received_on is None and not each.as_printed for paper, each in waiting):
        codes.append("received_day_missing")
    if any(paper.stated_deadline is None and each.as_printed for paper, each in waiting):
        codes.append("printed_day_missing")
    return codes


def lacks_days(facts: ProceedingCreate) -> bool:
    """Whether something open against the person has no day yet from which to count."""
    is_open = facts.role == "respondent" and facts.status != "closed"
    return is_open and bool(missing_days(catalogue(), facts))


def _has_a_day(known: Catalogue, facts: ProceedingCreate) -> bool:
    """Whether a paper is noted that sets a day, names one or was answered; later stages pass."""
    return facts.status != "open" or any(
        paper.stated_deadline
        or paper.hearing_at
        or paper.responded_on
        or known.started_by(paper.kind, facts.kind)
        for paper in facts.documents
    )
