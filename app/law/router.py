"""`/v1/legal/…` and `/v1/calculators/interest-ceiling`."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.routing import subject_router
from app.core.schemas import Day, Page
from app.law import service
from app.law.schemas import Claim, InterestCeilingRequest, InterestCeilingResult, LegalRule

router = subject_router(tag="law")
Reader = Annotated[Principal, caller("law:read")]
Calculator = Annotated[Principal, caller("calculators:use")]


@router.get("/legal/rules", summary="List rules of law")
def list_legal_rules(
    principal: Reader,
    paging: Paging,
    response: Response,
    as_of: Annotated[Day | None, Query(description="Only rules in force on this day.")] = None,
    topic: Annotated[
        str | None,
        Query(
            max_length=64,
            pattern=r"^[a-z0-9_]{1,64}$",
            description="Only rules of this topic.",
            examples=["credit_cards"],
        ),
    ] = None,
) -> Page[LegalRule]:
    """Dated rules with their articles, and how far each text was verified."""
    found = paging.slice_in_memory(service.list_rules(as_of, topic))
    return link_next(response, found, LegalRule)


@router.get("/legal/rules/{rule_id}", summary="Read a rule of law")
def get_legal_rule(
    principal: Reader,
    rule_id: Annotated[
        str,
        Path(
            max_length=64,
            pattern=r"^[A-Za-z0-9-]{1,64}$",
            description="Id of a rule, as citations give it.",
            examples=["CARD-70"],
        ),
    ],
) -> LegalRule:
    """The rule behind a citation."""
    return service.get_rule(rule_id)


@router.get("/legal/claims", summary="List claims")
def list_legal_claims(principal: Reader) -> Page[Claim]:
    """The claims catalogue: elements, burden of proof, usual defences and what answers them."""
    return Page[Claim](items=service.list_claims(), next_cursor=None)


@router.post(
    "/calculators/interest-ceiling",
    summary="Which interest ceilings apply",
    dependencies=[Depends(optional_key)],
)
def compute_interest_ceiling(
    request: InterestCeilingRequest, principal: Calculator
) -> InterestCeilingResult:
    """Ceilings for this kind of lender and contract date, with article, force and effect."""
    return service.compute_interest_ceiling(request)
