import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from app.contacts.follow_ups.schemas import Kind
from app.core.rules import rule_book
from app.plan.roadmap import Clock, make_plan
from app.proceedings.catalogue import catalogue
from app.proceedings.response_clocks import HEARING, STATED

ROADMAP = tomllib.loads(
    (Path(__file__).parents[2] / "app/data/plan/roadmap.toml").read_text(encoding="utf-8")
)
TODAY = date(2026, 11, 24)
FACTS = sorted(
    {
        fact
        for rung in ROADMAP["rungs"]
        for fact in (*rung["done"], *rung["needs"], *rung.get("passed_by", ()))
    }
    | {
        fact
        for action in ROADMAP["actions"]
        for name in ("when", "unless", "needs")
        for fact in action.get(name, ())
    }
)


OUTSIDE = set(ROADMAP["outside_the_ladder"]["when"])


def codes(*facts: str) -> list[str]:
    return [action.code for action in make_plan(ROADMAP, facts, (), TODAY).next_actions]


def test_a_new_case_begins_with_its_debts() -> None:
    plan = make_plan(ROADMAP, (), (), TODAY)
    assert plan.rung == "know_where_i_stand"
    assert plan.next_actions[0].code == "list_debts"
    assert plan.progress_percent == 0
    assert [rung.state for rung in plan.rungs] == ["current", *["ahead"] * 5]


def test_the_order_is_that_of_the_safety_rules() -> None:
    found = codes(
        "promise_due",
        "nothing_affordable",
        "court_paper_received",
        "court_clock_runs",
        "court_clock_presses",
        "safety_at_risk",
    )
    assert found[:6] == [
        "stay_safe",
        "respond_to_court",
        "read_court_paper_first",
        "find_a_ground",
        "cover_essentials_first",
        "keep_promise",
    ]


def test_a_court_clock_that_is_far_off_comes_after_essential_living() -> None:
    found = codes("court_clock_runs", "nothing_affordable", "promise_due")
    assert found[:4] == [
        "cover_essentials_first",
        "respond_to_court",
        "find_a_ground",
        "keep_promise",
    ]


@given(st.sets(st.sampled_from(["court_clock_runs", "court_clock_presses"])))
def test_the_answer_to_a_court_is_asked_for_once(facts: set[str]) -> None:
    assert codes(*facts).count("respond_to_court") == bool(facts)


def test_blocked_actions_name_what_is_missing_and_come_last() -> None:
    plan = make_plan(ROADMAP, ("debts_listed",), (), TODAY)
    by_code = {action.code: action for action in plan.next_actions}
    assert by_code["write_proposal"].blocked_by == ("months_analysed",)
    assert by_code["analyse_months"].blocked_by == ("budget_made",)
    blocked = [bool(action.blocked_by) for action in plan.next_actions]
    assert blocked == sorted(blocked)


def test_after_a_refusal_the_counter_offer_leads() -> None:
    found = codes(
        "debts_listed",
        "budget_made",
        "months_analysed",
        "proposal_written",
        "proposal_answered",
        "proposal_refused",
        "negotiation_checklist_complete",
        "contact_recorded",
    )
    assert found[:2] == ["make_counter_offer", "complain_in_writing"]


NEGOTIATING = {
    *("write_proposal", "record_answer", "make_counter_offer", "ask_for_deferral"),
    "gather_negotiation_evidence",
}
FAR_ALONG = ("debts_listed", "months_analysed", "proposal_written", "proposal_refused")


def test_a_misused_identity_is_led_to_dispute_and_never_to_repayment() -> None:
    for facts in ((), FAR_ALONG, (*FAR_ALONG, "nothing_affordable", "defrauded")):
        found = codes("identity_misused", *facts)
        assert "dispute_misused_debt" in found
        assert "report_the_fraud" not in found
        assert NEGOTIATING.isdisjoint(found)
    assert not NEGOTIATING.isdisjoint(codes(*FAR_ALONG))


def test_who_was_defrauded_reports_it_before_any_negotiation() -> None:
    found = codes("defrauded", *FAR_ALONG)
    assert found[0] == "report_the_fraud"
    assert "make_counter_offer" in found[1:]


def test_with_nothing_affordable_no_counter_offer_is_pressed() -> None:
    found = codes("debts_listed", "months_analysed", "proposal_refused", "nothing_affordable")
    assert "make_counter_offer" not in found
    assert "ask_for_deferral" in found


def test_with_nothing_affordable_nothing_to_pay_is_proposed() -> None:
    """What can be asked for is time; essential living comes before it."""
    found = codes("debts_listed", "budget_made", "months_analysed", "nothing_affordable")
    assert found[0] == "cover_essentials_first"
    assert "ask_for_deferral" in found
    assert "write_proposal" not in found


