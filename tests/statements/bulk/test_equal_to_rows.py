"""Whatever the file, the bulk reader says what the row reader says."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.statements import samples
from tests.statements.bulk.both_ways import in_bulk, row_by_row

_WORDS = [
    *("午餐外卖", "房租", "花呗主动还款-2026年03月账单", "退款-耳机", "转账", "肯德基", "KTV欢唱"),
    *("工资", "余额宝-自动转入", "先享后付", "还款失败 还款", "超市 购物", "信用卡还款", "放款"),
    *("", " ", "/", "-", "None", "𠮷野家", "😀红包", "Ｋ歌", "Kelvin", "ſteam", "steam", "Straße"),
    *("张三", " 张三\t", "张 三", "某某店（海淀）", "a" * 40, "长" * 90, "12306", "x100861"),
]
_AMOUNTS = [
    *("28.16", "0.01", "0.00", "1000.00", " 35.00 ", "35.00\t", "¥28.16", "￥1,000.00", "-5.00"),
    *("+0.01", "131.77(已退款89.84)", "468.32(已全额退款)", "12", "12.5", "1e3", "", "九元"),
    *("99999999.99", "100000000.00", "9999999999999.99", "１２.００", ".50", "¥-3.00"),
]
_DATES = [
    *("2026-03-01 08:15:00", "2026-03-01 08:15:59", "2026/03/02 09:00:00", "2026-3-1 8:15"),
    *("2026-02-29 10:00:00", "2024-02-29 10:00:00", "2026-13-01 10:00:00", "2026-03-03"),
    *("20260304", "2026-03-05T01:02:03", "2026-03-05 24:00:00", "1989-12-31 10:00:00", ""),
    *(" 2026-03-06 10:00:00\t", "2026年3月7日", "合计", "2026-03-08 10:00:60"),
]
_STATUSES = [
    *("交易成功", "交易关闭", "退款成功", "还款成功", "已退款(￥5.00)", "已全额退款", "等待付款"),
    *("对方已退还", "支付成功", "", "冻结成功"),
]
_IDS = [
    *("20260301001", "20260301001\t", "20260301002", "20260301002_1", "20260301003_x_2", "/"),
    *("2.02603E+27", "2.0e+5", "E+", "", "号码１", '"20260301004"'),
]
_DIRECTIONS = ["支出", "支出", "收入", "不计收支", "/", "其他", "", "支 出", "未知"]
_CURRENCIES = ["人民币", "CNY", "", "美元", "火星币"]


def _pool(name: str) -> Sequence[str]:
    pools: dict[str, Sequence[str]] = {
        "时间": _DATES,
        "日期": _DATES,
        "金额": _AMOUNTS,
        "余额": _AMOUNTS,
        "支出": _AMOUNTS,
        "收入": _AMOUNTS,
        "退款": _AMOUNTS,
        "收/支": _DIRECTIONS,
        "状态": _STATUSES,
        "单号": _IDS,
        "币": _CURRENCIES,
    }
    return next((pool for key, pool in pools.items() if key in name), _WORDS)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


_CALM: dict[str, Sequence[str]] = {
    "时间": ("2026-03-01 08:15:00", "2026-03-02 23:59:59", "2025/12/31 00:00:00"),
    "日期": ("2026-03-01", "2026/03/02", "2026-03-03"),
    "金额": ("28.16", "0.01", "35.00\t", "99999999.99", "0.00"),
    "余额": ("100.00", "-3.50", ""),
    "单号": ("20260301001", "20260301002\t", "20260301001_1", ""),
    "收/支": ("支出", "收入", "不计收支"),
    "币": ("人民币", "CNY"),
}


def _calm(draw: st.DrawFn, name: str) -> str:
    pool = next((pool for key, pool in _CALM.items() if key in name), _pool(name))
    return draw(st.sampled_from([cell for cell in pool if "," not in cell]))


def _odd(draw: st.DrawFn, name: str) -> str:
    cell = draw(st.sampled_from(_pool(name)))
    style = draw(st.integers(0, 12))
    if "," in cell or style == 0:
        return _quoted(cell)
    if style == 1:
        ends = ['"', " ", "\t", '"x"', "，", ' "', "\u3000", "\x0b"]
        return cell + draw(st.sampled_from(ends))
    if style == 2:
        return _quoted(cell + draw(st.sampled_from([",", '"', "\n", ",,\n2026"])))
    return cell


@st.composite
def _row(draw: st.DrawFn, header: Sequence[str]) -> str:
    """A row, half of them regular but for what their texts say, a third odd in one cell."""
    mood = draw(st.integers(0, 5))
    odd = draw(st.integers(0, len(header) - 1))
    cells = [
        _odd(draw, name) if mood == 0 or (mood < 3 and place == odd) else _calm(draw, name)
        for place, name in enumerate(header)
    ]
    if mood == 0 and draw(st.booleans()):
        return ",".join(cells[: draw(st.integers(0, len(header)))])
    return ",".join([*cells, *([""] * draw(st.integers(0, 1)))])


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    header = draw(
        st.sampled_from(
            [
                samples.ALIPAY_HEADER,
                samples.WECHAT_HEADER,
                samples.JD_HEADER,
                samples.CMB_HEADER,
                samples.BOC_HEADER,
                samples.GENERIC_HEADER,
                samples.ALIPAY_WEB_HEADER,
            ]
        )
    )
    odd = st.sampled_from(
        [
            *("", " ", ",,,,", ",".join(header), "-" * 20, "共3笔记录", "支出：2笔 56.32元"),
            *('2026-03-01,"broken,1', '"', 'a","b', "收入：1笔 5.00元,,", "备注：谢谢"),
        ]
    )
    lines = draw(st.lists(st.one_of(*[_row(header)] * 9, odd), max_size=25))
    above = draw(
        st.sampled_from(
            [
                "",
                "姓名：张三\n起始时间：[2026-03-01 00:00:00] 终止时间：[2026-03-31 23:59:59]\n",
                "信用卡账单\n支出：3笔 84.48元\n\n",
                '"题目\n两行"\n共2笔记录\n',
            ]
        )
    )
    text = above + "\n".join([",".join(header), *lines]) + draw(st.sampled_from(["", "\n", "\n\n"]))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    stray = draw(st.sampled_from(["", "", "", "\r"]))
    text = text.replace("\n", newline) + stray
    encoding = draw(st.sampled_from(["gb18030", "gb18030", "utf-8", "utf-8-sig", "utf-16"]))
    broken = draw(st.sampled_from([b""] * 9 + [b"\xff", b"\x81"]))
    return text.encode(encoding) + broken


@settings(max_examples=150)
@given(content=_files(), chunk_bytes=st.sampled_from([40, 300, 1 << 20]))
@example(content=samples.alipay(), chunk_bytes=200)
@example(content=samples.wechat(newline="\r\n"), chunk_bytes=1 << 20)
def test_any_file(content: bytes, chunk_bytes: int) -> None:
    assert in_bulk(content, chunk_bytes) == row_by_row(content)


@pytest.mark.parametrize(
    "made",
    [
        samples.alipay,
        samples.wechat,
        samples.jd,
        samples.alipay_web,
        samples.icbc,
        samples.boc,
        lambda: samples.plain(samples.CMB_HEADER, samples.CMB_ROWS, delimiter="\t"),
        lambda: samples.plain(samples.GENERIC_HEADER, samples.GENERIC_ROWS, delimiter="|"),
        lambda: samples.plain(samples.ABC_HEADER, samples.ABC_ROWS, delimiter=";"),
    ],
)
@pytest.mark.parametrize("chunk_bytes", [64, 1 << 20])
def test_every_sample(made: Callable[[], bytes], chunk_bytes: int) -> None:
    content = made()
    assert in_bulk(content, chunk_bytes) == row_by_row(content)


def _generic(*rows: str) -> bytes:
    return "\n".join(["交易日期,交易金额,对方户名,交易流水号", *rows, ""]).encode("gb18030")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-03-01,5.00,某店,1", "2026-03-01,-5.00,某店,1"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,-0.00,某店,1"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,+5.00,某店,1"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,-5.00,ſteam,1"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,-5.00,\u212atv,1"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,-5.00,ktv,1"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,-5.00,某店,2.02603E+27"),
        ("2026-03-01,-5.00,某店,1", "2026-03-01,-5.00,,1"),
    ],
)
def test_rows_that_nearly_share_a_class(first: str, second: str) -> None:
    for rows in ((first,) * 3 + (second,), (second,) + (first,) * 3):
        content = _generic("2026-03-01,-1.00,别家,9", *rows)
        assert in_bulk(content) == row_by_row(content)
