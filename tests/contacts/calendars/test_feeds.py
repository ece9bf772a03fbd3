from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.contacts.calendars.feeds import Due, feed

CHANGED = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CALL = Due(UUID(int=2), date(2026, 11, 25), CHANGED, 3, "约定的事到期", "三个工作日内回电")
LETTER = Due(UUID(int=1), date(2026, 12, 31), CHANGED, 1, "等回复")


def test_the_calendar_reads_back_as_it_was_meant() -> None:
    calendar = Calendar.from_ical(feed("要跟进的事", [LETTER, CALL]))
    assert calendar["version"] == "2.0"
    assert calendar["x-wr-calname"] == "要跟进的事"
    first, second = calendar.walk("VEVENT")
    assert first["uid"] == f"{UUID(int=2)}@follow-ups.shangan"
    assert first.decoded("dtstart") == date(2026, 11, 25)
    assert first.decoded("dtend") == date(2026, 11, 26)
    assert first.decoded("dtstamp") == CHANGED
    assert (first["summary"], first["description"]) == ("约定的事到期", "三个工作日内回电")
    assert first["sequence"] == 2
    assert first["class"] == "PRIVATE"
    assert second["summary"] == "等回复"
    assert "description" not in second
    assert second.decoded("dtend") == date(2027, 1, 1)


def test_the_same_entries_give_the_same_bytes_in_short_lines() -> None:
    once = feed("a", [CALL, LETTER])
    assert once == feed("a", [LETTER, CALL])
    lines = once.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(len(line) for line in lines) <= 75


def test_an_empty_calendar_is_one_too() -> None:
    assert Calendar.from_ical(feed("a", [])).walk("VEVENT") == []


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n,;\\:"'),
        min_size=1,
        max_size=200,
    ).filter(lambda text: "\r" not in text)
)
def test_any_text_comes_back(text: str) -> None:
    entry = Due(UUID(int=1), date(2026, 11, 25), CHANGED, 1, "x", text)
    [event] = Calendar.from_ical(feed("a", [entry])).walk("VEVENT")
    assert event["description"] == text
