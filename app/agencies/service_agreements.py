"""What is wrong in a service agreement with an agency, before one relies on it (服务协议核对)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOT_KNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AgreedFees:
    """Fees as written down: fen and percentages; None: not written."""

    upfront: int | None
    monthly: int | None
    percentage_of_debt: Decimal | None
    percentage_of_reduction: Decimal | None
    refund_terms: str

    @property
    def amounts(self) -> tuple[int | Decimal | None, ...]:
        """Every kind of fee."""
        return (
            self.upfront,
            self.monthly,
            self.percentage_of_debt,
            self.percentage_of_reduction,
        )


def agreement_findings(
    fees: AgreedFees,
    recorded: AgreedFees,
    *,
    is_on_file: bool,
    ends_on: date | None,
) -> tuple[str, ...]:
    """Codes of what to settle, in the order of the contract.

    `fees_differ`: a kind of fee is dearer than what the agency's record says.
    """
    named = {
        "not_on_file": not is_on_file,
        "no_end": ends_on is None,
        "no_refund": bool(fees.upfront) and fees.refund_terms in {"none", NOT_KNOWN},
        "fees_unclear": None in fees.amounts,
        "fees_differ": any(
            agreed is not None and told is not None and agreed > told
            for agreed, told in zip(fees.amounts, recorded.amounts, strict=True)
        ),
    }
    return tuple(code for code, holds in named.items() if holds)
