"""Which plans no other beats: from bounds the same as from exact merits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.proposals.best_shapes import COST, PAYMENT, BestShapes
from app.proposals.kept_shapes import KeptShapes, kept_shapes
from app.proposals.lender_value import lender_of
from app.proposals.model import scoring_model
from app.proposals.shapes import Limits, Loan, Shape
from app.proposals.terms import ProposalTerms

LENDER = lender_of(scoring_model().lender)
ASKS = scoring_model().offers.asks
LOAN = Loan(ASKS[0], 0, 60_000, Decimal(12), 60_000, ProposalTerms(1, date(2027, 1, 10)))
Merits = tuple[int, int, int, int]
MERITS = st.lists(st.tuples(*[st.integers(-3, 3)] * 4), min_size=1, max_size=40)


def _none_kept() -> KeptShapes:
    found, _ = kept_shapes([LOAN], np.zeros(30, dtype=np.int64), Limits(6, (0,), None, 6), LENDER)
    assert not len(found)
    return found


def _shape(merits: Merits) -> Shape:
    payment, term, cost, less = merits
    return Shape(LOAN, 0, 6, payment, term, cost, -less, (1, 2, 3))


def _best(merits: list[Merits]) -> list[Merits]:
    shapes = [_shape(one) for one in merits]
    found = BestShapes(_none_kept(), shapes)
    assert len(found.all()) == len(found)
    assert all(any(one is shape for shape in shapes) for one in found.all())
    return [shape.merits for shape in found.all()]


def _beats(one: Merits, other: Merits) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def _exactly(shapes: list[Shape]) -> list[Shape]:
    """Those that no other beats, the first of equals, by comparing each with each."""
    kept = [
        shape
        for place, shape in enumerate(shapes)
        if not any(
            _beats(other.merits, shape.merits) and (other.merits != shape.merits or at < place)
            for at, other in enumerate(shapes)
            if at != place
        )
    ]
    return sorted(kept, key=lambda shape: shape.merits)


@given(MERITS)
def test_none_that_stays_is_beaten_and_all_that_go_are(merits: list[Merits]) -> None:
    kept = _best(merits)
    assert kept == sorted(set(kept))
    for other in merits:
        assert (other in kept) == (not any(_beats(one, other) for one in kept if one != other))


def test_a_long_list_is_compared_in_parts() -> None:
    merits = [(place, 1_200 - place, 0, 0) for place in range(1_200)]
    assert _best([*merits, *merits, (5, 1_195, 1, 0)]) == merits


def test_the_first_of_equals_stays() -> None:
    equals = [_shape((2, 2, 0, 0)), _shape((1, 3, 0, 0)), _shape((2, 2, 0, 0))]
    found = BestShapes(_none_kept(), equals).all()
    assert found[0] is equals[1]
    assert found[1] is equals[0]


LOANS = st.lists(
    st.tuples(
        st.sampled_from([59_000, 59_001, 60_000, 60_000, 61_400]),
        st.sampled_from([0, 1_000]),
        st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("9.12"), Decimal("9.13")]),
    ),
    min_size=1,
    max_size=5,
    unique=True,
)
EXACT = st.lists(
    st.builds(
        lambda payment, term, cost, less: (payment, term, cost, less),
        st.integers(2_000, 9_000),
        st.integers(5, 30),
        st.integers(-1_000, 9_000),
        st.integers(-60_000, -30_000),
    ),
    max_size=4,
)


@given(LOANS, EXACT, st.integers(2_500, 12_000), st.integers(1, 24), st.data())
@example([(60_000, 0, Decimal(0)), (60_000, 0, Decimal("0.01"))], [], 9_000, 24, None)
@settings(max_examples=120, deadline=None)
def test_bounds_tell_the_same_as_exact_merits(
    drawn: list[tuple[int, int, Decimal]],
    rising: list[Merits],
    income: int,
    longest: int,
    data: st.DataObject | None,
) -> None:
    loans = [
        replace(LOAN, ask=ask, financed=fen, upfront=up, annual_rate_percent=rate)
        for ask, (fen, up, rate) in zip(ASKS, drawn, strict=False)
    ]
    limits = Limits(longest, (0, 1, 2), None, 30)
    room = np.arange(1, 40) * income - 2 * min(income, 3_000)
    others = [_shape(merits) for merits in rising]
    level, _ = kept_shapes(loans, room, limits, LENDER)
    best = BestShapes(level, others)
    wanted = _exactly([*(level.at(place) for place in range(len(level))), *others])
    if not wanted:
        assert best.all() == []
        return
    payment, term = 5_000, 20
    if data is not None:
        payment, term = data.draw(st.integers(2_000, 9_000)), data.draw(st.integers(2, 26))
    nearer = (one for one in wanted if one.payment > payment and one.term_months < term)
    assert best.least(PAYMENT) == wanted[0]
    assert best.nearest(payment, term) == next(nearer, None)
    assert best.shortest_of_each() == _shortest(wanted)
    assert best.least(COST) == min(wanted, key=lambda shape: shape.total_cost)
    by_merits = sorted(best.steps(), key=lambda shape: shape.merits)
    assert by_merits == [shape for shape in wanted if shape.step is not None]
    assert best.all() == wanted


def _shortest(shapes: list[Shape]) -> list[Shape]:
    found: dict[tuple[str, int, int], Shape] = {}
    for shape in sorted(shapes, key=lambda shape: shape.instalments):
        if shape.step is None:
            loan = shape.loan
            found.setdefault((loan.ask.code, loan.upfront, shape.first_month), shape)
    return list(found.values())


def test_what_is_worked_out_is_told_again() -> None:
    room = np.arange(1, 40) * 9_000
    level, _ = kept_shapes([LOAN], room, Limits(24, (0,), None, 24), LENDER)
    best = BestShapes(level, [])
    assert best.least(PAYMENT) is best.all()[0]
    assert best.shortest_of_each()[0] is best.all()[-1]


def test_a_payment_that_bounds_leave_open_is_worked_out_to_tell_the_nearest() -> None:
    """The largest payment of some plans is the last, which interest makes uncertain at first."""
    room, rate = np.arange(1, 80) * 9_000, Decimal("18.25")
    loans = [replace(LOAN, financed=fen, annual_rate_percent=rate) for fen in range(60_000, 60_009)]
    for loan in loans:
        level, _ = kept_shapes([loan], room, Limits(40, (0,), None, 40), LENDER)
        for shape in BestShapes(level, []).all()[:-1]:
            best = BestShapes(level, [])
            found = best.nearest(shape.payment - 1, shape.term_months + 1)
            assert found == shape
            shorter = best.nearest(shape.payment, shape.term_months + 1)
            assert shorter is not None
            assert shorter.instalments == shape.instalments - 1
