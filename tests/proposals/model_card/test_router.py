import pytest

from app.proposals.model_card.service import GATES
from tests.client import ApiClient


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_model_card_says_what_it_is_not(client: ApiClient, language: str) -> None:
    card = client.get(
        "/v1/calculators/proposal-score/model", headers={"Accept-Language": language}
    ).json()
    assert sum(part["points"] for part in card["sub_scores"]) == 100
    assert {gate["code"] for gate in card["gates"]} == set(GATES)
    assert len(card["what_it_is_not"]) == 3
