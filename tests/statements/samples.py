"""Made-up statements of every layout, built by code from `tests/cases/statements_rows.toml`."""

import csv
import io
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Cells = Sequence[str]
_TABLES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "statements_rows.toml").read_text("utf-8")
)


def _header(name: str) -> tuple[str, ...]:
    return tuple(_TABLES[name]["header"])


def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cells) for cells in _TABLES[name]["rows"])


ALIPAY_HEADER, ALIPAY_ROWS = _header("alipay"), _rows("alipay")
WECHAT_HEADER, WECHAT_ROWS = _header("wechat"), _rows("wechat")
JD_HEADER, JD_ROWS = _header("jd"), _rows("jd")
ALIPAY_WEB_HEADER, ALIPAY_WEB_ROWS = _header("alipay_web"), _rows("alipay_web")
CMB_HEADER, CMB_ROWS = _header("cmb"), _rows("cmb")
ICBC_HEADER, ICBC_ROWS = _header("icbc"), _rows("icbc")
CCB_HEADER, CCB_ROWS = _header("ccb"), _rows("ccb")
BOC_HEADER, BOC_ROWS = _header("boc"), _rows("boc")
ABC_HEADER, ABC_ROWS = _header("abc"), _rows("abc")
BOCOM_HEADER, BOCOM_ROWS = _header("bocom"), _rows("bocom")
GENERIC_HEADER, GENERIC_ROWS = _header("generic"), _rows("generic")


def table_text(
    header: Cells,
    rows: Sequence[Cells],
    *,
    order: Sequence[int] | None = None,
    extra: int = 0,
    delimiter: str = ",",
    newline: str = "\n",
) -> str:
    """Header and rows as CSV; `order` shuffles the columns, `extra` adds unknown ones."""
    order = order or range(len(header))
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator=newline)
    for place, cells in enumerate((header, *rows)):
        padded = [*cells, *[""] * (len(header) - len(cells))]
        more = [f"新列{number}" if place == 0 else "x" for number in range(extra)]
        writer.writerow([*more, *(padded[index] for index in order)])
    return target.getvalue()


def alipay(
    issuer: str = "支付宝（中国）网络技术有限公司",
    *,
    rows: Sequence[Cells] = ALIPAY_ROWS,
    summary: str = "",
    encoding: str = "gb18030",
    newline: str = "\n",
    **layout: Any,
) -> bytes:
    """The app's export; `summary` replaces the three lines of its own totals."""
    summary = summary or "收入：1笔 200.00元\n支出：3笔 1115.50元\n不计收支：6笔 4441.30元\n"
    text = (
        "-" * 60 + "\n导出信息：\n姓名：张三\n支付宝账户：zhang@example.com\n"
        "起始时间：[2026-03-01 00:00:00]    终止时间：[2026-03-31 23:59:59]\n"
        f"导出交易类型：[全部]\n共{len(rows)}笔记录\n{summary}\n"
        "特别提示：\n6.因统计逻辑不同，明细金额直接累加后，可能会和下方统计金额不一致；\n\n"
        f"{'-' * 20}{issuer}  电子客户回单{'-' * 20}\n"
    )
    text += table_text(ALIPAY_HEADER, rows, **layout)
    return text.replace("\n", newline).encode(encoding)


def wechat(
    *,
    rows: Sequence[Cells] = WECHAT_ROWS,
    encoding: str = "utf-8",
    newline: str = "\n",
    **layout: Any,
) -> bytes:
    """The mailed CSV of the wallet."""
    text = (
        "微信支付账单明细,,,,\n微信昵称：[小舟],,,,\n"
        "起始时间：[2026-03-01 00:00:00] 终止时间：[2026-03-31 23:59:59],,,,\n,,,,\n"
        "共10笔记录,,,,\n收入：3笔 81.66元,,,,\n支出：5笔 2023.00元,,,,\n"
        "中性交易：2笔 1800.00元,,,,\n"
        "----------------------微信支付账单明细列表--------------------,,,,\n"
    )
    text += table_text(WECHAT_HEADER, rows, **layout)
    return text.replace("\n", newline).encode(encoding)


def jd(rows: Sequence[Cells] = JD_ROWS) -> bytes:
    """The export of JD's wallet, which nets refunds inside the amount."""
    text = (
        "导出信息：\n京东账号名：jd_made_up\n日期区间：2026-03-01 至 2026-03-31\n共：6笔记录\n"
        "收入：0笔，0.00元\n支出：1笔(含1笔部分退款)，59.90元\n不计收支：5笔，110.00元\n\n"
    )
    return (text + table_text(JD_HEADER, rows)).encode("utf-8-sig")


def alipay_web() -> bytes:
    """The web export with its footer."""
    text = (
        "支付宝交易记录明细查询\n账号:[zhang@example.com]\n"
        "起始日期:[2026-02-01 00:00:00]    终止日期:[2026-02-28 00:00:00]\n"
        "---------------------------------交易记录明细列表------------------------------------\n"
        + table_text(ALIPAY_WEB_HEADER, ALIPAY_WEB_ROWS)
        + "------------------------------------------------------------------------------------\n"
        "共3笔记录\n已收入:1笔,12.00元\n待收入:0笔,0.00元\n已支出:1笔,25.00元\n"
        "导出时间:[2026-03-01 10:00:00]    用户:张三\n"
    )
    return text.encode("gb18030")


def icbc() -> bytes:
    """Cells padded with blanks and a tab, and a line of masked totals at the end."""
    head = "明细查询文件下载\n\n卡号: 1234****9876\n\n"
    tail = ' \n人民币合计,,,"1,234.56          \t","9,876.54          \t",\n'
    return (head + table_text(ICBC_HEADER, ICBC_ROWS) + tail).encode()


def boc() -> bytes:
    """A credit card's statement with a title line and two currencies."""
    return ("中国银行信用卡账单(2026年01月)\n" + table_text(BOC_HEADER, BOC_ROWS)).encode()


def plain(header: Cells, rows: Sequence[Cells], **layout: Any) -> bytes:
    """A file that starts with its header."""
    return table_text(header, rows, **layout).encode()
