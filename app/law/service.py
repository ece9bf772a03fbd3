"""Shows rules and claims in the caller's language and explains interest ceilings."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.core import i18n
from app.core.errors import NotFound
from app.core.results import cite, explain
from app.core.rules import Rule, UnknownRule, rule_book
from app.law import ceilings
from app.law.schemas import (
    Ceiling,
    Claim,
    ClaimCost,
    ClaimElement,
    ClaimPeriod,
    Defence,
    Downside,
    InterestCeilingRequest,
    InterestCeilingResult,
    LegalRule,
)


def list_rules(as_of: date | None, topic: str | None) -> list[LegalRule]:
    """Rules by id, those in force on a day and of a topic if given."""
    return [_shown(rule) for rule in rule_book().rules(as_of, topic)]


def get_rule(rule_id: str) -> LegalRule:
    """One rule.

    Raises:
        NotFound: if no rule has the id.
    """
    try:
        return _shown(rule_book().rule(rule_id))
    except UnknownRule as error:
        raise NotFound from error


def _shown(rule: Rule) -> LegalRule:
    english = i18n.current_language() == "en"
    return LegalRule(
        rule_id=rule.id,
        topic=rule.topic,
        title=rule.title_en if english else rule.title_zh,
        article=rule.article,
        summary=rule.summary_en if english else rule.summary_zh,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        verification=rule.verification,
        verified_on=rule.verified_on,
        source=rule.source,
        warning=cite(rule_book().cite(rule.id)).warning,
    )


def localised(row: Mapping[str, Any], name: str) -> str:
    """A text of a data row in the caller's language (`<name>_zh`, `<name>_en`)."""
    return str(row[f"{name}_en" if i18n.current_language() == "en" else f"{name}_zh"])


def localised_list(row: Mapping[str, Any], name: str) -> list[str]:
    """Texts of a data row in the caller's language; none where the row has no such list."""
    language = "en" if i18n.current_language() == "en" else "zh"
    return list(row.get(f"{name}_{language}", ()))


def claims_catalogue() -> Sequence[Mapping[str, Any]]:
    """The claims as data rows, for subjects that apply them to a case."""
    rows: Sequence[Mapping[str, Any]] = rule_book().table("claims")["claims"]
    return rows


def list_claims() -> list[Claim]:
    """The catalogue, the firmest claim first."""
    return [_claim(row) for row in claims_catalogue()]


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(
        code=row["code"],
        title=localised(row, "title"),
        remedy=localised(row, "remedy"),
        strength=row["strength"],
        clock=row["clock"],
        period=ClaimPeriod(obligation=row["period"], text=localised(row, "period")),
        cost=ClaimCost(
            procedure=row["cost"]["procedure"],
            note=localised(row["cost"], "note"),
            rule_ids=row["cost"]["rule_ids"],
        ),
        downsides=[
            Downside(title=localised(one, "title"), rule_ids=one["rule_ids"])
            for one in row["downsides"]
        ],
        applies_from=row.get("applies_from"),
        elements=[_element(element) for element in row["elements"]],
        defences=[
            Defence(
                title=localised(defence, "title"),
                answer=localised(defence, "answer"),
                rule_ids=defence["rule_ids"],
            )
            for defence in row["defences"]
        ],
        citations=[cite(rule_book().cite(rule_id)) for rule_id in _cited(row)],
    )


def _element(element: Mapping[str, Any]) -> ClaimElement:
    return ClaimElement(
        code=element["code"],
        title=localised(element, "title"),
        burden=element["burden"],
        burden_text=i18n.text(f"claims.burden.{element['burden']}"),
        rule_ids=element["rule_ids"],
        items=element["items"],
    )


def _cited(row: Mapping[str, Any]) -> list[str]:
    """Every rule a claim names, its own first, each once."""
    parts = (*row["elements"], *row["defences"], row["cost"], *row["downsides"])
    return list(
        dict.fromkeys([*row["rule_ids"], *(one for part in parts for one in part["rule_ids"])])
    )


def explain_ceilings(
    creditor_type: str,
    contract_date: date | None,
    as_of: date,
    *,
    platform_assisted: bool = False,
    annual_rate_percent: Decimal | None = None,
) -> list[Ceiling]:
    """Ceilings for one creditor, put into words and cited."""
    found = ceilings.ceilings_for(
        rule_book(),
        creditor_type=creditor_type,
        contract_date=contract_date,
        as_of=as_of,
        platform_assisted=platform_assisted,
        annual_rate_percent=annual_rate_percent,
    )
    return [_ceiling(one) for one in found]


def _ceiling(found: ceilings.Ceiling) -> Ceiling:
    citation = cite(rule_book().cite(found.rule_id))
    stale = i18n.text("ceilings.rate_not_checked") if found.provisional else None
    return Ceiling(
        rule_id=found.rule_id,
        ceiling_percent=found.ceiling_percent,
        applies=found.applies,
        exceeded=found.exceeded,
        since=found.since,
        force=found.force,  # type: ignore[arg-type]  # the data's vocabulary is tested
        effect=found.effect,  # type: ignore[arg-type]  # the data's vocabulary is tested
        automatic=False,
        explanation=i18n.text(f"ceilings.{found.reason}"),
        provisional=found.provisional,
        verification=citation.verification,
        warning=stale or citation.warning,
        citation=citation,
    )


def changes_of_ceiling(rule_id: str, as_of: date) -> list[tuple[date, Decimal]]:
    """Days from which another percentage measures the same contract; see `ceilings.changes_of`."""
    return list(ceilings.changes_of(rule_book(), rule_id, as_of))


def compute_interest_ceiling(request: InterestCeilingRequest) -> InterestCeilingResult:
    """The calculator: which ceilings apply, or what to check where nothing may be guessed."""
    found = explain_ceilings(
        request.creditor_type,
        request.contract_date,
        request.as_of,
        platform_assisted=request.platform_assisted,
        annual_rate_percent=request.annual_rate_percent,
    )
    return InterestCeilingResult(
        ceilings=found,
        advice=None if found else i18n.text("ceilings.check_contract"),
        **explain(
            request,
            as_of=request.as_of,
            rule_ids=[ceiling.rule_id for ceiling in found],
            trace=[
                (f"ceiling:{ceiling.rule_id}", ceiling.ceiling_percent, ceiling.rule_id)
                for ceiling in found
            ],
        ),
    )
