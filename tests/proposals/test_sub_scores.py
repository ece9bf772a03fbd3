from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cash_flow.budget_lines import DebtLine
from app.proposals import sub_scores
from app.proposals.model import scoring_model
from app.proposals.terms import ProposalTerms, Waiver, outstanding
from tests.proposals.households import CARD, LOAN, PHONE, WORKED_EXAMPLE

MODEL = scoring_model()
BANDS = MODEL.bands
FIRST = date(2027, 1, 10)
SHARES = st.integers(0, 840).map(lambda part: Fraction(part, 840))


def test_affordability_is_full_at_one_and_no_more() -> None:
    assert sub_scores.affordability(Fraction(3, 4)) == Fraction(3, 4)
    assert sub_scores.affordability(Fraction(1)) == sub_scores.affordability(Fraction(9)) == 1


def test_lender_value_is_full_at_its_band() -> None:
    full = BANDS.lender_value_full_at
    assert sub_scores.lender_share(full, BANDS) == sub_scores.lender_share(full * 2, BANDS) == 1
    assert sub_scores.lender_share(full / 2, BANDS) == Fraction(1, 2)
    assert sub_scores.lender_share(Decimal(0), BANDS) == 0
    assert sub_scores.lender_share(Decimal("0.0001"), BANDS) == Fraction(1, 30_000)
    broken = replace(BANDS, lender_value_full_at=Decimal("2.5"))
    assert sub_scores.lender_share(Decimal("1.25"), broken) == Fraction(1, 2)


def test_asking_for_nothing_keeps_all_points_for_the_cut() -> None:
    terms = ProposalTerms(24, FIRST, Decimal("18.25"))
    assert sub_scores.cut_share(CARD, terms, BANDS) == 1
    assert sub_scores.cut_share(DebtLine("x"), terms, BANDS) == 1
    above = replace(terms, annual_rate_percent=Decimal(36))
    assert sub_scores.cut_share(CARD, above, BANDS) == 1


def test_each_component_weighs_as_the_data_say() -> None:
    terms = ProposalTerms(24, FIRST, Decimal("18.25"), waive=Waiver(penalty=32_000))
    lost = Fraction(BANDS.waiver_weights["penalty"]) * 32_000 / outstanding(CARD).total
    assert sub_scores.cut_share(CARD, terms, BANDS) == 1 - lost
    free = replace(terms, waive=Waiver(), annual_rate_percent=Decimal(0))
    assert sub_scores.cut_share(CARD, free, BANDS) == 1 - Fraction(BANDS.rate_cut_weight)
    all_of_it = replace(free, waive=outstanding(CARD))
    assert sub_scores.cut_share(CARD, all_of_it, BANDS) == 0


@pytest.mark.parametrize(("rate", "given_up"), [("18.25", 0), ("14.60", 20), ("4.5625", 75)])
def test_a_lower_rate_counts_by_the_part_given_up(rate: str, given_up: int) -> None:
    terms = ProposalTerms(24, FIRST, Decimal(rate))
    lost = Fraction(BANDS.rate_cut_weight) * given_up / 100
    assert sub_scores.cut_share(CARD, terms, BANDS) == 1 - lost


def test_an_unknown_rate_is_no_cut() -> None:
    debt = replace(CARD, annual_rate_percent=None)
    assert sub_scores.cut_share(debt, ProposalTerms(24, FIRST), BANDS) == 1


@pytest.mark.parametrize("name", ["principal", "interest", "penalty"])
@given(st.data())
@settings(max_examples=40)
def test_asking_for_more_never_raises_the_share(name: str, data: st.DataObject) -> None:
    most = getattr(outstanding(CARD), name)
    less, more = sorted(data.draw(st.tuples(st.integers(0, most), st.integers(0, most))))
    shares = [
        sub_scores.cut_share(CARD, replace(WORKED_EXAMPLE, waive=Waiver(**{name: asked})), BANDS)
        for asked in (less, more)
    ]
    assert shares[1] <= shares[0]


def test_half_of_the_term_points_at_the_half_term() -> None:
    assert sub_scores.term_share(BANDS.term_half_at, "credit_card", BANDS) == Fraction(1, 2)
    assert sub_scores.term_share(BANDS.term_half_at, None, BANDS) == Fraction(1, 2)
    house = BANDS.term_half_at_by_product["mortgage"]
    assert sub_scores.term_share(house, "mortgage", BANDS) == Fraction(1, 2)


@given(st.integers(1, 359))
@settings(max_examples=60)
def test_every_further_instalment_costs(count: int) -> None:
    longer, shorter = (sub_scores.term_share(n, None, BANDS) for n in (count + 1, count))
    assert longer < shorter


def test_a_kind_of_proof_counts_once() -> None:
    one = sub_scores.evidence_share(frozenset({"income_proof"}), MODEL.evidence)
    both = sub_scores.evidence_share(frozenset({"income_proof", "payslips"}), MODEL.evidence)
    assert one == both == Fraction(3, 10)
    everything = frozenset(code for group in MODEL.evidence for code in group.any_of)
    assert sub_scores.evidence_share(everything, MODEL.evidence) == 1
    assert sub_scores.evidence_share(frozenset({"unknown"}), MODEL.evidence) == 0


@given(st.sets(st.sampled_from([code for group in MODEL.evidence for code in group.any_of])))
@settings(max_examples=60)
def test_more_evidence_never_lowers_the_share(held: set[str]) -> None:
    whole = sub_scores.evidence_share(frozenset(held), MODEL.evidence)
    for code in held:
        assert sub_scores.evidence_share(frozenset(held - {code}), MODEL.evidence) <= whole


