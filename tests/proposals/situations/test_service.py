from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.cash_flow.analyses.schemas import CashFlowInput, DebtInput
from app.core.errors import InvalidInput
from app.proposals.model import Route, scoring_model
from app.proposals.situation import Situation
from app.proposals.situations.schemas import ScoreContext
from app.proposals.situations.service import assumptions_read, situation_of
from tests.cash_flow.bodies import CARD, CASH_FLOW
from tests.proposals.households import EXAMPLE
from tests.proposals.stories import SCORE

FLOW = CashFlowInput.model_validate(CASH_FLOW)
CONTEXT = {name: SCORE[name] for name in ("evidence", "history", "assumptions")}


def situation(debt: dict[str, Any] | None = None, **context: Any) -> Situation:
    body = DebtInput.model_validate({**CARD, **(debt or {})})
    return situation_of(body, FLOW, ScoreContext.model_validate({**CONTEXT, **context}))


def test_the_contracts_example_as_values() -> None:
    assert situation() == EXAMPLE


def test_the_guarantor_comes_from_the_debt_and_the_rest_from_the_context() -> None:
    known = situation({"guaranteed": True}, circumstances={"payment_order_pending": True}).known
    assert (known.guaranteed, known.limitation_possible) == (True, False)
    assert known.payment_order_pending


def test_a_debt_of_which_nothing_is_known_is_refused() -> None:
    unknown = dict.fromkeys(("principal_outstanding", "interest_outstanding"), None)
    with pytest.raises(InvalidInput) as refused:
        situation({**unknown, "penalty_outstanding": None, "fees_outstanding": None})
    assert [fault.code for fault in refused.value.errors] == ["amount_owed_missing"]


def test_assumptions_left_out_are_those_of_the_model() -> None:
    model = scoring_model().lender
    sale = {"code": "sale", "probability": "1", "recovery": "0.2", "months": 2, "cost": "5.00"}
    given = {"redefault_share": "0.10", "routes": [sale]}
    assert situation(assumptions=given).assumptions == replace(
        model,
        redefault_share=Decimal("0.10"),
        routes=(Route("sale", Decimal(1), Decimal("0.2"), 2, 500),),
    )
    shown = assumptions_read(model).model_dump(mode="json")
    assert situation(assumptions=shown).assumptions == model
