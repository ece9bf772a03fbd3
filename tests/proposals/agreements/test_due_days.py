from dataclasses import replace
from datetime import date

from app.calc.periods import parse_month
from app.proposals.agreements.due_days import instalment_days, talk_days
from app.proposals.agreements.early_warning import Ahead
from app.proposals.agreements.progress import Due, Payment, Progress, progress_of
from app.proposals.agreements.requirements import requirements

FOLLOWING = replace(requirements().following, instalments_shown=2, talk_days_before=15)
DUES = (
    Due(0, date(2026, 12, 1), 50_000),
    Due(1, date(2026, 12, 10), 10_000),
    Due(2, date(2027, 1, 10), 10_000),
    Due(3, date(2027, 2, 10), 10_000),
    Due(4, date(2027, 3, 10), 10_000),
)
SHORT = Ahead("short", parse_month("2027-02"), 4_500)


def _progress(paid: int, on: date = date(2026, 12, 15)) -> Progress:
    return progress_of(DUES, [Payment(date(2026, 12, 1), paid)], on)


def test_missed_ones_all_and_of_those_to_come_a_few() -> None:
    found = instalment_days(_progress(0), FOLLOWING, "甲银行")
    assert [day.number for day in found] == [0, 1, 2, 3]
    assert found[0].text.endswith("upfront_due")
    assert found[1].text.endswith("instalment_due")
    assert found[1].words == {"creditor": "甲银行", "number": "1", "amount": "100.00"}


def test_a_part_paid_says_what_is_left() -> None:
    found = instalment_days(_progress(64_000), FOLLOWING, "甲银行")
    assert [(day.number, day.words["amount"]) for day in found] == [(2, "60.00"), (3, "100.00")]


def test_a_long_name_stays_within_one_line() -> None:
    found = instalment_days(_progress(0), FOLLOWING, "长" * 200)
    assert len(found[0].words["creditor"]) == 60


def test_talking_is_due_since_the_first_one_missed() -> None:
    [day] = talk_days(_progress(50_000), SHORT, FOLLOWING, "甲银行")
    assert (day.number, day.due_on) == (0, date(2026, 12, 10))
    assert day.words["amount"] == "100.00"
    assert day.text.endswith("renegotiate_missed")


def test_talking_is_due_before_the_month_that_falls_short() -> None:
    [day] = talk_days(_progress(60_000), SHORT, FOLLOWING, "甲银行")
    assert (day.number, day.due_on) == (0, date(2027, 1, 26))
    assert (day.words["month"], day.words["amount"]) == ("2027-02", "45.00")
    assert day.text.endswith("renegotiate_short")


def test_no_talk_while_it_is_carried_or_all_is_paid() -> None:
    for ahead in (Ahead("carried"), Ahead("unknown"), Ahead("tight", parse_month("2027-02"), 1)):
        assert talk_days(_progress(60_000), ahead, FOLLOWING, "甲银行") == ()
    assert talk_days(_progress(90_000), SHORT, FOLLOWING, "甲银行") == ()


def test_what_stays_the_same_when_a_day_moves() -> None:
    first, *_ = instalment_days(_progress(0), FOLLOWING, "甲银行")
    moved = replace(first, due_on=date(2027, 5, 1))
    assert first.place == moved.place
    assert first.facts("a")["agreement_id"] == "a"
