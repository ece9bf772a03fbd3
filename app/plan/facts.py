"""Which facts of the roadmap hold for a case, from what its subjects say of it."""

from collections.abc import Iterator
from dataclasses import dataclass

ANSWERED_TWICE = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What the subjects of a case know, as far as the roadmap asks."""

    has_debts: bool
    has_budget: bool
    has_statement: bool
    has_analysis: bool
    nothing_affordable: bool
    proposals: int
    answers: int
    refusals: int
    has_contact: bool
    has_complaint: bool
    has_court_paper: bool
    has_proceedings: bool
    has_court_clock: bool
    has_pressing_court_clock: bool
    lacks_court_day: bool
    is_at_risk: bool
    has_due_promise: bool
    negotiation_complete: bool
    litigation_complete: bool
    has_claim: bool
    has_claim_clock: bool
    is_identity_misused: bool
    is_defrauded: bool
    has_referral: bool


def facts_of(standing: Standing) -> frozenset[str]:
    """The names, as `app/data/plan/roadmap.toml` uses them, of the facts that hold."""
    return frozenset(_holding(standing))


def _holding(standing: Standing) -> Iterator[str]:
    claims = {
        "debts_listed": standing.has_debts,
        "budget_made": standing.has_budget,
        "statement_imported": standing.has_statement,
        "months_analysed": standing.has_analysis,
        "nothing_affordable": standing.nothing_affordable,
        "proposal_written": standing.proposals > 0,
        "proposal_answered": standing.answers > 0,
        "proposal_refused": standing.refusals > 0,
        "second_proposal_answered": standing.answers >= ANSWERED_TWICE,
        "contact_recorded": standing.has_contact,
        "complaint_recorded": standing.has_complaint,
        "court_paper_received": standing.has_court_paper,
        "proceedings_recorded": standing.has_proceedings,
        "court_clock_runs": standing.has_court_clock,
        "court_clock_presses": standing.has_pressing_court_clock,
        "court_day_missing": standing.lacks_court_day,
        "safety_at_risk": standing.is_at_risk,
        "promise_due": standing.has_due_promise,
        "negotiation_checklist_complete": standing.negotiation_complete,
        "litigation_checklist_complete": standing.litigation_complete,
        "claim_recorded": standing.has_claim,
        "claim_clock_runs": standing.has_claim_clock,
        "identity_misused": standing.is_identity_misused,
        "defrauded": standing.is_defrauded,
        "referral_made": standing.has_referral,
    }
    for name, holds in claims.items():
        if holds:
            yield name
