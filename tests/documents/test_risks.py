import pytest

from app.core.tables import data_table
from app.documents.risks import risks_in

TABLE = data_table("documents", "risks")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("之前用信用卡套现周转", ["cash_out"]),
        ("我没有套现，也从不赌博", []),
        ("没有赌博。后来又去赌博了", ["gambling"]),
        ("钱拿去炒股亏了", ["loan_use_breach"]),
        ("交了一份假流水", ["false_material"]),
        ("房子已经过户给妹妹", ["asset_concealment"]),
        ("我保证还清，绝不逾期", ["absolute_promise"]),
        ("不能保证按时", []),
        ("对金额无异议", ["admits_disputed_amount"]),
        ("公司裁员，正在找工作", []),
        ("I CASHED OUT my card", ["cash_out"]),
        ("保证\n还清", ["absolute_promise"]),
        ("赌博，套现", ["cash_out", "gambling"]),
    ],
)
def test_words_are_found_unless_they_are_denied(text: str, found: list[str]) -> None:
    assert risks_in([text], TABLE["risks"], TABLE["denials"]) == found


@pytest.mark.parametrize(
    ("text", "pleads"),
    [
        ("公司裁员，我还不起", True),
        ("请求分期，每月还八百", True),
        ("我没有能力一次付清", True),
        ("我不是还不起，是金额有误", False),
        ("双方约定分期归还，这几期还没有到期", False),
        ("对方答应减免的利息没有扣除", False),
        ("六月已还的三千元没有扣除", False),
    ],
)
def test_a_plea_is_told_from_a_ground(text: str, *, pleads: bool) -> None:
    assert bool(risks_in([text], TABLE["pleas"], TABLE["denials"])) is pleads
