from datetime import date
from uuid import UUID

import pytest

from app.contacts.follow_ups.complaints import channels
from app.contacts.ladder.rungs import Step, rungs
from app.core.rules import rule_book
from app.core.tables import data_table

LADDER = data_table("contacts", "ladder")["rungs"]
CHANNELS = channels(rule_book())


def _step(number: int, channel: str, complaint_channel: str | None = None) -> Step:
    return Step(UUID(int=number), date(2026, 11, number), channel, complaint_channel)


@pytest.mark.parametrize(
    ("steps", "states"),
    [
        ([], ["next", "later", "later", "later", "later"]),
        ([_step(1, "phone")], ["tried", "next", "later", "later", "later"]),
        (
            [_step(1, "phone"), _step(2, "letter"), _step(3, "complaint_portal")],
            ["tried", "tried", "tried", "next", "later"],
        ),
        ([_step(1, "regulator_hotline")], ["skipped", "skipped", "skipped", "tried", "next"]),
        ([_step(1, "phone", "legal_12348")], ["skipped"] * 4 + ["tried"]),
        ([_step(1, "home_visit")], ["next", "later", "later", "later", "later"]),
    ],
)
def test_the_rung_above_every_tried_one_comes_next(steps: list[Step], states: list[str]) -> None:
    assert [rung.state for rung in rungs(LADDER, steps, CHANNELS, ())] == states


def test_a_rung_names_its_contacts_newest_first() -> None:
    steps = [_step(1, "phone"), _step(9, "branch"), _step(4, "online_chat")]
    first, second = rungs(LADDER, steps, CHANNELS, ())[:2]
    assert first.contact_ids == (UUID(int=9), UUID(int=4), UUID(int=1))
    assert first.last_on == date(2026, 11, 9)
    assert (second.contact_ids, second.last_on) == ((), None)


@pytest.mark.parametrize(
    ("types", "offered"),
    [
        ({"bank"}, ("nfra_12378", "pboc_12363", "people_mediation")),
        ({"microloan_company"}, ("local_finance", "pboc_12363", "people_mediation")),
        ({"private_person"}, ("pboc_12363", "people_mediation")),
        ({"unknown"}, ("nfra_12378", "local_finance", "pboc_12363", "people_mediation")),
        (set(), ("nfra_12378", "local_finance", "pboc_12363", "people_mediation")),
    ],
)
def test_only_channels_for_this_kind_of_creditor_are_offered(
    types: set[str], offered: tuple[str, ...]
) -> None:
    assert rungs(LADDER, [], CHANNELS, types)[3].complaint_channels == offered


def test_the_ladder_names_known_channels_and_papers() -> None:
    items = {item["code"] for item in data_table("checklists", "items")["items"]}
    for row in LADDER:
        assert set(row["complaint_channels"]) <= CHANNELS.keys(), row["code"]
        assert set(row["evidence"]) <= items, row["code"]
        assert row["needs_zh"]
        assert len(row["needs_zh"]) == len(row["needs_en"])
        assert len(row["keep_zh"]) == len(row["keep_en"])
