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
