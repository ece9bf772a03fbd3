"""Every row of a file accounted for: it counts, or it is said why it does not."""

from collections.abc import Mapping

from app.statements.classify import Classified


def reason(row: Classified, *, is_duplicate: bool) -> str | None:
    """Why a row adds nothing to what is counted; None if it counts.

    `same_payment`: a row of another import counts for both; `closed_order`: it came to nothing;
    `refund_accounted`: its purchase already took it off; `neutral`: neither income nor spending.
    """
    if is_duplicate:
        return "same_payment"
    if row.kind == "closed":
        return "closed_order"
    if row.kind == "refund" and not row.counted:
        return "refund_accounted"
    if row.kind == "neutral_other" and row.category != "borrowing":
        return "neutral"
    return None


def explained(found: Mapping[str | None, int], repeated: int, unparsed: int) -> Mapping[str, int]:
    """How many rows of a file do not count, by reason; the others do.

    `found` are those kept, by their `reason`; `repeated` rows the case had before; `unparsed`
    rows could not be read. All together are the rows of the file.
    """
    counts = {code: number for code, number in found.items() if code is not None and number}
    more = {"repeated": repeated, "unparsed": unparsed}
    return counts | {code: number for code, number in more.items() if number}