def test_the_road_can_be_walked_to_its_end() -> None:
    plan = make_plan(ROADMAP, set(FACTS) - OUTSIDE, (), TODAY)
    assert plan.rung == "legal"
    assert plan.progress_percent == 100
    assert {rung.state for rung in plan.rungs} == {"done"}


def test_clocks_are_sorted_and_court_clocks_that_press_lead() -> None:
    promise = Clock("keep_promise", TODAY - timedelta(days=1), None, "keep_promise", "promise")
    soon = court_clock(15, presses=True)
    later = court_clock(16)
    plan = make_plan(ROADMAP, ("promise_due",), (later, promise, soon), TODAY)
    assert plan.clocks == (soon, promise, later)
    assert promise.is_overdue(TODAY)
    assert not soon.is_overdue(TODAY)
    assert plan.next_actions[0].due_on == promise.due_on


def court_clock(days: int, *, presses: bool = False) -> Clock:
    day = TODAY + timedelta(days=days)
    return Clock("court_answer", day, "CPL-128", "respond_to_court", "answer", presses)


def test_while_a_courts_clock_runs_one_stands_outside_the_ladder() -> None:
    pressing = "court_clock_presses"
    everything = {*OUTSIDE, pressing, "nothing_affordable", "promise_due", "debts_listed"}
    clocks = (court_clock(9, presses=True), court_clock(4, presses=True))
    plan = make_plan(ROADMAP, everything, clocks, TODAY)
    assert plan.rung == "respond_to_proceedings"
    assert plan.rungs[0].state == "current"
    assert plan.next_actions[0].code == "respond_to_court"
    assert plan.next_actions[0].due_on == TODAY + timedelta(days=4)
    assert plan.rungs[1:] == make_plan(ROADMAP, everything - OUTSIDE, (), TODAY).rungs


def test_reviews_are_dated() -> None:
    plan = make_plan(ROADMAP, ("months_analysed",), (), TODAY)
    (review,) = (action for action in plan.next_actions if action.code == "review_in_a_month")
    assert review.due_on == TODAY + timedelta(days=30)


@given(st.sets(st.sampled_from(FACTS)))
def test_every_state_has_a_plan_and_the_same_one_each_time(facts: set[str]) -> None:
    plan = make_plan(ROADMAP, facts, (), TODAY)
    assert plan == make_plan(ROADMAP, frozenset(facts), (), TODAY)
    assert sum(rung.state == "current" for rung in plan.rungs) <= 1 + (
        not OUTSIDE.isdisjoint(facts)
    )
    assert 0 <= plan.progress_percent <= 100


def test_every_action_can_appear() -> None:
    for action in ROADMAP["actions"]:
        facts = {*action.get("when", ()), *action.get("needs", ())} - {*action.get("unless", ())}
        assert action["code"] in codes(*facts)


def test_a_paper_without_its_day_is_answered_for_before_anything_else_but_safety() -> None:
    plan = make_plan(ROADMAP, ("court_day_missing", "nothing_affordable"), (), TODAY)
    assert plan.rung == "respond_to_proceedings"
    assert plan.next_actions[0].code == "note_the_day"
    assert codes("court_day_missing", "safety_at_risk")[0] == "stay_safe"


def test_an_agency_is_a_rung_one_can_do_without() -> None:
    so_far = [fact for rung in ROADMAP["rungs"][:4] for fact in rung["done"]]
    assert make_plan(ROADMAP, so_far, (), TODAY).rung == "agency"
    for beyond in ("referral_made", "claim_recorded", "litigation_checklist_complete"):
        plan = make_plan(ROADMAP, (*so_far, beyond), (), TODAY)
        assert plan.rung == "legal"
        assert "consider_help" not in {action.code for action in plan.next_actions}
    whole = make_plan(ROADMAP, (*so_far, "litigation_checklist_complete"), (), TODAY)
    assert whole.progress_percent == 100


def test_every_rung_says_what_it_needs_and_which_clocks_matter() -> None:
    rungs = {rung.code: rung for rung in make_plan(ROADMAP, FACTS, (), TODAY).rungs}
    assert rungs["talk"].needs == ("debts_listed", "months_analysed")
    assert rungs["talk"].checklist == "negotiation"
    assert rungs["complaint_or_mediation"].clocks == ("complaint_reply",)
    started = {each.obligation for row in catalogue().papers.values() for each in row}
    assert set(rungs["respond_to_proceedings"].clocks) == {*started, HEARING, STATED}
    counted = {row["code"] for row in rule_book().table("limitation")["obligations"]}
    followed = {*get_args(Kind), "keep_promise"}
    for rung in rungs.values():
        assert set(rung.clocks) <= started | counted | followed | {HEARING, STATED}
