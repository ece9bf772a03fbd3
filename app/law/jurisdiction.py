"""Territorial jurisdiction (地域管辖): which courts may hear a claim, and what a clause is worth.

Default courts come first (民事诉讼法 22-24, 29), then the agreement of the parties (35): it needs
writing and a real connection, and a consumer may void a standard term not drawn to attention
(民诉法解释 31). Bases, articles and dates are rows of `app/data/law/jurisdiction.toml`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.rules import RuleBook

TABLE = "jurisdiction"


@dataclass(frozen=True, slots=True)
class Clause:
    """What the contract says on disputes (争议解决条款).

    `kind` is court, arbitration or arbitrate_or_sue; `places` the courts named; `connection` the
    points they rest on. `connection_proven` and `drawn_to_attention` are None where unknown.
    """

    kind: str
    places: tuple[str, ...] = ()
    connection: tuple[str, ...] = ()
    connection_proven: bool | None = None
    written: bool = True
    standard_term: bool = True
    consumer: bool = True
    drawn_to_attention: bool | None = None


@dataclass(frozen=True, slots=True)
class JurisdictionRequest:
    """A claim, the places it touches and the clause; places are names or division codes.

    `defendant_residence` is a habitual residence of a year or more that differs from the domicile.
    `money_receiver_place` is where the party that is to receive the money is.
    """

    claim: str
    as_of: date
    defendant_domicile: str | None = None
    defendant_residence: str | None = None
    performance_place: str | None = None
    money_receiver_place: str | None = None
    tort_places: tuple[str, ...] = ()
    victim_domicile: str | None = None
    online: bool = False
    assigned: bool = False
    clause: Clause | None = None
    sued_in: str | None = None


@dataclass(frozen=True, slots=True)
class Court:
    """A place whose court may hear the claim, and on which basis."""

    place: str
    basis: str
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseReason:
    """One reason for what the clause is worth."""

    code: str
    rule_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The courts, the clause's effect with its reasons, and warnings (codes).

    `effect` is none, valid, invalid, voidable (the consumer may void it), uncertain, ignored or
    arbitration. `defaults` are the courts without the clause. `sued_in_fits` says whether the
    court of the suit is among `courts`, None where none was given or none is known.
    """

    courts: tuple[Court, ...]
    defaults: tuple[Court, ...]
    effect: str
    reasons: tuple[ClauseReason, ...]
    warnings: tuple[str, ...]
    sued_in_fits: bool | None


@dataclass(slots=True)
class _Judgement:
    """A judgement in progress."""

    effect: str
    reasons: list[ClauseReason] = field(default_factory=list)

    def because(self, code: str, rule_ids: Iterable[str]) -> None:
        self.reasons.append(ClauseReason(code, tuple(rule_ids)))


def find_courts(book: RuleBook, request: JurisdictionRequest) -> Jurisdiction:
    """The courts that may hear the claim, what the clause changes, and what to look out for.

    Raises KeyError if the claim or a point of connection is not in the law data.
    """
    table = book.table(TABLE)
    claim = {row["code"]: row for row in table["claims"]}[request.claim]
    defaults = _default_courts(table, claim, request)
    judged = _judge(table, claim, request)
    agreed = [
        Court(place, "agreed_court", tuple(table["bases"]["agreed_court"]["rule_ids"]))
        for place in (request.clause.places if request.clause is not None else ())
    ]
    courts = {
        "valid": agreed,
        "voidable": [*agreed, *defaults],
        "uncertain": [*agreed, *defaults],
        "arbitration": [],
    }.get(judged.effect, defaults)
    return Jurisdiction(
        courts=tuple(courts),
        defaults=tuple(defaults),
        effect=judged.effect,
        reasons=tuple(judged.reasons),
        warnings=tuple(_warnings(table, request, courts, judged.effect)),
        sued_in_fits=_fits(request.sued_in, courts),
    )


def same_place(one: str, other: str) -> bool:
    """Whether two names or codes mean the same place, or one lies in the other by its name."""
    first, second = ("".join(place.split()) for place in (one, other))
    if first.isdigit() and second.isdigit():
        first, second = _division(first), _division(second)
        return bool(first and second) and (first.startswith(second) or second.startswith(first))
    return bool(first and second) and (first in second or second in first)


def _division(code: str) -> str:
    """A division code without the pairs of zeros that stand for "the whole of it"."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def _default_courts(
    table: Mapping[str, Any], claim: Mapping[str, Any], request: JurisdictionRequest
) -> list[Court]:
    found: list[Court] = []
    for basis in claim["bases"]:
        for name, place in _places_of(basis, request):
            found.append(Court(place, name, tuple(table["bases"][name]["rule_ids"])))
    return [*_internet_courts(table, request, found), *found]


def _places_of(basis: str, request: JurisdictionRequest) -> list[tuple[str, str]]:
    """(basis, place) pairs: residence before domicile, an agreed place before the law's."""
    candidates: list[tuple[str, str | None]] = {
        "defendant_domicile": [
            ("defendant_habitual_residence", request.defendant_residence)
            if request.defendant_residence
            else ("defendant_domicile", request.defendant_domicile)
        ],
        "debtor_domicile": [
            ("debtor_domicile", request.defendant_residence or request.defendant_domicile)
        ],
        "performance_place": [
            ("agreed_performance_place", request.performance_place)
            if request.performance_place
            else ("money_receiver", request.money_receiver_place)
        ],
        "tort_place": [
            *(("tort_place", place) for place in request.tort_places),
            ("victim_domicile", request.victim_domicile if request.online else None),
        ],
    }[basis]
    return [(name, place) for name, place in candidates if place]


