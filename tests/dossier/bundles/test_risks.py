import pytest

from app.core.tables import data_table
from app.dossier.bundles.risks import risks_in, texts_in
from app.dossier.bundles.selection import RISKS


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("当时刷信用卡套现了两万", ["cash_out"]),
        ("网赌输了三万，保证还清", ["gambling", "absolute_promise"]),
        ("我从没有套现", []),
        ("我八月起失业，正在找工作", []),
        ("", []),
    ],
)
def test_bundles_know_the_phrases_that_papers_know(text: str, codes: list[str]) -> None:
    assert risks_in([text]) == codes


def test_the_data_and_the_code_know_the_same_risks() -> None:
    assert {row["code"] for row in data_table("documents", "risks")["risks"]} == RISKS


def test_texts_are_found_at_any_depth() -> None:
    value = {"a": ["x", {"b": "y", "c": None, "d": 1}], "e": ("z",)}
    assert list(texts_in(value)) == ["x", "y", "z"]
