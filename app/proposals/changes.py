"""Smallest changes: the least change of one field that makes a proposal pass.

Over the same score: instalments, months and hundredths of a percent one by one, money by bisection
below a value that passes, and then fen by fen where rounding makes what passes come and go. The
value found passes, nothing less does (by a fen, an instalment, a month, a hundredth of a percent).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

from app.calc.periods import add_months, month_of
from app.calc.schedules import ScheduleNotComputable
from app.core.rules import RuleBook
from app.proposals.field_search import AFFORDABILITY, VERDICT, FieldSearch
from app.proposals.flows import Outlook
from app.proposals.gates import CARD_GATE
from app.proposals.model import ScoringModel
from app.proposals.scoring import VERDICTS, Evaluation, Verdict, evaluate
from app.proposals.situation import Situation
from app.proposals.terms import COMPONENTS, ProposalTerms, TermsNotPossible, outstanding

Kind = Literal["money", "count", "percent", "date", "codes"]
ASKED_FOR = ("interest", "fees", "penalty")
"""What more of may be asked to be waived; principal never is suggested."""
_HUNDREDTH = Decimal("0.01")


Passing = Callable[[int], Evaluation | None]
"""The evaluation with so many units turned, where that passes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field's least change, `before` and `after` as the field holds them (money in fen).

    `flips` is `verdict`, or the code of the gate that it makes pass.
    """

    field: str
    kind: Kind
    before: object
    after: object
    flips: str
    points_after: int
    verdict_after: Verdict


@dataclass(frozen=True, slots=True)
class _Knob:
    """A field that can be turned in whole units from 0 (as proposed) to `most`."""

    field: str
    kind: Kind
    most: int
    turned: Callable[[int], ProposalTerms]
    value: Callable[[ProposalTerms], Any]

    @property
    def is_counted(self) -> bool:
        """Whether its values are few enough to be looked at one by one.

        Then nothing smaller passes even where more is not always better.
        """
        return self.kind in {"count", "date"}

    @property
    def mends(self) -> frozenset[str]:
        """The fatal gates that it may make pass."""
        return AFFORDABILITY | {CARD_GATE} if self.field == "instalments" else AFFORDABILITY


def smallest_changes(
    situation: Situation,
    terms: ProposalTerms,
    found: Evaluation,
    model: ScoringModel,
    book: RuleBook,
) -> tuple[Change, ...]:
    """For each field, its least change to a better verdict, else to passing a failed gate.

    Nothing for a proposal that is reasonable already.
    """
    if found.verdict == VERDICTS[-1]:
        return ()
    longest = max(terms.instalments, model.offers.longest(situation.debt.product_type))
    wait = max(month_of(terms.first_due_date) - situation.start_month, 0)
    reach = wait + model.reach.months_later + longest + 1
    view = situation.view(max(situation.months, reach))

    def judged(changed: ProposalTerms) -> Evaluation | None:
        try:
            return evaluate(situation, changed, model, book, view)
        except (TermsNotPossible, ScheduleNotComputable):
            return None

    def is_better(verdict: Verdict) -> bool:
        return VERDICTS.index(verdict) > _rank(found)

    changes = [
        change
        for knob in _knobs(situation, terms, view, longest, model.reach.months_later)
        if knob.most > 0
        for change in _turn(
            knob, terms, found, judged, FieldSearch(situation, view, model, knob.turned, is_better)
        )
    ]
    proof = _more_evidence(situation, terms, found, model, book)
    return (*changes, *proof)


def _turn(
    knob: _Knob,
    terms: ProposalTerms,
    found: Evaluation,
    judged: Callable[[ProposalTerms], Evaluation | None],
    search: FieldSearch,
) -> Iterator[Change]:
    """The knob's change for the verdict; failing that, one for each failed gate it can mend."""

    def least(flips: str) -> Change | None:
        def passing(units: int) -> Evaluation | None:
            result = judged(knob.turned(units)) if search.may_pass(units, flips) else None
            return result if result is not None and _flips(flips, found, result) else None

        if knob.kind == "percent":
            passed = _first(search.rates(flips, knob.most), passing)
        elif knob.is_counted:
            passed = _first(range(1, knob.most + 1), passing)
        else:
            passed = _bisected(search.starts(knob.most), passing, terms.instalments)
        if passed is None:
            return None
        high, best = passed
        after = knob.value(knob.turned(high))
        before = knob.value(terms)
        return Change(knob.field, knob.kind, before, after, flips, best.points, best.verdict)

    better = least(VERDICT) if found.failed <= knob.mends else None
    mended = [better] if better else [least(code) for code in sorted(found.failed & knob.mends)]
    yield from (change for change in mended if change is not None)


def _first(units: Iterable[int], passing: Passing) -> tuple[int, Evaluation] | None:
    tried = ((number, passing(number)) for number in units)
    return next(((number, one) for number, one in tried if one is not None), None)


