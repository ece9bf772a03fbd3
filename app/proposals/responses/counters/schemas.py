"""Bodies of a lender's counter-offer laid beside ours."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.schemas import Code, Schema
from app.proposals.offers.schemas import OptionRead
from app.proposals.scores.schemas import ScoreFigures
from app.proposals.warnings.schemas import Message


class ComparedRead(Schema):
    """One field of both plans."""

    field: Annotated[str, Field(description="Of the terms, or of the score.", max_length=64)]
    theirs: Annotated[str, Field(description="As the lender offers it.", max_length=64)]
    ours: Annotated[str, Field(description="In our best option.", max_length=64)]
    better: Annotated[
        Literal["theirs", "ours"] | None,
        Field(description="Which is better for you; null: alike, or a matter of taste."),
    ]


class CounterOfferRead(Schema):
    """What the lender offers instead, scored like a proposal, beside the best we found.

    On the budget and evidence of today; without a budget, or with terms that contradict what is
    owed, there is no score and the message says what to do.
    """

    code: Annotated[Code, Field(description="What it comes to.")]
    message: Message
    score: ScoreFigures | None
    option: OptionRead | None
    comparison: Annotated[
        list[ComparedRead], Field(description="Field by field; empty without both.", max_length=40)
    ]