def test_counts_are_full_at_their_band() -> None:
    assert [sub_scores.counted_share(count, 3) for count in (0, 1, 3, 7)] == [
        0,
        Fraction(1, 3),
        1,
        1,
    ]


def test_fairness_compares_the_part_paid_with_the_part_owed() -> None:
    others = sub_scores.served((LOAN, PHONE))
    assert others == (1_120_000 + 149_700, 98_000 + 53_493)
    paid = Fraction(4_800_000, 60)
    owed = Fraction(4_997_000, 4_997_000 + 1_120_000 + 149_700)
    share = sub_scores.fairness_share(4_800_000, 60, 4_997_000, others)
    assert share == paid / (paid + 98_000 + 53_493) / owed
    assert sub_scores.fairness_share(0, 60, 4_997_000, others) == 0


def test_fairness_is_full_where_there_is_nobody_to_compare_with() -> None:
    unknown = replace(LOAN, instalment_amount=None)
    ended = replace(LOAN, remaining_instalments=0)
    nobody, somebody = sub_scores.served((unknown, ended)), sub_scores.served((LOAN,))
    assert nobody == sub_scores.served(()) == (0, 0)
    assert sub_scores.fairness_share(80_000, 1, 4_997_000, nobody) == 1
    assert sub_scores.fairness_share(80_000, 1, 0, somebody) == 1
    assert sub_scores.fairness_share(0, 0, 149_700, somebody) == 1


@given(st.lists(SHARES, min_size=8, max_size=8))
@settings(max_examples=100)
def test_points_add_up_and_stay_near_the_exact_share(drawn: list[Fraction]) -> None:
    shares = dict(zip(MODEL.weights, drawn, strict=True))
    points, parts = sub_scores.weighed(shares, MODEL.weights)
    assert sum(part.points for part in parts) == points
    exact = sum((share * MODEL.weights[code] for code, share in shares.items()), Fraction(0))
    assert abs(points - exact) <= Fraction(1, 2)
    for part in parts:
        assert 0 <= part.points <= part.max_points == MODEL.weights[part.code]
        assert abs(part.points - shares[part.code] * part.max_points) < 1
        assert abs(Fraction(part.value) - shares[part.code]) <= Fraction(1, 20_000)


@given(st.lists(SHARES, min_size=8, max_size=8))
@settings(max_examples=100)
def test_what_rounding_leaves_goes_to_the_largest_remainders(drawn: list[Fraction]) -> None:
    """Who is rounded up had at least the part of a point of whoever is not, and came first."""
    shares = dict(zip(MODEL.weights, drawn, strict=True))
    _, parts = sub_scores.weighed(shares, MODEL.weights)
    gained: list[tuple[Fraction, int]] = []
    lost: list[tuple[Fraction, int]] = []
    for place, part in enumerate(parts):
        exact = shares[part.code] * MODEL.weights[part.code]
        rest, whole = exact - exact.__floor__(), part.points - exact.__floor__()
        assert whole in {0, 1}
        (gained if whole else lost).append((rest, -place))
    assert not gained or not lost or min(gained) > max(lost)


def test_points_are_shared_out_as_by_hand() -> None:
    """2.6 + 2.7 + 2.7 = 8 of 10: six whole ones, and one each for those with 0.7."""
    weights = {"a": 4, "b": 3, "c": 3}
    shares = {"a": Fraction(26, 40), "b": Fraction(9, 10), "c": Fraction(9, 10)}
    points, parts = sub_scores.weighed(shares, weights)
    assert (points, [part.points for part in parts]) == (8, [2, 3, 3])
    assert [str(part.value) for part in parts] == ["0.6500", "0.9000", "0.9000"]
    assert sub_scores.weighed({**shares, "a": Fraction(2, 5)}, weights)[0] == 7


@given(st.lists(SHARES, min_size=8, max_size=8), st.integers(0, 7), SHARES)
@settings(max_examples=100)
def test_raising_one_share_lowers_neither_its_points_nor_the_sum(
    drawn: list[Fraction], which: int, more: Fraction
) -> None:
    code = list(MODEL.weights)[which]
    low = dict(zip(MODEL.weights, drawn, strict=True))
    high = {**low, code: max(low[code], more)}
    before, parts = sub_scores.weighed(low, MODEL.weights)
    after, raised = sub_scores.weighed(high, MODEL.weights)
    assert before <= after
    assert parts[which].points <= raised[which].points


@given(st.lists(st.fractions(0, 1, max_denominator=10_000), min_size=8, max_size=8))
@settings(max_examples=100)
def test_the_points_alone_are_those_of_the_parts(shares: list[Fraction]) -> None:
    by_code = dict(zip(MODEL.weights, shares, strict=True))
    points = sub_scores.points_of(by_code, MODEL.weights)
    assert points == sub_scores.weighed(by_code, MODEL.weights)[0]
    exactly = sum((by_code[code] * weight for code, weight in MODEL.weights.items()), Fraction(0))
    assert points == round(exactly)


def test_what_is_known_of_a_household_is_told_again_and_not_mixed_up() -> None:
    known = sub_scores.KnownShares(
        CARD, MODEL, evidence_held=frozenset({"payslips"}), efforts=1, payments_made=3
    )
    assert known.fixed == {
        "hardship_evidence": Fraction(3, 10),
        "effort": Fraction(1, BANDS.efforts_full_at),
        "track_record": Fraction(3, BANDS.payments_full_at),
    }
    for waived in (*range(80), 79, 0):
        for rate in (Decimal(0), Decimal(9)):
            terms = replace(
                WORKED_EXAMPLE, annual_rate_percent=rate, waive=Waiver(interest=1_000 * waived)
            )
            assert known.cut(terms) == sub_scores.cut_share(CARD, terms, BANDS)
