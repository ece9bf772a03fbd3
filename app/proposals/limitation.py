"""Whether a debt may be time-barred, as far as its days past due tell (诉讼时效).

An estimate that only raises a warning: interruptions, which the person may not know of, start
the period anew (Civil Code 188, 195).
"""

from app.core.rules import RuleBook

PERIOD_RULE = "CC-188"
_DAYS_PER_YEAR = 365


def may_be_time_barred(days_past_due: int | None, book: RuleBook) -> bool:
    """Whether the general period has passed since the oldest unpaid instalment fell due."""
    years: int = book.rule(PERIOD_RULE).numbers["years"]
    return (days_past_due or 0) >= years * _DAYS_PER_YEAR
