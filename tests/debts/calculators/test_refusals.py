import pytest

from app.core import i18n
from app.debts.calculators.refusals import POINTERS, RATE_FORMS, form_faults, worded_params


@pytest.mark.parametrize("form", RATE_FORMS)
def test_each_form_is_accepted(form: tuple[str, ...]) -> None:
    assert form_faults(form) == []
    assert form_faults({*form, "creditor_type", "as_of"}) == []


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (
            set(),
            [("/disbursed", "required"), ("/instalments", "required"), ("/payment", "required")],
        ),
        ({"disbursed", "payments"}, [("/disbursed_on", "required")]),
        ({"disbursed", "disbursed_on"}, [("/payments", "required")]),
        (
            {"disbursed", "instalments", "payment", "payments", "disbursed_on"},
            [("/instalments", "rate_form"), ("/payment", "rate_form")],
        ),
        ({"cash_flows", "disbursed"}, [("/disbursed", "rate_form")]),
    ],
)
def test_a_mixture_is_refused_field_by_field(
    given: set[str], faults: list[tuple[str, str]]
) -> None:
    assert [(fault.pointer, fault.code) for fault in form_faults(given)] == faults


def test_amounts_become_decimal_strings() -> None:
    params = {"instalment": 3, "payment": 1000, "interest_and_fee": 12345}
    assert worded_params(params) == {
        "instalment": 3,
        "payment": "10.00",
        "interest_and_fee": "123.45",
    }
    assert worded_params({"limit": 1200}) == {"limit": 1200}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_refusal_has_its_words(language: str) -> None:
    texts = i18n.catalogue(language)
    assert {f"fields.schedule_{code}" for code in POINTERS} <= texts.keys()
