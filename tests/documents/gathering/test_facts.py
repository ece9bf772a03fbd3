"""What subjects show becomes facts with sources; what is unknown stays unknown."""

from datetime import date
from types import SimpleNamespace

from app.documents.gathering.court import facts_of_court
from app.documents.gathering.log import (
    facts_of_contacts,
    facts_of_efforts,
    facts_of_evidence,
    facts_of_proceedings,
)
from app.documents.gathering.money import (
    facts_of_budget,
    facts_of_debts,
    facts_of_proposal,
    may_name_amount,
    row_of_debt,
)
from app.documents.gathering.people import facts_of_person
from tests.documents.samples import (
    AS_OF,
    CHINESE,
    CLOCKS,
    ENGLISH,
    a_budget,
    a_case,
    a_contact,
    a_debt,
    a_proceeding,
    a_proposal,
    all_facts,
    an_effort,
    an_item,
)


def test_every_fact_has_a_source() -> None:
    found = all_facts()
    assert all(fact.source.kind and fact.source.field for fact in found.named.values())
    assert all(
        fact.source.kind for rows in found.rows.values() for row in rows for fact in row.values()
    )


def test_papers_show_the_end_of_an_identity_number() -> None:
    named = facts_of_person(a_case(), CHINESE, profile="creditor", as_of=AS_OF).named
    assert named["person.id_tail"].text == "1234"


def test_a_person_nobody_described_stays_unknown() -> None:
    empty = a_case(person=None, hardship=None, household=None)
    found = facts_of_person(empty, CHINESE, profile="creditor", as_of=AS_OF)
    unknown = {name for name, fact in found.named.items() if fact.text is None}
    assert unknown == set(found.named) - {"case.reference", "case.as_of"}
    assert found.named["person.full_name"].pointer == "/case/person/full_name"
    assert found.flags == frozenset()


def test_a_lender_is_not_told_of_a_reason_that_is_private_only() -> None:
    hardship = SimpleNamespace(
        reason="debt_spiral", additional_reasons=[], since=None, description=None
    )
    case = a_case(hardship=hardship)
    told = facts_of_person(case, CHINESE, profile="creditor", as_of=AS_OF).named
    kept = facts_of_person(case, CHINESE, profile="private", as_of=AS_OF).named
    assert (told["hardship.reason"].text, kept["hardship.reason"].text) == (None, "以贷养贷")


def test_sums_are_known_only_where_every_part_is() -> None:
    named = facts_of_debts([a_debt(), a_debt(id="d2", lender_legal_name="某消金")], CHINESE).named
    assert named["debts.principal"].text == "96,000.00"
    assert named["debts.charges"].text == "3,940.00"
    assert named["debts.owed_capitals"].text == "人民币玖万玖仟玖佰肆拾元整"
    assert named["creditor.name"].text is None
    unknown = facts_of_debts([a_debt(), a_debt(id="d2", principal_outstanding=None)], CHINESE)
    assert unknown.named["debts.owed"].text is None
    assert unknown.named["debts.owed"].pointer == "/debts/d2/principal_outstanding"
    assert "one_creditor" in unknown.flags


def test_without_debts_nothing_is_owed_that_is_known() -> None:
    found = facts_of_debts([], CHINESE)
    assert found.named["debts.owed"].text is None
    assert found.named["debts.owed"].pointer == "/debts"
    assert found.flags == frozenset()


def test_unknown_parts_of_a_debt_stay_unknown() -> None:
    empty = a_debt(
        interest_outstanding=None,
        penalty_outstanding=None,
        annual_rate_percent=None,
        days_past_due=None,
        contract_date=None,
        product_type=None,
    )
    row = row_of_debt(empty, CHINESE)
    assert {name for name, fact in row.items() if fact.text is None} == {
        *{"charges", "rate", "days_past_due", "contract_date", "product"},
        *{"lender", "platform"},
    }


def test_nothing_affordable_on_either_course_is_said() -> None:
    budget, summary = a_budget()
    summary.stressed_affordable_payment = 0
    found = facts_of_budget(budget, summary, CHINESE)
    assert found.flags == {"has_budget", "nothing_affordable"}
    assert facts_of_budget(None, None, CHINESE).flags == frozenset()
    assert facts_of_budget(None, None, CHINESE).named["budget.income"].pointer == "/budget"
    assert "can_pay" in facts_of_budget(*a_budget(), CHINESE).flags


