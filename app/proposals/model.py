"""The scoring model as data: `app/data/scoring/model.toml`, read once, refused when unsound."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from app.calc.money import parse_fen
from app.cash_flow.budget_lines import Stress
from app.core.tables import data_table

FULL = 100


class UnsoundModel(ValueError):
    """The scoring data contradict themselves: weights that do not add to 100, shares to 1."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way a lender goes without a plan: probability and recovery as ratios, cost in fen."""

    code: str
    probability: Decimal
    recovery: Decimal
    months: int
    cost: int


@dataclass(frozen=True, slots=True)
class LenderAssumptions:
    """Open assumptions behind the lender's value; the rate in percent, the share as a ratio."""

    discount_rate_percent: Decimal
    redefault_share: Decimal
    break_month: int
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One end of the band: its rate, its share of broken plans, its factor on recoveries."""

    discount_rate_percent: Decimal
    redefault_share: Decimal
    recovery_factor: Decimal


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """A kind of proof; any one of the documents in it counts, as a share of the sub-score."""

    code: str
    share: Decimal
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """Where each sub-score is full, half or empty; see the data file for their meaning."""

    lender_value_full_at: Decimal
    term_half_at: int
    term_half_at_by_product: Mapping[str, int]
    rate_cut_weight: Decimal
    waiver_weights: Mapping[str, Decimal]
    efforts_full_at: int
    payments_full_at: int


@dataclass(frozen=True, slots=True)
class PathModel:
    """Simulated courses of income and costs: how many, from which seed, how hard."""

    count: int
    seed: int
    severity: Decimal


@dataclass(frozen=True, slots=True)
class Ask:
    """What a counter-offer asks of the lender: shares waived, and the share of the rate kept."""

    code: str
    waive_interest: Decimal
    waive_fees: Decimal
    waive_penalty: Decimal
    rate: Decimal
    waive_principal: Decimal


@dataclass(frozen=True, slots=True)
class StepUpModel:
    """Payments that rise once: after how many instalments, in multiples of how many fen.

    The higher payment is at most so many times the lower one.
    """

    after_choices: tuple[int, ...]
    multiple: int
    most_times: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far plans are looked at, in months: until they begin, and how much later they may."""

    months_ahead: int
    months_later: int


@dataclass(frozen=True, slots=True)
class OfferModel:
    """The shapes that counter-offers are made of."""

    default_max_instalments: int
    max_instalments: Mapping[str, int]
    first_month_choices: tuple[int, ...]
    term_choices: tuple[int, ...]
    review_after_months: int
    step_up: StepUpModel
    forbearance_share: Decimal
    due_day: int
    asks: tuple[Ask, ...]

    def longest(self, product_type: str | None) -> int:
        """The most instalments offered for a product when the caller sets no limit."""
        return self.max_instalments.get(product_type or "", self.default_max_instalments)


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """Everything the score is made of; `version` names the file's version and content."""

    version: str
    source: str
    verification: str
    weights: Mapping[str, int]
    reasonable_from: int
    borderline_from: int
    weak_below: Decimal
    reach: Reach
    payoff_months: int
    stress: Stress
    paths: PathModel
    bands: Bands
    evidence: tuple[EvidenceGroup, ...]
    lender: LenderAssumptions
    low: Sensitivity
    high: Sensitivity
    offers: OfferModel


def read_model(data: Mapping[str, Any]) -> ScoringModel:
    """Read the data file's content; raises UnsoundModel when it contradicts itself."""
    weights = data["weights"]
    evidence = tuple(
        EvidenceGroup(row["code"], Decimal(row["share"]), tuple(row["any_of"]))
        for row in data["evidence"]
    )
    if sum(weights.values()) != FULL:
        raise UnsoundModel("the weights do not add to 100")
    if sum(group.share for group in evidence) != 1:
        raise UnsoundModel("the shares of evidence do not add to 1")
    paths = data["stress_paths"]
    return ScoringModel(
        version=f"{data['version']}+{_fingerprint(data)}",
        source=data["source"],
        verification=data["verification"],
        weights=weights,
        reasonable_from=data["verdicts"]["reasonable"],
        borderline_from=data["verdicts"]["borderline"],
        weak_below=Decimal(data["reasons"]["weak_below"]),
        reach=Reach(**data["reach"]),
        payoff_months=data["allocation"]["payoff_months"],
        stress=Stress(**{name: Decimal(value) for name, value in data["stress"].items()}),
        paths=PathModel(paths["count"], paths["seed"], Decimal(paths["severity"])),
        bands=_bands(data),
        evidence=evidence,
        lender=_lender(data["lender"]),
        low=_sensitivity(data["lender"]["low"]),
        high=_sensitivity(data["lender"]["high"]),
        offers=_offers(data["offers"]),
    )


def _fingerprint(data: Mapping[str, Any]) -> str:
    """Of figures, words and their order; comments do not count."""
    return hashlib.sha256(orjson.dumps(data, default=str)).hexdigest()[:12]


def _bands(data: Mapping[str, Any]) -> Bands:
    bands = data["bands"]
    return Bands(
        lender_value_full_at=Decimal(bands["lender_value_full_at"]),
        term_half_at=bands["term_half_at"],
        term_half_at_by_product=data["term_half_at_by_product"],
        rate_cut_weight=Decimal(bands["rate_cut_weight"]),
        waiver_weights={
            name: Decimal(bands[f"{name}_waiver_weight"])
            for name in ("principal", "interest", "fees", "penalty")
        },
        efforts_full_at=bands["efforts_full_at"],
        payments_full_at=bands["payments_full_at"],
    )


def _lender(table: Mapping[str, Any]) -> LenderAssumptions:
    return LenderAssumptions(
        discount_rate_percent=Decimal(table["discount_rate_percent"]),
        redefault_share=Decimal(table["redefault_share"]),
        break_month=table["break_month"],
        routes=tuple(
            Route(
                row["code"],
                Decimal(row["probability"]),
                Decimal(row["recovery"]),
                row["months"],
                parse_fen(row["cost"]),
            )
            for row in table["routes"]
        ),
    )


def _sensitivity(table: Mapping[str, str]) -> Sensitivity:
    return Sensitivity(**{name: Decimal(value) for name, value in table.items()})


def _offers(table: Mapping[str, Any]) -> OfferModel:
    shares = ("waive_interest", "waive_fees", "waive_penalty", "rate")
    return OfferModel(
        default_max_instalments=table["default_max_instalments"],
        max_instalments=table["max_instalments"],
        first_month_choices=tuple(table["first_month_choices"]),
        term_choices=tuple(table["term_choices"]),
        review_after_months=table["review_after_months"],
        step_up=StepUpModel(
            tuple(table["step_up"]["after_choices"]),
            parse_fen(table["step_up"]["multiple"]),
            table["step_up"]["most_times"],
        ),
        forbearance_share=Decimal(table["forbearance_share"]),
        due_day=table["default_due_day"],
        asks=tuple(
            Ask(
                row["code"],
                **{name: Decimal(row[name]) for name in shares},
                waive_principal=Decimal(row.get("waive_principal", 0)),
            )
            for row in table["asks"]
        ),
    )


@lru_cache(maxsize=1)
def scoring_model() -> ScoringModel:
    """The model shipped with this version."""
    return read_model(data_table("scoring", "model"))
