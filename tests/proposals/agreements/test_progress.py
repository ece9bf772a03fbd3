from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.periods import month_of
from app.proposals.agreements.progress import Due, Payment, Progress, instalments_of, progress_of
from app.proposals.terms import ProposalTerms, plan_of
from tests.proposals.households import CARD, LOAN

TODAY = date(2027, 3, 15)
DUES = tuple(Due(n, date(2027, n, 10), 10_000) for n in range(1, 7))


def at(*payments: tuple[str, int], as_of: date = TODAY) -> Progress:
    paid = [Payment(date.fromisoformat(day), amount) for day, amount in payments]
    return progress_of(DUES, paid, as_of)


def test_nothing_paid_is_missed_up_to_today() -> None:
    found = at()
    assert [one.status for one in found.instalments] == ["missed"] * 3 + ["upcoming"] * 3
    assert [one.days_late for one in found.instalments] == [64, 33, 5, 0, 0, 0]
    assert (found.arrears, found.remaining, found.paid, found.ahead) == (30_000, 60_000, 0, 0)
    assert found.next_due is not None
    assert found.next_due.number == 4


def test_a_payment_on_the_day_is_in_time_and_due_today_is_not_missed() -> None:
    found = at(("2027-01-10", 10_000), as_of=date(2027, 2, 10))
    first, second = found.instalments[:2]
    assert (first.status, first.days_late, first.paid_in_full_on) == ("paid", 0, date(2027, 1, 10))
    assert second.status == "upcoming"
    assert found.next_due == second


def test_payments_count_against_the_oldest_first() -> None:
    found = at(("2027-03-01", 15_000))
    assert [one.paid for one in found.instalments] == [10_000, 5_000, 0, 0, 0, 0]
    assert [one.status for one in found.instalments][:3] == ["paid", "missed", "missed"]
    assert found.instalments[0].days_late == 50
    assert found.arrears == 15_000


def test_the_payment_that_completes_it_says_when() -> None:
    found = at(("2027-01-05", 4_000), ("2027-01-20", 6_000))
    assert found.instalments[0].paid_in_full_on == date(2027, 1, 20)
    assert found.instalments[0].days_late == 10


def test_paying_ahead_is_seen() -> None:
    found = at(("2027-01-02", 35_000))
    assert [one.status for one in found.instalments][:4] == ["paid"] * 3 + ["partly_paid"]
    assert found.missed == ()
    assert found.next_due is not None
    assert found.next_due.outstanding == 5_000


def test_everything_paid_is_settled_and_more_is_kept_apart() -> None:
    found = at(("2027-01-02", 60_500))
    assert found.is_settled
    assert (found.remaining, found.ahead, found.next_due) == (0, 500, None)


def test_what_comes_later_does_not_count_yet() -> None:
    assert at(("2027-03-16", 60_000)).paid == 0


def test_what_is_still_to_pay_lies_in_its_months() -> None:
    start = month_of(TODAY)
    assert at(("2027-01-10", 10_000)).still_to_pay(start) == (20_000, 10_000, 10_000, 10_000)
    assert at(("2027-01-10", 60_000)).still_to_pay(start) == (0, 0, 0, 0)
    assert progress_of((), [], TODAY).still_to_pay(start) == (0,)


def test_a_month_without_an_instalment_has_nothing_to_pay() -> None:
    dues = (Due(1, date(2027, 1, 10), 10_000), Due(2, date(2027, 4, 10), 20_000))
    found = progress_of(dues, [], TODAY)
    assert found.still_to_pay(month_of(date(2026, 12, 1))) == (0, 10_000, 0, 0, 20_000)


def test_up_front_money_is_due_on_the_day_of_the_agreement() -> None:
    plan = plan_of(CARD, ProposalTerms(12, date(2027, 1, 10), upfront_payment=50_000))
    dues = instalments_of(plan, date(2026, 12, 1))
    assert dues[0] == Due(0, date(2026, 12, 1), 50_000)
    assert len(dues) == 13
    assert sum(due.amount for due in dues) == plan.total_paid
    without = plan_of(LOAN, ProposalTerms(12, date(2027, 1, 10)))
    assert instalments_of(without, TODAY)[0].number == 1


def test_an_instalment_of_nothing_is_paid() -> None:
    found = progress_of([Due(1, date(2027, 1, 10), 0)], [], TODAY)
    assert (found.instalments[0].status, found.instalments[0].days_late) == ("paid", 0)
    assert found.is_settled


PAYMENTS = st.lists(
    st.builds(
        Payment,
        st.dates(date(2026, 12, 1), date(2027, 6, 30)),
        st.integers(1, 40_000),
    ),
    max_size=8,
)


@given(PAYMENTS, st.dates(date(2026, 12, 1), date(2027, 12, 31)))
def test_no_fen_is_lost(payments: list[Payment], as_of: date) -> None:
    found = progress_of(DUES, payments, as_of)
    paid = sum(one.amount for one in payments if one.paid_on <= as_of)
    assert found.paid == paid == sum(one.paid for one in found.instalments) + found.ahead
    assert found.remaining + paid - found.ahead == 60_000
    assert sum(found.still_to_pay(month_of(as_of))) == found.remaining
    assert all(0 <= one.paid <= one.amount for one in found.instalments)
    covered = [one.outstanding == 0 for one in found.instalments]
    assert covered == sorted(covered, reverse=True)


@given(PAYMENTS, st.integers(1, 40_000), st.integers(0, 200))
def test_another_payment_never_adds_arrears(
    payments: list[Payment], amount: int, days: int
) -> None:
    more = Payment(date(2026, 12, 1) + timedelta(days=days), amount)
    before, after = progress_of(DUES, payments, TODAY), progress_of(DUES, [*payments, more], TODAY)
    assert after.arrears <= before.arrears
    assert len(after.missed) <= len(before.missed)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_recording_does_not_matter(order: int) -> None:
    paid = [("2027-01-09", 10_000), ("2027-02-20", 3_000), ("2027-03-01", 9_000)]
    assert at(*paid[::order]) == at(*paid)