def test_only_what_the_budget_carries_is_named() -> None:
    _, summary = a_budget()
    _, schedule = a_proposal()
    assert may_name_amount(summary, schedule)
    assert not may_name_amount(None, schedule)
    assert not may_name_amount(summary, None)
    schedule.computed_terms.largest_payment = 250_001
    assert not may_name_amount(summary, schedule)
    summary.stressed_affordable_payment = 0
    schedule.computed_terms.largest_payment = 1
    assert not may_name_amount(summary, schedule)


def test_a_proposal_nobody_named_is_unknown() -> None:
    found = facts_of_proposal(None, None, CHINESE)
    assert {fact.text for fact in found.named.values()} == {None}
    assert found.named["proposal.kind"].pointer == "/proposal_id"
    assert found.rows["schedule"] == []
    assert found.flags == frozenset()


def test_contacts_tell_refusals_and_past_promises_of_the_other_side() -> None:
    found = facts_of_contacts(
        [
            ("k1", a_contact()),
            ("k2", a_contact(outcome="information", direction="inbound", counterpart=None)),
        ],
        date(2026, 11, 25),
        CHINESE,
    )
    assert [row["what"].text for row in found.rows["past_promises"]] == ["三日内回电", "三日内回电"]
    assert len(found.rows["refusals"]) == 1
    assert (found.named["contacts.count"].text, found.named["contacts.own_count"].text) == (
        "2",
        "1",
    )
    assert found.rows["contacts"][0]["counterpart"].text == "某银行 8021"
    assert found.rows["contacts"][1]["counterpart"].text is None


def test_without_contacts_there_is_no_first_day() -> None:
    found = facts_of_contacts([], AS_OF, CHINESE)
    assert found.named["contacts.first"].text is None
    assert found.flags == frozenset()


def test_evidence_is_numbered_and_named() -> None:
    rows = facts_of_evidence([an_item(), an_item(id="e2", title=None, obtained_on=None)]).rows[
        "evidence"
    ]
    assert [(row["number"].text, row["title"].text) for row in rows] == [
        ("1", "离职证明"),
        ("2", "离职证明.pdf"),
    ]
    assert rows[1]["obtained"].text is None


def test_efforts_say_since_when_and_what() -> None:
    given = [an_effort(), an_effort(since=None, note=None, monthly_effect=None)]
    chinese = [row["text"].text for row in facts_of_efforts(given, CHINESE).rows["efforts"]]
    english = [row["text"].text for row in facts_of_efforts(given, ENGLISH).rows["efforts"]]
    assert chinese == ["压缩开支（2026年8月15日起）：退掉停车位", "压缩开支"]
    assert english == ["Cut spending (since 2026-08-15): 退掉停车位", "Cut spending"]


def test_open_proceedings_show_their_nearest_day() -> None:
    given = [a_proceeding(), a_proceeding(status="closed"), a_proceeding(id="c2", clocks=[])]
    rows = facts_of_proceedings(given, CLOCKS, CHINESE).rows["proceedings"]
    assert [row["clock"].text for row in rows] == ["提出书面异议", None]
    assert [row["due"].text for row in rows] == ["2026-12-01", None]


def test_a_court_paper_takes_its_day_from_the_paper_that_began_it() -> None:
    def received(proceeding: object) -> str | None:
        found = facts_of_court(
            proceeding, CHINESE, ground=None, statement=None, competent_court=None
        )
        return found.named["court.received"].text

    assert received(a_proceeding()) == "2026年11月16日"
    assert received(a_proceeding(kind="lawsuit")) == "2026年11月1日"
    assert received(a_proceeding(documents=[])) is None
    assert received(None) is None


def test_a_ground_is_told_or_asked_for() -> None:
    named = facts_of_court(None, CHINESE, ground=None, statement=None, competent_court=None).named
    assert (named["ground.label"].text, named["ground.label"].pointer) == (None, "/ground")
    assert named["ground.statement"].pointer == "/ground_statement"
    assert named["court.number"].pointer == "/proceeding_id"
