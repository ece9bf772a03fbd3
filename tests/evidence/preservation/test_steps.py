from uuid import UUID, uuid4

import pytest

from app.core.rules import rule_book
from app.evidence.preservation.steps import Step, all_steps, steps_for
from tests.client import ApiClient


def _codes(
    media_type: str,
    *,
    original_kept: bool | None = None,
    has_transcript: bool = False,
    is_dated: bool = False,
) -> list[str]:
    found = steps_for(
        media_type,
        original_kept=original_kept,
        has_transcript=has_transcript,
        is_dated=is_dated,
    )
    return [step.code for step in found]


def test_a_recording_wants_its_carrier_its_words_and_perhaps_a_notary() -> None:
    assert _codes("audio/mp4") == [
        "keep_original_carrier",
        "write_transcript",
        "time_stamp",
        "notarise",
    ]
    assert "write_transcript" not in _codes("audio/mp4", has_transcript=True)


def test_a_paper_wants_its_original() -> None:
    assert _codes("application/pdf") == ["keep_paper_original"]


def test_what_lost_its_original_wants_support() -> None:
    assert "find_support" in _codes("image/jpeg", original_kept=False)
    assert "find_support" not in _codes("image/jpeg", original_kept=True)


def test_what_has_a_last_day_wants_renewal() -> None:
    assert _codes("application/zip", is_dated=True) == ["renew_before_expiry"]
    assert _codes("application/zip") == []


@pytest.mark.parametrize("step", all_steps(), ids=lambda step: step.code)
def test_every_step_reads_in_both_languages_and_rests_on_a_rule_that_exists(step: Step) -> None:
    for name in ("title", "why", "how_to"):
        for language in ("zh-CN", "en"):
            assert step.text(name, language)
    rule_id = step.rule_id
    assert rule_id is None or rule_book().cite(rule_id).rule_id == rule_id


def test_the_steps_of_an_item_come_in_the_callers_language(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    made = client.post(
        f"/v1/cases/{case_id}/evidence-items", files={"file": ("a.amr", b"#!AMR\n\x00")}
    )
    path = f"{made.headers['Location']}/preservation-steps"
    chinese = client.get(path).json()["items"]
    english = client.get(path, headers={"Accept-Language": "en"}).json()["items"]
    assert (chinese[0]["title"], english[0]["title"]) == (
        "保留原始载体",
        "Keep the original device",
    )
    assert chinese[0]["citation"]["rule_id"] == "EV-15"
    assert stranger.get(path).status_code == 404
    missing = f"/v1/cases/{case_id}/evidence-items/{uuid4()}/preservation-steps"
    assert client.get(missing).status_code == 404
