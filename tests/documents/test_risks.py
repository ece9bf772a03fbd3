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