def _internet_courts(
    table: Mapping[str, Any], request: JurisdictionRequest, courts: list[Court]
) -> list[Court]:
    """The internet courts (互联网法院) of the cities in question, where they hear this claim."""
    if not request.online:
        return []
    rule_ids = _internet_rules(table, request)
    cities = {
        city["name_zh"]
        for court in courts
        for city in table["internet_court_cities"]
        if city["name_zh"] in court.place
        or city["name_en"].casefold() in court.place.casefold()
        or any(court.place.startswith(code) for code in city["codes"])
    }
    return [
        Court(f"{city}互联网法院", "internet_court", tuple(rule_ids))
        for city in sorted(cities)
        if rule_ids
    ]


def _internet_rules(table: Mapping[str, Any], request: JurisdictionRequest) -> list[str]:
    """The articles by which internet courts hear this claim on this day; none where they do not."""
    return [
        rule_id
        for row in table["internet_courts"]
        if row["from"] <= request.as_of <= row.get("to", date.max)
        and request.claim in row["claims"]
        for rule_id in row["rule_ids"]
    ]


def _judge(
    table: Mapping[str, Any], claim: Mapping[str, Any], request: JurisdictionRequest
) -> _Judgement:
    """What the clause is worth."""
    rules, clause = table["agreement"], request.clause
    judged = _Judgement("none")
    if clause is None:
        return judged
    if claim.get("no_agreement"):
        judged.effect = "ignored"
        judged.because("payment_order_by_domicile", table["bases"]["debtor_domicile"]["rule_ids"])
    elif clause.kind == "arbitration":
        judged.effect = "arbitration"
        judged.because("arbitration_agreed", rules["arbitration_rule_ids"])
    elif not clause.written:
        judged.effect = "invalid"
        judged.because("not_in_writing", rules["rule_ids"])
    else:
        _judge_court_clause(rules, clause, request, judged)
    return judged


def _judge_court_clause(
    rules: Mapping[str, Any], clause: Clause, request: JurisdictionRequest, judged: _Judgement
) -> None:
    if clause.kind == "arbitrate_or_sue":
        judged.because("arbitration_part_void", rules["arbitrate_or_sue_rule_ids"])
    if not clause.places:
        judged.effect = "invalid"
        judged.because("no_court_determined", rules["uncertain_rule_ids"])
        return
    judged.effect = "valid"
    _judge_connection(rules, clause, request.as_of, judged)
    if judged.effect == "valid" and clause.standard_term and clause.consumer:
        if clause.drawn_to_attention is False:
            judged.effect = "voidable"
            judged.because("not_drawn_to_attention", rules["not_explained_rule_ids"])
        elif clause.drawn_to_attention is None:
            judged.because("ask_whether_drawn_to_attention", rules["not_explained_rule_ids"])
    if len(clause.places) > 1:
        judged.because("claimant_may_choose", rules["several_rule_ids"])
    if {"defendant_domicile", "claimant_domicile"} & set(clause.connection):
        judged.because("domicile_of_the_day_of_agreement", rules["moved_rule_ids"])
    if request.assigned:
        judged.because("binds_the_assignee", rules["assigned_rule_ids"])


def _judge_connection(
    rules: Mapping[str, Any], clause: Clause, as_of: date, judged: _Judgement
) -> None:
    """A classic point counts unless disproved; any other place needs proof (法释〔2025〕15号)."""
    classic = bool(set(clause.connection) & set(rules["points"]))
    if clause.connection_proven is not False and (classic or clause.connection_proven):
        judged.because("connected", rules["rule_ids"])
    elif as_of >= rules["unconnected_void_from"] or clause.connection_proven is False:
        judged.effect = "invalid"
        judged.because("no_connection_proven", rules["unconnected_rule_ids"])
    else:
        judged.effect = "uncertain"
        judged.because("connection_for_the_court", rules["rule_ids"])


def _warnings(
    table: Mapping[str, Any], request: JurisdictionRequest, courts: list[Court], effect: str
) -> list[str]:
    found = ["estimate", "level_and_exclusive_jurisdiction"]
    if not courts:
        found.append("arbitration_body" if effect == "arbitration" else "places_missing")
    if request.online and not _internet_rules(table, request):
        found.append("no_internet_court")
    if _fits(request.sued_in, courts) is False:
        found.append("object_within_the_answer_period")
    return found


def _fits(sued_in: str | None, courts: list[Court]) -> bool | None:
    if sued_in is None or not courts:
        return None
    return any(same_place(sued_in, court.place) for court in courts)
