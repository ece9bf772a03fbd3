"""What is wrong with a calculator's body: codes and JSON pointers, put into words elsewhere."""

from collections.abc import Collection, Mapping

from app.calc.money import format_fen
from app.core.errors import FieldError

MAX_ROWS = 1200
"""The longest schedule computed, variations included."""
POINTERS: Mapping[str, str] = {
    "principal_not_positive": "/principal",
    "upfront_not_below_principal": "/upfront_payment",
    "multiple_not_positive": "/payment_multiple",
    "waiver_above_owed": "/variations",
    "step_repeated": "/steps",
    "amount_without_effect": "/instalment_amount",
    "balloon_above_principal": "/balloon",
    "grace_exceeds_term": "/grace_principal",
    "date_out_of_range": "/first_due_date",
    "due_date_not_later": "/first_due_date",
    "instalment_out_of_range": "/variations",
    "payment_below_interest": "/instalment_amount",
    "too_many_instalments": "/variations",
}
"""Where each code of a refused schedule points; other codes cannot come from a valid body."""
MONEY_PARAMS = ("payment", "interest_and_fee", "waived", "owed")
RATE_FORMS: tuple[tuple[str, ...], ...] = (
    ("disbursed", "instalments", "payment"),
    ("disbursed", "disbursed_on", "payments"),
    ("cash_flows",),
)
"""The three bodies of the annual-rate calculator."""


def worded_params(params: Mapping[str, int | str]) -> dict[str, int | str]:
    """Parameters for a text: amounts in fen become decimal strings."""
    return {
        name: format_fen(value) if name in MONEY_PARAMS and isinstance(value, int) else value
        for name, value in params.items()
    }


def form_faults(given: Collection[str]) -> list[FieldError]:
    """What keeps the fields given from being exactly one of RATE_FORMS; empty if nothing does."""
    is_dated = bool({"disbursed_on", "payments"} & set(given))
    form = RATE_FORMS[2 if "cash_flows" in given else is_dated]
    known = dict.fromkeys(name for each in RATE_FORMS for name in each)
    missing = [FieldError(f"/{name}", "required") for name in form if name not in given]
    surplus = [name for name in known if name in given and name not in form]
    return missing + [FieldError(f"/{name}", "rate_form") for name in surplus]
