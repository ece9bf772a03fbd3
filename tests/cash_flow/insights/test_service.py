import pytest

from app.cash_flow.insights.service import category_label, insight_read
from app.cash_flow.parameters import current_parameters
from app.core import i18n


def test_an_analysis_from_before_there_was_insight_says_nothing_of_it() -> None:
    found = insight_read(None, {})
    assert (found.simulation, found.order, found.living_costs) == (None, None, None)
    assert (len(found.savings), len(found.spending), len(found.shared_lines)) == (0, 0, 0)


def test_a_category_has_a_name_and_an_unknown_one_stands_for_itself() -> None:
    assert category_label("food") == "饮食"
    assert category_label("caravan") == "caravan"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_reason_of_the_model_has_words(language: str) -> None:
    for rule in current_parameters().model.priorities:
        assert i18n.text(f"cash_flow.priorities.{rule.reason}", language=language, debt_ref="x")
