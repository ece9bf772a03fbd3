"""Writes the strategy sheet of a claim: routes, costs against gains, relief, what comes after."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.cases import service as cases
from app.claims import service as claims
from app.claims.cost_benefit import Span, Stakes, Weighing, months_of, weigh
from app.claims.schemas import CaseClaimRead
from app.claims.strategy.schemas import (
    AfterwardsStep,
    ClaimStrategy,
    CostNotIncluded,
    EvidenceGap,
    FeeRelief,
    MoneySpan,
    MonthSpan,
    StrategyAssumption,
    StrategyEvidence,
    StrategyRoute,
    SuitWeighing,
)
from app.claims.strategy.weighed_with import (
    Assumption,
    assumptions_for,
    left_out,
    routes_for,
    shares_of,
    trial_months,
)
from app.core import i18n
from app.core.pagination import first_page
from app.core.results import explain
from app.core.rules import rule_book
from app.core.tables import data_table
from app.law.court_fees import TABLE as FEES
from app.law.service import localised, localised_list

TEXTS = "case_claims.strategy"
MOST_CLAIMS = 100


def strategy_of(session: Session, case_id: UUID, claim_id: UUID) -> ClaimStrategy:
    """The sheet of a claim as the case stands today.

    Raises:
        NotFound: if the case has no such claim.
    """
    read = claims.get_claim(session, case_id, claim_id)
    data = data_table("claims", "strategy")
    known = claims.page_of_claims(session, case_id, first_page(MOST_CLAIMS), status=None).items
    assumed = assumptions_for(data["assumptions"], _own(read))
    weighing = _weighing(read, assumed, data)
    hardship = cases.get_case(session, case_id).hardship
    reasons: set[str] = {hardship.reason, *hardship.additional_reasons} if hardship else set()
    routes = routes_for(data["routes"], _facts(read))
    shown: dict[str, Any] = {
        "routes": [_route(row) for row in routes],
        "weighing": weighing,
        "assumptions": [_assumption(each) for each in assumed.values()],
        "not_included": [_left_out(row) for row in left_out(data["not_included"], _entered(read))],
        "relief": _relief(data, reasons),
        "after_win": [_afterwards(row) for row in data["after_win"]],
        "after_loss": [_afterwards(row) for row in data["after_loss"]],
    }
    return ClaimStrategy(
        claim=claims.summary_of(read),
        other_claims=sorted(
            (each for each in known if each.id != claim_id), key=lambda each: each.strength
        ),
        readiness=read.readiness,
        readiness_text=read.readiness_text,
        warnings=read.warnings,
        clocks=read.clocks,
        courts=read.court.courts,
        court_warnings=read.court.warnings,
        evidence=_evidence(read),
        defences=read.defences,
        downsides=read.downsides,
        disputed=read.disputed,
        assumptions_version=data["version"],
        lessons=read.lessons,
        notice=i18n.text(f"{TEXTS}.notice"),
        **shown,
        **explain(
            {"claim": read.inputs_hash, "assumptions": data["version"], "reasons": sorted(reasons)},
            as_of=read.as_of,
            rule_ids=_cited(data, routes),
            trace=_trace(weighing),
        ),
    )


def _facts(read: CaseClaimRead) -> set[str]:
    holding = {
        "as_defence": read.as_defence.possible,
        "pending": read.as_defence.pending,
        "amount_known": read.disputed is not None,
    }
    return {name for name, holds in holding.items() if holds}


def _entered(read: CaseClaimRead) -> set[str]:
    """The costs that the caller gave a figure for, zero included."""
    if read.costs is None:
        return set()
    return {name for name, value in dict(read.costs).items() if value is not None}


def _left_out(row: Mapping[str, Any]) -> CostNotIncluded:
    return CostNotIncluded(code=row["code"], text=localised(row, "text"), rule_ids=row["rule_ids"])


def _own(read: CaseClaimRead) -> dict[tuple[str, str], Decimal | None]:
    """What the caller says instead of an assumption."""
    said, costs = read.assumptions, read.costs
    own: dict[tuple[str, str], Decimal | None] = {}
    if said is not None:
        months = said.enforcement_months_high
        own = {
            ("payout_share", "low"): said.payout_share_low,
            ("payout_share", "high"): said.payout_share_high,
            ("enforcement_months", "high"): None if months is None else Decimal(months),
        }
    entered = [] if costs is None else [costs.lawyer_fee, costs.notary_fee, costs.other]
    if any(each is not None for each in entered):
        total = Decimal(format_fen(sum(each or 0 for each in entered)))
        own |= {("own_costs", "low"): total, ("own_costs", "high"): total}
    return own


def _weighing(
    read: CaseClaimRead, assumed: Mapping[str, Assumption], data: Mapping[str, Any]
) -> SuitWeighing | None:
    if read.disputed is None:
        return None
    fees = [fee.fee for fee in read.fees]
    payout_low, payout_high = shares_of(assumed["payout_share"])
    own = int(assumed["own_costs"].high * 100)
    found = weigh(
        Stakes(
            disputed=Span(read.disputed.low, read.disputed.high),
            fee=Span(min(fees), max(fees)),
            own_costs=own,
            payout_low=payout_low,
            payout_high=payout_high,
        )
    )
    small = read.small_claims is not None and read.small_claims.track == "mandatory"
    trial = trial_months(rule_book(), data["tracks"], is_small_claim=small)
    enforcement = assumed["enforcement_months"]
    return _weighed(
        found,
        Span(min(fees), max(fees)),
        own,
        months_of(trial.low, trial.high, Span(int(enforcement.low), int(enforcement.high))),
    )


def _weighed(found: Weighing, fee: Span, own: int, months: Span) -> SuitWeighing:
    pays = found.break_even_worst is not None
    word = "pays" if pays else "hardly" if found.break_even_best is not None else "never"
    return SuitWeighing(
        gain=MoneySpan.model_validate(found.gain),
        net_if_won=MoneySpan.model_validate(found.net_if_won),
        loss=MoneySpan.model_validate(found.loss),
        fee_to_prepay=MoneySpan.model_validate(fee),
        own_costs=own,
        break_even_percent_best=found.break_even_best,
        break_even_percent_worst=found.break_even_worst,
        months=MonthSpan.model_validate(months),
        text=i18n.text(f"{TEXTS}.weighing.{word}"),
    )


def _evidence(read: CaseClaimRead) -> StrategyEvidence:
    standings = [each.standing for each in read.elements]
    return StrategyEvidence(
        supported=standings.count("supported"),
        elements=len(standings),
        opposed=standings.count("opposed"),
        gaps=[
            EvidenceGap(
                element=each.code,
                element_title=each.title,
                item=item.code,
                title=item.title,
                how_to_get=item.how_to_get,
            )
            for each in read.elements
            for item in each.items
            if item.needed
        ],
    )


def _route(row: Mapping[str, Any]) -> StrategyRoute:
    return StrategyRoute(
        code=row["code"],
        title=localised(row, "title"),
        text=localised(row, "text"),
        cost=row["cost"],
        rule_ids=row["rule_ids"],
    )


def _assumption(found: Assumption) -> StrategyAssumption:
    return StrategyAssumption(
        code=found.code,
        title=localised(found.row, "title"),
        low=format(found.low, "f"),
        high=format(found.high, "f"),
        unit=found.row["unit"],
        source="own" if found.is_own else "published",
        basis=i18n.text(f"{TEXTS}.own") if found.is_own else localised(found.row, "basis"),
    )


def _relief(data: Mapping[str, Any], reasons: set[str]) -> list[FeeRelief]:
    """Exemption, reduction and deferral of court fees, then legal aid."""
    grounds = rule_book().table(FEES)["relief"]
    found = [
        FeeRelief(
            code=row["code"],
            text=i18n.text(f"{TEXTS}.relief.{row['code']}"),
            grounds=localised_list(grounds, row["code"]),
            may_fit=bool(reasons & set(row["reasons"])),
            rule_ids=row["rule_ids"],
        )
        for row in data["relief"]
    ]
    aid = FeeRelief(
        code="legal_aid",
        text=i18n.text(f"{TEXTS}.relief.legal_aid"),
        grounds=[],
        may_fit=False,
        rule_ids=data["legal_aid_rule_ids"],
    )
    return [*found, aid]


def _afterwards(row: Mapping[str, Any]) -> AfterwardsStep:
    return AfterwardsStep(code=row["code"], title=localised(row, "title"), rule_ids=row["rule_ids"])


def _cited(data: Mapping[str, Any], routes: list[Mapping[str, Any]]) -> list[str]:
    rows = [
        *routes,
        *data["not_included"],
        *data["relief"],
        *data["after_win"],
        *data["after_loss"],
    ]
    cited = [rule_id for row in rows for rule_id in row["rule_ids"]]
    return [*cited, *data["legal_aid_rule_ids"], *data["tracks"].values(), "FEE-13", "FEE-16"]


def _trace(weighing: SuitWeighing | None) -> list[tuple[str, object, str | None]]:
    if weighing is None:
        return []
    return [
        ("gain_low", format_fen(weighing.gain.low), None),
        ("gain_high", format_fen(weighing.gain.high), None),
        ("loss_high", format_fen(weighing.loss.high), "FEE-29"),
    ]
