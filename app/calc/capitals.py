"""Amounts in the capital characters that papers about money use (大写金额).

Written as on bills and receipts (正确填写票据和结算凭证的基本规定): groups of four digits, one 零
for any zeros between, 整 after 元 or 角 where nothing follows.
"""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿", "亿亿")
ZERO = "零元整"
FULL_GROUP = 1000
"""A group of fewer digits leaves a gap before it."""


def capitals_of(fen: int) -> str:
    """An amount of fen (≥ 0, below 10²² ) in capital characters, from 元 down.

    Raises:
        ValueError: for a negative amount: papers name what is owed, never less than nothing.
    """
    if fen < 0:
        raise ValueError("an amount in capitals is not negative")
    if fen == 0:
        return ZERO
    yuan, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    written = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{written}整"
    if jiao:
        written += f"{'零' if yuan and yuan % 10 == 0 else ''}{DIGITS[jiao]}角"
    elif yuan:
        written += "零"
    return f"{written}{DIGITS[cent]}分" if cent else f"{written}整"


def _whole(number: int) -> str:
    """A whole number above zero, group by group, the highest first."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    written = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = written and (group < FULL_GROUP or groups[place + 1] % 10 == 0)
        written += ("零" if gap else "") + _group(group) + GROUPS[place]
    return written


def _group(group: int) -> str:
    """One to 9999; zeros inside are one 零, zeros at its end none."""
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return written
