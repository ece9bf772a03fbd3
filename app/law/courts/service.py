"""Puts jurisdiction and small claims into words."""

from collections.abc import Iterable

from app.calc.money import format_fen
from app.core import clock, i18n
from app.core.results import explain
from app.core.rules import rule_book
from app.law.courts.schemas import (
    ClauseJudgement,
    ClauseReasonRead,
    CourtRead,
    JurisdictionBody,
    JurisdictionResult,
    JurisdictionWarning,
    SmallClaimsRequest,
    SmallClaimsResult,
)
from app.law.jurisdiction import Clause, Court, JurisdictionRequest, find_courts
from app.law.thresholds import small_claims_bounds, small_claims_track

SMALL_CLAIMS_RULES = ("CPL-165", "CPL-166", "CPL-168", "CPLI-272")


def find_jurisdiction(request: JurisdictionBody) -> JurisdictionResult:
    """The courts that may hear a claim, what the clause is worth, and what to look out for."""
    as_of = request.as_of or clock.today()
    clause = request.clause
    found = find_courts(
        rule_book(),
        JurisdictionRequest(
            **{
                **request.model_dump(exclude={"clause", "as_of", "tort_places"}),
                "as_of": as_of,
                "tort_places": tuple(request.tort_places),
                "clause": None
                if clause is None
                else Clause(
                    **{
                        **clause.model_dump(),
                        "places": tuple(clause.places),
                        "connection": tuple(clause.connection),
                    }
                ),
            }
        ),
    )
    cited = [
        *(rule_id for court in found.courts for rule_id in court.rule_ids),
        *(rule_id for court in found.defaults for rule_id in court.rule_ids),
        *(rule_id for reason in found.reasons for rule_id in reason.rule_ids),
    ]
    return JurisdictionResult(
        courts=_courts(found.courts),
        courts_without_clause=_courts(found.defaults),
        clause=ClauseJudgement(
            effect=found.effect,  # type: ignore[arg-type]  # the effects are tested
            text=i18n.text(f"jurisdiction.effect.{found.effect}"),
            reasons=[
                ClauseReasonRead(
                    code=reason.code,
                    text=i18n.text(f"jurisdiction.reasons.{reason.code}"),
                    rule_ids=list(reason.rule_ids),
                )
                for reason in found.reasons
            ],
        ),
        sued_in_fits=found.sued_in_fits,
        warnings=[
            JurisdictionWarning(code=code, message=i18n.text(f"jurisdiction.warnings.{code}"))
            for code in found.warnings
        ],
        **explain(
            request,
            as_of=as_of,
            rule_ids=[*cited, "CPL-130"],
            trace=[("clause_effect", found.effect, None)],
        ),
    )


def _courts(courts: Iterable[Court]) -> list[CourtRead]:
    return [
        CourtRead(
            place=court.place,
            basis=court.basis,
            reason=i18n.text(f"jurisdiction.basis.{court.basis}"),
            rule_ids=list(court.rule_ids),
        )
        for court in courts
    ]


def check_small_claims(request: SmallClaimsRequest) -> SmallClaimsResult:
    """Whether a money claim is a small claim, by the wage figure the caller looked up."""
    book = rule_book()
    lower, upper = small_claims_bounds(book, request.provincial_wage)
    track = small_claims_track(book, request.claim_amount, request.provincial_wage)
    excluded = list(dict.fromkeys(request.exclusions))
    explanation = i18n.text(f"small_claims.{track}")
    if excluded:
        track = "not_available"
        names = "、".join(i18n.text(f"small_claims.{code}") for code in excluded)
        explanation = i18n.text("small_claims.excluded", exclusions=names)
    return SmallClaimsResult(
        track=track,
        final=track == "mandatory",
        mandatory_up_to=lower,
        by_agreement_up_to=upper,
        explanation=explanation,
        notes=[i18n.text("small_claims.check_wage"), i18n.text("small_claims.object_to_track")],
        **explain(
            request,
            rule_ids=SMALL_CLAIMS_RULES,
            trace=[
                ("mandatory_up_to", format_fen(lower), "CPL-165"),
                ("by_agreement_up_to", format_fen(upper), "CPL-165"),
            ],
        ),
    )
