"""Bodies of scores and counter-offers on the case's own budget, debts and evidence."""

from typing import Annotated

from pydantic import Field

from app.cash_flow.analyses.schemas import MonthCount, SafetyBuffer, StressInput
from app.core.parameters import DEMO_DEBT, DEMO_PROPOSAL
from app.core.schemas import Id, Month
from app.proposals.offers.schemas import ConstraintsInput, MaxOptions
from app.proposals.situations.schemas import ScoreContext


class CaseView(ScoreContext):
    """How to look at the budget of the case; what is left out is a year from now on.

    Without `evidence`, what lies in the vault counts as held; without `history.efforts`, what is
    noted under the case.
    """

    start_month: Annotated[
        Month | None,
        Field(
            description="First month, counted whole; null: this one up to its 15th day, then the "
            "next: what came in and went out so far is in the balance already.",
            examples=["2026-12"],
        ),
    ] = None
    months: MonthCount = 12
    safety_buffer: SafetyBuffer = 0
    stress: Annotated[
        StressInput | None, Field(description="Null: the model's own.", examples=[None])
    ] = None


class CaseOffersRequest(CaseView):
    """A debt of the case for which plans are looked for that can be kept."""

    debt_id: Annotated[Id, Field(description="The debt.", examples=[DEMO_DEBT])]
    max_options: MaxOptions = 5
    constraints: ConstraintsInput = ConstraintsInput()
    success_curve: Annotated[
        bool, Field(description="Whether to say how safe which payment is.", examples=[True])
    ] = False
    proposal_id: Annotated[
        Id | None,
        Field(
            description="The proposal that was refused; the nearest compromise is looked for.",
            examples=[DEMO_PROPOSAL],
        ),
    ] = None