def _bisected(starts: Iterable[int], passing: Passing, reach: int) -> tuple[int, Evaluation] | None:
    """Below the first of some values that passes: by bisection, then fen by fen."""
    some = _first(starts, passing)
    if some is None:
        return None
    low, (high, best) = 0, some
    while high - low > 1:
        middle = (low + high) // 2
        result = passing(middle)
        if result is None:
            low = middle
        else:
            high, best = middle, result
    return _nearest(high, best, passing, reach)


def _nearest(
    units: int,
    found: Evaluation,
    passing: Passing,
    reach: int,
) -> tuple[int, Evaluation]:
    """The least units that pass near those found.

    A level payment is whole fen, so what passes comes and goes by as many fen as there are
    instalments: those before are tried one by one, until that many in a row do not pass.
    """
    while True:
        before = range(max(1, units - reach), units)
        tried = ((fewer, passing(fewer)) for fewer in before)
        nearer = next(((fewer, one) for fewer, one in tried if one is not None), None)
        if nearer is None:
            return units, found
        units, found = nearer


def _flips(flips: str, found: Evaluation, result: Evaluation) -> bool:
    return _rank(result) > _rank(found) if flips == VERDICT else flips not in result.failed


def _rank(result: Evaluation) -> int:
    return VERDICTS.index(result.verdict)


def _knobs(
    situation: Situation, terms: ProposalTerms, view: Outlook, longest: int, latest: int
) -> Iterator[_Knob]:
    """Every field that may be turned, and how far it makes sense to."""
    owed = outstanding(situation.debt)
    left = owed.total - terms.waive.total - terms.upfront_payment
    spare = min(view.stressed) - situation.buffer - terms.upfront_payment
    yield _step(terms, "instalments", "count", longest - terms.instalments)
    yield _step(terms, "instalments", "count", terms.instalments - 1, -1)
    yield _step(terms, "upfront_payment", "money", min(left, spare))
    yield _step(terms, "upfront_payment", "money", terms.upfront_payment, -1)
    yield _step(terms, "balloon", "money", terms.balloon, -1)
    if terms.instalment_amount is not None:
        yield _step(terms, "instalment_amount", "money", left - terms.instalment_amount)
        yield _step(terms, "instalment_amount", "money", terms.instalment_amount - 1, -1)
    for name in COMPONENTS:
        yield _waiver(terms, name, getattr(terms.waive, name), -1)
    for name in ASKED_FOR:
        yield _waiver(terms, name, getattr(owed, name) - getattr(terms.waive, name))
    yield _later(terms, latest)
    contract = situation.debt.annual_rate_percent or Decimal(0)
    yield _rate(terms, int((contract - terms.annual_rate_percent) / _HUNDREDTH))
    yield _rate(terms, int(terms.annual_rate_percent / _HUNDREDTH), -1)


def _step(terms: ProposalTerms, field: str, kind: Kind, most: int, sign: int = 1) -> _Knob:
    asked: int = getattr(terms, field)

    def turned(units: int) -> ProposalTerms:
        changes: dict[str, Any] = {field: asked + sign * units}
        return replace(terms, **changes)

    return _Knob(field, kind, most, turned, attrgetter(field))


def _waiver(terms: ProposalTerms, name: str, most: int, sign: int = 1) -> _Knob:
    asked: int = getattr(terms.waive, name)

    def turned(units: int) -> ProposalTerms:
        return replace(terms, waive=replace(terms.waive, **{name: asked + sign * units}))

    field = f"waive.{name}"
    return _Knob(field, "money", most, turned, attrgetter(field))


def _later(terms: ProposalTerms, most: int) -> _Knob:
    def turned(units: int) -> ProposalTerms:
        return replace(terms, first_due_date=add_months(terms.first_due_date, units))

    field = "first_due_date"
    return _Knob(field, "date", most, turned, attrgetter(field))


def _rate(terms: ProposalTerms, most: int, sign: int = 1) -> _Knob:
    asked = terms.annual_rate_percent

    def turned(units: int) -> ProposalTerms:
        return replace(terms, annual_rate_percent=asked + sign * units * _HUNDREDTH)

    field = "annual_rate_percent"
    return _Knob(field, "percent", most, turned, attrgetter(field))


def _more_evidence(
    situation: Situation,
    terms: ProposalTerms,
    found: Evaluation,
    model: ScoringModel,
    book: RuleBook,
) -> Iterator[Change]:
    """The fewest further kinds of proof, weightiest first, that lift the verdict."""
    held = situation.evidence_held
    missing = [group for group in model.evidence if not held & set(group.any_of)]
    added = held
    for group in sorted(missing, key=lambda group: -group.share):
        added |= {group.any_of[0]}
        result = evaluate(replace(situation, evidence_held=added), terms, model, book)
        if _rank(result) > _rank(found):
            before, after = tuple(sorted(held)), tuple(sorted(added))
            yield Change(
                "evidence.held", "codes", before, after, "verdict", result.points, result.verdict
            )
            return
