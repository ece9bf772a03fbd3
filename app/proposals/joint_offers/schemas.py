"""Bodies of offers to all creditors at once."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Code, DecimalOut, Id, MoneyIn, MoneyOut, Schema
from app.proposals.allocations.schemas import AllocationMethod
from app.proposals.case_scores.schemas import CaseView
from app.proposals.offers.schemas import OptionRead
from app.proposals.payments.schemas import Instalments
from app.proposals.warnings.schemas import Message, Notice, WarningRead


class JointOffersRequest(CaseView):
    """How one monthly amount is split over the debts, and what the offers may be."""

    method: Annotated[
        AllocationMethod,
        Field(
            description="By balance, by contract, evenly, highest rate or smallest balance first, "
            "or what keeps the roof and the work first.",
            examples=["pro_rata"],
        ),
    ] = "pro_rata"
    floor: Annotated[MoneyIn, Field(description="Least for each.", examples=["0.00"])] = 0
    essential_debt_ids: Annotated[
        list[Id],
        Field(max_length=100, description="Debts that keep the roof or the work.", examples=[[]]),
    ] = []
    monthly_amount: Annotated[
        MoneyIn | None,
        Field(description="Most for all debts; null: what every month carries.", examples=[None]),
    ] = None
    max_instalments: Annotated[
        Instalments | None, Field(description="Most instalments of an offer.", examples=[60])
    ] = None
    keep_principal: Annotated[
        bool, Field(description="Whether all of the principal is to be paid.", examples=[True])
    ] = True
    no_new_interest: Annotated[
        bool, Field(description="Whether only plans without interest are wanted.", examples=[False])
    ] = False
    debt_ids: Annotated[
        list[Id],
        Field(description="Only these; empty: all not settled.", max_length=100, examples=[[]]),
    ] = []


class TreatmentRead(Schema):
    """How this creditor is treated beside the others: parts of what is owed and of what is paid."""

    share_of_owed_percent: Annotated[DecimalOut, Field(description="Of all that is owed.")]
    share_of_payments_percent: Annotated[
        DecimalOut, Field(description="Of all that is paid a month.")
    ]
    repaid_percent: Annotated[
        DecimalOut | None, Field(description="Of what it is owed; null: no offer.")
    ]


class DebtOfferRead(Schema):
    """One debt's share and the offer within it."""

    debt_id: Annotated[UUID, Field(description="The debt.")]
    creditor_name: Annotated[str, Field(description="Who is owed.", max_length=200)]
    owed: Annotated[MoneyOut, Field(description="Owed today.")]
    share: Annotated[MoneyOut, Field(description="Its part of the monthly amount.")]
    option: OptionRead | None
    cheapest: Annotated[
        OptionRead | None,
        Field(description="What costs least within the share; null: the option itself does."),
    ]
    reason: Annotated[Code | None, Field(description="Why there is no offer; null: there is one.")]
    holding_options: Annotated[
        list[Code], Field(description="What to ask for meanwhile.", max_length=5)
    ]
    treatment: TreatmentRead
    warnings: Annotated[
        list[WarningRead], Field(description="To be read before it is sent.", max_length=20)
    ]


class JointOffersResult(CalculationResult):
    """Offers to all creditors that can all be kept together, plain and stressed."""

    monthly_amount: Annotated[MoneyOut, Field(description="For all debts together, each month.")]
    total_payments: Annotated[MoneyOut, Field(description="Largest payments of all offers.")]
    method: Annotated[Code, Field(description="How it was split.")]
    offers: Annotated[list[DebtOfferRead], Field(description="Debt by debt.", max_length=100)]
    left_out: Annotated[
        list[UUID],
        Field(description="Debts whose amount is not known, or that are too many.", max_length=100),
    ]
    reason: Annotated[Code | None, Field(description="Why nothing can be offered; null: it can.")]
    scenario: Annotated[
        Literal["base", "stressed"] | None, Field(description="Where nothing can be paid.")
    ]
    message: Message
    review_after_months: Annotated[int | None, Field(description="When to look again.")]
    notice: Notice
    warnings: Annotated[
        list[WarningRead], Field(description="Open court clocks come first.", max_length=20)
    ]
    model_version: Annotated[str, Field(description="Version of weights and bands.", max_length=64)]
