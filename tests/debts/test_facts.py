from app.debts.facts import NEEDED, missing_facts

KNOWN: dict[str, object] = {**dict.fromkeys(NEEDED, 1), "creditor_type": "bank"}


def test_nothing_is_missing_from_a_complete_debt() -> None:
    assert missing_facts(KNOWN) == ()


def test_zero_is_known_and_null_is_not() -> None:
    assert missing_facts({**KNOWN, "days_past_due": 0}) == ()
    assert missing_facts({**KNOWN, "days_past_due": None}) == ("days_past_due",)


def test_an_unknown_lender_is_a_missing_fact() -> None:
    assert missing_facts({**KNOWN, "creditor_type": "unknown"}) == ("creditor_type",)


def test_nothing_known_gives_the_order_of_the_contract() -> None:
    assert missing_facts({}) == NEEDED


def test_a_platform_loan_needs_its_legal_lender() -> None:
    assisted = {**KNOWN, "platform_assisted": True}
    assert missing_facts(assisted) == ("lender_legal_name",)
    assert missing_facts({**assisted, "lender_legal_name": "某银行"}) == ()


def test_an_assigned_debt_needs_its_assignment() -> None:
    assigned = {**KNOWN, "debt_status": "assigned"}
    assert missing_facts({**assigned, "assignments": []}) == ("assignments",)
    assert missing_facts({**assigned, "assignments": [{"assignee": "某公司"}]}) == ()
