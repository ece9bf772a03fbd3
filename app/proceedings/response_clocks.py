"""Response clocks (应对期限): until when a respondent must act on each paper.

Lengths and articles are those of `app/data/law/limitation.toml`. A date printed on the paper wins
over a computed one where it is earlier; both are shown. A clock stops when its paper was answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.core.rules import RuleBook
from app.law.clocks import Clock, ClockRequest
from app.law.limitation import compute_clock
from app.proceedings.catalogue import Catalogue, Started

Basis = Literal["stated", "computed"]
STATED = "stated_deadline"
HEARING = "hearing"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as it came; days are those of Shanghai, None where unknown."""

    kind: str
    received_on: date | None = None
    service_method: str | None = None
    stated_deadline: date | None = None
    hearing_on: date | None = None
    responded_on: date | None = None


@dataclass(frozen=True, slots=True)
class CourtClock:
    """A last day for a respondent; `paper` is the index of the paper that set it.

    `due_on` is the earlier of `stated_on` (printed) and `computed_on`; `basis` says which it is.
    `unrolled_on` is the computed day had it not been moved past days off: the cautious one.
    `warnings` are codes; `provisional` where the calendar of that year is not published yet.
    """

    code: str
    paper: int
    due_on: date
    basis: Basis
    stated_on: date | None = None
    computed_on: date | None = None
    unrolled_on: date | None = None
    rule_ids: tuple[str, ...] = ()
    provisional: bool = False
    warnings: tuple[str, ...] = ()

    def is_overdue(self, today: date) -> bool:
        """Whether the last day has passed."""
        return self.due_on < today

    def presses(self, today: date, within_days: int) -> bool:
        """Whether it is near enough to come before any negotiation."""
        return self.due_on <= today + timedelta(days=within_days)


def response_clocks(
    book: RuleBook,
    known: Catalogue,
    kind: str,
    papers: Sequence[Paper],
    today: date,
    *,
    as_respondent: bool = True,
) -> tuple[CourtClock, ...]:
    """The clocks that unanswered papers started, the earliest first.

    A claimant has only the days that are printed. An unanswered paper keeps its clock after the
    last day; whoever asks decides how long to speak of it.
    """
    found: list[CourtClock] = []
    for index, paper in enumerate(papers):
        if paper.hearing_on is not None and paper.hearing_on >= today:
            found.append(CourtClock(HEARING, index, paper.hearing_on, "stated", paper.hearing_on))
        if paper.responded_on is None:
            found += _of_paper(book, known, kind, index, paper, today, as_respondent)
    return tuple(sorted(found, key=lambda clock: (clock.due_on, clock.paper, clock.code)))


def _of_paper(
    book: RuleBook,
    known: Catalogue,
    kind: str,
    index: int,
    paper: Paper,
    today: date,
    as_respondent: bool,  # noqa: FBT001 - handed through
) -> Iterator[CourtClock]:
    started = known.started_by(paper.kind, kind) if as_respondent else ()
    counted = False
    for each in started:
        countable = paper.received_on is not None and not each.as_printed
        clock = _computed(book, each, paper, today) if countable else None
        if clock is not None and clock.last_day is not None:
            counted = True
            yield _together(each, index, paper, clock, clock.last_day)
    if not counted and paper.stated_deadline is not None:
        code = started[0].obligation if started else STATED
        day = paper.stated_deadline
        yield CourtClock(code, index, day, "stated", day)


def _computed(book: RuleBook, started: Started, paper: Paper, today: date) -> Clock:
    return compute_clock(
        book,
        ClockRequest(
            obligation=started.obligation,
            as_of=today,
            received_on=paper.received_on,
            service_method=paper.service_method,
            kind_of_decision=started.choice,
        ),
    )


def _together(
    started: Started, index: int, paper: Paper, clock: Clock, computed: date
) -> CourtClock:
    stated = paper.stated_deadline
    warnings = [*clock.warnings, *([started.warning] if started.warning else [])]
    return CourtClock(
        code=started.obligation,
        paper=index,
        due_on=computed if stated is None else min(stated, computed),
        basis="stated" if stated is not None and stated <= computed else "computed",
        stated_on=stated,
        computed_on=computed,
        unrolled_on=clock.plain_last_day,
        rule_ids=clock.rule_ids,
        provisional=clock.provisional,
        warnings=tuple(dict.fromkeys(warnings)),
    )
