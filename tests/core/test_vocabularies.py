import pytest

from app.core.vocabularies import vocabularies, vocabulary_of
from tests.documented import OPERATIONS


def test_rows_come_sorted_by_name_from_every_file() -> None:
    names = [row["name"] for row in vocabularies()]
    assert names == sorted(names)
    assert {"creditor_type", "frequency", "case_status", "conduct", "verdict", "obligation"} <= set(
        names
    )


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        (("ordinary", "summary"), None),
        (("unreasonable", "reasonable", "borderline"), "verdict"),
        (("withdrawn", "sent"), "proposal_status"),
        ((), None),
    ],
)
def test_a_vocabulary_is_known_by_its_values_in_any_order(
    codes: tuple[str, ...], name: str | None
) -> None:
    assert vocabulary_of(codes) == name


def test_the_document_marks_its_enums() -> None:
    [operation] = [one for one in OPERATIONS if one.name == "list_complaint_channels"]
    [parameter] = operation.parameters("query")
    assert parameter["schema"]["x-vocabulary"] == "creditor_type"
