"""How papers write days, amounts and codes, by language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.calc.capitals import capitals_of

CHINESE = "zh-CN"
_ARTICLE = re.compile("第([0-9]+)条")


@dataclass(frozen=True, slots=True)
class Words:
    """The language of a paper, and the names of codes in it by vocabulary."""

    locale: str
    labels: Mapping[str, Mapping[str, str]]

    @property
    def is_chinese(self) -> bool:
        """Whether the paper is in Chinese."""
        return self.locale == CHINESE

    def label(self, vocabulary: str, code: str | None) -> str | None:
        """The name of a code; None where nothing is known."""
        if code is None or code == "unknown":
            return None
        return self.labels[vocabulary].get(code, code)

    def joined(self, texts: list[str]) -> str:
        """Texts as one enumeration."""
        return ("、" if self.is_chinese else ", ").join(texts)

    def beside(self, texts: Sequence[str]) -> str:
        """Texts each of which says something of its own, on one line."""
        return ("；" if self.is_chinese else "; ").join(texts)

    def article(self, title: str, article: str) -> str:
        """A text of law and its place; English papers name articles by number, and no other."""
        if self.is_chinese:
            return f"{title}{article}"
        number = _ARTICLE.fullmatch(article)
        return title if number is None else f"{title}, art. {number[1]}"

    def day(self, day: date | None) -> str | None:
        """A day as papers write it; English ones keep to digits, which nobody misreads."""
        if day is None:
            return None
        return f"{day.year}年{day.month}月{day.day}日" if self.is_chinese else day.isoformat()

    def month(self, month: str) -> str:
        """A month `YYYY-MM` as papers write it."""
        if not self.is_chinese:
            return month
        year, _, number = month.partition("-")
        return f"{year}年{int(number)}月"


def minute(at: datetime) -> str:
    """A moment to the minute, as it was recorded."""
    return f"{at:%Y-%m-%d %H:%M}"


def amount(fen: int | None) -> str | None:
    """An amount in digits, grouped, without a currency: `48,000.00`."""
    if fen is None:
        return None
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def in_capitals(fen: int | None) -> str | None:
    """An amount in capital characters (大写金额); None where it is unknown or negative."""
    return None if fen is None or fen < 0 else f"人民币{capitals_of(fen)}"
