from datetime import date

from app.statements.findings import Findings
from app.statements.summaries import FoundSum
from tests.statements.rows import transaction

ABOVE = ["起始时间：[2026-03-01 00:00:00]    终止时间：[2026-03-31 23:59:59]"]
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def test_rows_are_summed_by_direction() -> None:
    findings = Findings()
    findings.add(transaction("2026-03-02", 500, refunded=100))
    findings.add(transaction("2026-03-01", 700))
    findings.add_many(transaction(direction="income", currency="USD"), FoundSum(3, 900, 0))
    assert findings.transactions == 5
    assert findings.sums == {"expense": FoundSum(2, 1200, 100), "income": FoundSum(3, 900, 0)}
    assert findings.currencies == {"CNY", "USD"}
    assert (findings.first, findings.last) == (date(2026, 3, 1), date(2026, 3, 2))


def test_a_stated_period_holds_only_if_every_row_lies_in_it() -> None:
    assert Findings().covers(ABOVE) == MARCH
    assert Findings().covers([]) is None
    for days, covered in ((("2026-03-01", "2026-03-31"), True), (("2026-02-28",), False)):
        findings = Findings()
        for day in days:
            findings.add(transaction(day))
        assert findings.covers(ABOVE) == (MARCH if covered else None)
    late = Findings()
    late.add(transaction("2026-04-01"))
    assert late.covers(ABOVE) is None
    assert late.covers([]) is None
