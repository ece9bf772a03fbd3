"""The templates as data: `app/data/templates/<language>/<template>.toml`."""

from collections.abc import Mapping
from typing import Any

from app.core.tables import data_table

LOCALES = ("zh-CN", "en")


def template_of(name: str, locale: str) -> Mapping[str, Any]:
    """One template in one language."""
    return data_table(f"templates/{locale}", name)


def acknowledges_debt(template: Mapping[str, Any]) -> bool:
    """Whether sending the paper acknowledges the debt, which may start limitation anew."""
    return bool(template.get("acknowledges"))


def negotiates(template: Mapping[str, Any]) -> bool:
    """Whether the paper asks a lender for terms, which answers no payment order."""
    return bool(template.get("negotiates"))


def court_kinds(template: Mapping[str, Any]) -> frozenset[str]:
    """Kinds of proceedings a court paper answers; none for any other paper."""
    return frozenset(template.get("kinds", ()))


def hand_in_of(template: Mapping[str, Any]) -> str | None:
    """How the person hands the paper in; told beside it, never printed in it."""
    return template.get("hand_in")


def names_rows(template: Mapping[str, Any], rows: str) -> bool:
    """Whether the paper lists these rows at all, so that they are worth gathering."""
    return any(rows in {row.get("each"), row.get("table")} for row in template["blocks"])
