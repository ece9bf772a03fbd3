"""A score in full: the judgement, its reasons, stress paths, sensitivity and smallest changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.rules import RuleBook
from app.proposals.changes import Change, smallest_changes
from app.proposals.flows import months_needed
from app.proposals.lender_value import Band, band_of
from app.proposals.model import ScoringModel
from app.proposals.scoring import Evaluation, evaluate
from app.proposals.situation import Situation
from app.proposals.stress_paths import shares_kept
from app.proposals.terms import ComputedTerms, ProposalTerms, computed_terms


@dataclass(frozen=True, slots=True)
class Assessment:
    """One proposal judged; `share_of_paths_kept` and the ratios of the band have four places."""

    terms: ProposalTerms
    evaluation: Evaluation
    computed: ComputedTerms
    share_of_paths_kept: Decimal
    band: Band
    changes: tuple[Change, ...] = ()

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Rules behind the gates, each once."""
        found = (gate.rule_id for gate in self.evaluation.gates)
        return tuple(dict.fromkeys(rule_id for rule_id in found if rule_id is not None))


def reason_codes(found: Evaluation, model: ScoringModel) -> tuple[str, ...]:
    """Failed gates that are more than information, then the weak sub-scores."""
    failed = [gate.code for gate in found.gates if not gate.passed and gate.severity != "info"]
    weak = [f"low_{part.code}" for part in found.sub_scores if part.value < model.weak_below]
    return (*failed, *weak)


def assess(
    situation: Situation,
    terms: ProposalTerms,
    model: ScoringModel,
    book: RuleBook,
    *,
    with_changes: bool = True,
) -> Assessment:
    """Judge terms in full.

    Raises TermsNotPossible and ScheduleNotComputable as `plan_of` does.
    """
    found = evaluate(situation, terms, model, book)
    changes = smallest_changes(situation, terms, found, model, book) if with_changes else ()
    (assessed,) = assess_all(situation, [found], model)
    return replace(assessed, changes=changes) if changes else assessed


def assess_all(
    situation: Situation, found: Sequence[Evaluation], model: ScoringModel
) -> list[Assessment]:
    """The judgements in full, but for smallest changes: for plans that need none."""
    start = situation.start_month
    months = [months_needed(one.plan, start, situation.months) for one in found]
    shares = shares_kept(
        situation.paths(max(months), model.paths),
        [one.payments for one in found],
        months,
        situation.buffer,
    )
    ends = situation.ends(model)
    return [
        Assessment(
            terms=one.plan.terms,
            evaluation=one,
            computed=computed_terms(situation.debt, one.plan),
            share_of_paths_kept=share,
            band=band_of(one.flows, ends),
        )
        for one, share in zip(found, shares, strict=True)
    ]
