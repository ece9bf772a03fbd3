"""What to do next about proceedings, in order; driven by the clocks that still run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.proceedings.catalogue import Catalogue
from app.proceedings.response_clocks import STATED, CourtClock, Paper


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `due_on` is the last day of the clock that drives it, None without one."""

    code: str
    due_on: date | None


def next_steps(
    known: Catalogue,
    kind: str,
    papers: Sequence[Paper],
    clocks: Sequence[CourtClock],
    *,
    is_confirmed: bool,
) -> tuple[Step, ...]:
    """The steps of a kind of proceedings that are still to be done.

    Checking with the court ends once it has confirmed; a step whose paper was answered is gone.
    """
    due = {clock.code: clock.due_on for clock in reversed(clocks)}
    answered = {
        code
        for paper in papers
        if paper.responded_on is not None
        for code in [started.obligation for started in known.papers[paper.kind]] or [STATED]
    } - due.keys()
    return tuple(
        Step(code, due.get(known.step_clocks.get(code, "")))
        for code in known.kinds[kind].steps
        if not (is_confirmed and code in known.checking_steps)
        and known.step_clocks.get(code) not in answered
    )
