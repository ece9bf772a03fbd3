import pytest

from app.statements.detection import detect
from app.statements.refusals import Seen, StatementFormatUnknown
from tests.statements import samples


@pytest.mark.parametrize(
    ("content", "institution", "header"),
    [
        (samples.alipay(), "alipay", 15),
        (samples.wechat(), "wechat", 9),
        (samples.jd(), "jd", 8),
        (samples.alipay_web(), "alipay", 4),
        (samples.icbc(), "icbc", 4),
        (samples.boc(), "boc", 1),
        (samples.plain(samples.CMB_HEADER, samples.CMB_ROWS), "cmb", 0),
    ],
)
def test_header_rows_are_found_wherever_they_stand(
    content: bytes, institution: str, header: int
) -> None:
    found = detect(content)
    assert (found.institution, found.header) == (institution, header)
    more = ("extra line\n" * 40).encode()
    moved = detect(more + content.removeprefix(b"\xef\xbb\xbf"))
    assert (moved.institution, moved.header) == (institution, header + 40)


def test_tabs_between_columns() -> None:
    content = samples.plain(samples.WECHAT_HEADER, samples.WECHAT_ROWS[:1], delimiter="\t")
    assert detect(content).format == "wechat_tsv"


def test_marks_decide_between_layouts_that_both_fit() -> None:
    header = (*samples.ALIPAY_HEADER, "商户名称", "交易说明")
    rows = [(*cells, "x", "y") for cells in samples.ALIPAY_ROWS[:1]]
    table = samples.table_text(header, rows)
    assert detect(f"支付宝\n{table}".encode()).institution == "alipay"
    assert detect(f"京东账号名：x\n{table}".encode()).institution == "jd"
    assert detect(table.encode()).institution == "jd"


def refusal(content: bytes) -> StatementFormatUnknown:
    with pytest.raises(StatementFormatUnknown) as error:
        detect(content)
    return error.value


def test_the_bookkeeping_export_is_refused_by_name() -> None:
    error = refusal(
        "记录时间,分类,收支类型,金额,备注\n2026-01-01,餐饮,支出,5,我的秘密\n".encode("gbk")
    )
    assert error.hint == "account_book_export"
    assert error.seen == Seen("csv", "gb18030", ("记录时间", "分类", "收支类型", "金额", "备注"))


@pytest.mark.parametrize("column", ["交易时间", "收/支", "金额", "交易状态"])
def test_a_known_wallet_without_a_needed_column_is_not_guessed(column: str) -> None:
    order = [place for place, name in enumerate(samples.ALIPAY_HEADER) if name != column]
    error = refusal(samples.alipay(order=order))
    assert error.hint == "columns_missing"
    assert column not in error.seen.headers
    assert "交易分类" in error.seen.headers


def test_only_known_header_names_are_repeated() -> None:
    error = refusal(
        f"张三的秘密,日期,余额\n330106199001011234,{samples.ALIPAY_HEADER[0]},x\n".encode()
    )
    assert error.seen.headers == ("日期", "余额")
    assert error.hint == "columns_unknown"


def test_amounts_without_any_direction_are_asked_about() -> None:
    assert refusal(b"date,amount\n2026-01-01,5\n").hint == "direction_missing"


def test_header_names_are_compared_folded() -> None:
    text = " 交易 时间,交易类型,收／支,金额（元）,当前 状态\t\n2026-01-01,x,支出,5,y\n"
    assert detect(text.encode()).institution == "wechat"
