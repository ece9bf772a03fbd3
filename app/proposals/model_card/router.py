"""The score's model card."""

from typing import Annotated

from app.core.auth import Principal, caller
from app.core.routing import subject_router
from app.proposals.model_card import service
from app.proposals.model_card.schemas import ModelCard

router = subject_router(tag="proposals")
Calculator = Annotated[Principal, caller("calculators:use")]


@router.get("/calculators/proposal-score/model", summary="Read the score's model card")
def get_score_model(principal: Calculator) -> ModelCard:
    """Gates, sub-scores, weights and assumptions of the score, and what it is not."""
    return service.describe_model()
