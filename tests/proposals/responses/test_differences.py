from app.proposals.responses.differences import differing_terms

OURS = {"instalments": 60, "balloon": "0.00", "waive": {"interest": "1650.00", "fees": "0.00"}}


def test_only_fields_that_differ_are_told_with_both_values() -> None:
    theirs = {"instalments": 36, "balloon": "0.00", "waive": {"interest": "0.00", "fees": "0.00"}}
    assert differing_terms(OURS, theirs) == (
        ("instalments", "60", "36"),
        ("waive.interest", "1650.00", "0.00"),
    )


def test_the_same_terms_differ_in_nothing() -> None:
    assert differing_terms(OURS, dict(OURS)) == ()


def test_values_stand_as_the_contract_writes_them() -> None:
    steps = [
        {"from_instalment": 1, "payment": "500.00"},
        {"from_instalment": 13, "payment": "9.00"},
    ]
    ours = {**OURS, "capitalise_arrears": True, "instalment_amount": "800.00", "steps": []}
    theirs = {**OURS, "capitalise_arrears": False, "instalment_amount": None, "steps": steps}
    assert differing_terms(ours, theirs) == (
        ("capitalise_arrears", "true", "false"),
        ("instalment_amount", "800.00", "null"),
        ("steps", "", "1: 500.00; 13: 9.00"),
    )
