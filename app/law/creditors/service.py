"""Puts dated facts about lenders into words; says unknown rather than guess."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core import i18n
from app.core.results import cite
from app.core.rules import rule_book, was_read
from app.law.creditors.schemas import ChannelClock, ComplaintChannel, CreditorFact, LenderFact
from app.law.creditors.search import TABLE, find_creditors
from app.law.service import localised, localised_list

CHANNELS = "complaint_channels"


def list_creditors(wanted: str | None) -> list[CreditorFact]:
    """Facts about lenders and products of a name, or all; one `unknown` where none is known."""
    rows: Sequence[Mapping[str, Any]] = rule_book().table(TABLE)["creditors"]
    found = rows if wanted is None else find_creditors(rows, wanted)
    return [_shown(row) for row in found] or [_unknown()]


def list_channels(creditor_type: str | None) -> list[ComplaintChannel]:
    """Every channel in the order to go, or those for one kind of lender."""
    if creditor_type is None:
        return [_channel(row) for row in _channel_rows()]
    known = creditor_type not in {"unknown", "other"}
    return channels_for(frozenset({creditor_type}) if known else frozenset())


def _channel_rows() -> list[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = rule_book().table(CHANNELS)["channels"]
    return sorted(rows, key=lambda row: int(row["order"]))


def channels_for(creditor_types: frozenset[str]) -> list[ComplaintChannel]:
    """Where to complain about lenders of these types, in order; none given: where it is unknown."""
    return [
        _channel(row)
        for row in _channel_rows()
        if (
            row.get("for_everybody") or creditor_types & set(row.get("creditor_types", ()))
            if creditor_types
            else row.get("where_unknown")
        )
    ]


def _channel(row: Mapping[str, Any]) -> ComplaintChannel:
    return ComplaintChannel(
        code=row["code"],
        name=localised(row, "name"),
        purpose=localised(row, "for"),
        number=row.get("number"),
        number_warning=_warning(row["number_verification"]) if "number" in row else None,
        hours=localised(row, "hours") if "hours_zh" in row else None,
        keep=localised_list(row, "keep"),
        citations=[cite(rule_book().cite(rule_id)) for rule_id in row["rule_ids"]],
        clocks=[
            ChannelClock(
                code=clock["code"],
                days=clock["days"],
                unit=clock["unit"],
                verification=clock["verification"],
                warning=_warning(clock["verification"]),
            )
            for clock in row["clocks"]
        ],
    )


def _warning(verification: str) -> str | None:
    return None if was_read(verification) else i18n.text("citation.unverified")


def _shown(row: Mapping[str, Any]) -> CreditorFact:
    lenders: Sequence[Mapping[str, Any]] = row.get("lenders", ())
    others = row["other_lenders_possible"]
    types = frozenset(
        row.get("creditor_types", ()) or (lender["creditor_type"] for lender in lenders)
    )
    certain = len(types) == 1 and not others
    return CreditorFact(
        code=row["code"],
        name=localised(row, "name"),
        aliases=row.get("aliases", []),
        known=bool(types),
        creditor_type=next(iter(types)) if certain else "unknown",
        seen_on=row.get("seen_on"),
        verification=row.get("verification"),
        source=row.get("source"),
        warning=_warning(row["verification"]) if "verification" in row else None,
        product_types=row.get("product_types", []),
        lenders=[
            LenderFact(**lender, warning=_warning(lender["verification"])) for lender in lenders
        ],
        other_lenders_possible=others,
        complaint_channels=channels_for(types),
        advice=i18n.text(_advice(certain=certain, known=bool(types))),
        verified_on=rule_book().table(TABLE)["verified_on"],
    )


def _advice(*, certain: bool, known: bool) -> str:
    if certain:
        return "creditors.check_licence"
    return "creditors.check_which_lender" if known else "creditors.check_contract"


def _unknown() -> CreditorFact:
    return CreditorFact(
        code="unknown",
        name=i18n.text("creditors.unknown"),
        aliases=[],
        known=False,
        creditor_type="unknown",
        seen_on=None,
        verification=None,
        source=None,
        warning=None,
        product_types=[],
        lenders=[],
        other_lenders_possible=True,
        complaint_channels=channels_for(frozenset()),
        advice=i18n.text("creditors.check_contract"),
        verified_on=rule_book().table(TABLE)["verified_on"],
    )
