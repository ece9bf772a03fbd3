from app.proposals.plan_flows import LevelFlows, PlanFlows, Run, SteppedFlows


def by_month(runs: tuple[Run, ...]) -> list[int]:
    months = [0] * max(first + count for first, count, _fen in runs)
    for first, count, fen in runs:
        for month in range(first, first + count):
            months[month] += fen
    return months


def test_equal_payments_put_briefly_are_their_months() -> None:
    """20 at once, then 10 three times from the second month on, and 7."""
    flows = LevelFlows(upfront=20, first=1, level=10, last=7, instalments=4, left_at_break=0)
    assert by_month(flows.runs) == [20, 10, 10, 10, 7]
    assert (flows.payments, flows.paid) == ((10, 10, 10, 7), 37)
    single = LevelFlows(20, 0, 9, 8, 1, 0)
    assert by_month(single.runs) == [28]
    assert (single.payments, single.paid) == ((8,), 8)


def test_payments_that_rise_once_put_briefly_are_their_months() -> None:
    """5 three times from the third month on, then 9 twice, and 4."""
    flows = SteppedFlows(first=2, after=3, low=5, high=9, last=4, instalments=6, left_at_break=0)
    assert by_month(flows.runs) == [0, 0, 5, 5, 5, 9, 9, 4]
    assert (flows.payments, flows.paid) == ((5, 5, 5, 9, 9, 4), 37)
    shortest = SteppedFlows(0, 3, 5, 9, 4, 4, 0)
    assert by_month(shortest.runs) == [5, 5, 5, 4]
    assert (shortest.payments, shortest.paid) == ((5, 5, 5, 4), 19)


def test_the_same_flows_are_the_same_however_they_are_put() -> None:
    brief = PlanFlows((1, 1), (1, 0), ((0, 2, 1),))
    assert brief == PlanFlows((1, 1), (1, 0))
    assert "runs" not in repr(brief)
