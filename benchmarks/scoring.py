"""Offers beside the plain way: which can be kept, how safely, and what the endpoint costs."""

import json
import tempfile
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel

from app.calc.frontier import best_payments
from app.calc.success import least_from, success_shares
from app.proposals.offers.router import OFFER_EXAMPLES
from app.proposals.offers.schemas import OffersRequest, OffersResult
from app.proposals.offers.service import compute_offers
from benchmarks.calling import Endpoint
from benchmarks.prepared import service_over

SEED = 20261124
MONTHS, COURSES, SAMPLED = 36, 10_000, 100
HOUSEHOLDS = 40
PATH = "/v1/calculators/counter-offers"

_drawn = np.random.default_rng(SEED)
NET = _drawn.integers(-50_000, 400_000, MONTHS)
CASH = np.cumsum(NET) + 350_000
SHAPES = [
    (up, first, term)
    for up in range(0, 250_000, 50_000)
    for first in range(5)
    for term in range(3, 33, 3)
]
PAYMENTS = np.linspace(5_000, 400_000, 80).astype(np.int64)
UPFRONTS, FIRSTS, TERMS = (np.array(column, dtype=np.int64) for column in zip(*SHAPES, strict=True))
PATHS = (
    np.cumsum(NET[:, np.newaxis] + _drawn.normal(0, 60_000, (MONTHS, COURSES)).round(), axis=0)
    + 350_000
)


def naive_verdicts(candidates: int | None = None) -> list[bool]:
    """Each candidate run through its months in Decimal; all 20,000 unless fewer are asked for."""
    verdicts = []
    for upfront, first, term in SHAPES:
        for payment in PAYMENTS.tolist():
            balance, kept = Decimal("3500.00") - Decimal(upfront) / 100, True
            level = Decimal(payment) / 100
            for month, net in enumerate(NET.tolist()):
                balance += Decimal(net) / 100
                if first <= month < first + term:
                    balance -= level
                kept = kept and balance >= 0
            verdicts.append(kept)
            if len(verdicts) == candidates:
                return verdicts
    return verdicts


def our_verdicts() -> "np.ndarray[Any, Any]":
    """The frontier of every shape, and each payment compared with it."""
    best = best_payments(CASH, UPFRONTS, FIRSTS, TERMS, 0)
    verdicts: np.ndarray[Any, Any] = best[:, np.newaxis] >= PAYMENTS
    return verdicts


def brute_success() -> list[float]:
    """Every hundredth-odd candidate's share of courses kept; the others cost as much each."""
    shares = []
    for place in range(0, len(SHAPES) * len(PAYMENTS), len(SHAPES) * len(PAYMENTS) // SAMPLED):
        upfront, first, term = SHAPES[place // len(PAYMENTS)]
        paid = np.clip(np.arange(MONTHS) + 1 - first, 0, term) * PAYMENTS[place % len(PAYMENTS)]
        shares.append(float((PATHS - paid[:, np.newaxis] - upfront >= 0).all(axis=0).mean()))
    return shares


def our_success() -> "np.ndarray[Any, Any]":
    """The success curve of every shape, from sorted largest payments."""
    rest = least_from(PATHS)
    return np.concatenate(
        [
            success_shares(PATHS, rest, first, range(3, 33, 3), PAYMENTS, upfront)
            for upfront in range(0, 250_000, 50_000)
            for first in range(5)
        ]
    )


def check() -> None:
    """Both ways agree before either is timed."""
    assert naive_verdicts() == our_verdicts().ravel().tolist()  # noqa: S101 - before timing
    ours = our_success().ravel()
    step = len(SHAPES) * len(PAYMENTS) // SAMPLED
    assert brute_success() == ours[::step].tolist()  # noqa: S101 - before timing


def endpoints() -> tuple[Endpoint, Endpoint, Endpoint]:
    """Two bare routes and ours with its key.

    Both validate the same request and return a body of the same size: the first has it ready as a
    model, the second validates it as well. Each request is another household's, so that nothing is
    gained by remembering answers.
    """
    bodies = [_body(place) for place in range(HOUSEHOLDS)]
    answer = compute_offers(OffersRequest.model_validate_json(bodies[0]))
    fields = _fields(answer)
    ready, validating = FastAPI(), FastAPI()

    @ready.post(PATH)
    def returned(request: OffersRequest) -> OffersResult:  # noqa: ARG001 - validated, then left
        return answer

    @validating.post(PATH, response_model=OffersResult)
    def validated(request: OffersRequest) -> Any:  # noqa: ARG001 - as above
        return fields

    folder = Path(tempfile.mkdtemp())
    application, key = service_over(folder, rate_limit="off", log_level="error")
    return (
        Endpoint(ready, "POST", PATH, bodies=bodies, batch=HOUSEHOLDS),
        Endpoint(validating, "POST", PATH, bodies=bodies, batch=HOUSEHOLDS),
        Endpoint(application, "POST", PATH, bodies=bodies, key=key, batch=HOUSEHOLDS),
    )


def _fields(value: Any) -> Any:
    """A model as plain containers, amounts and dates as they are."""
    if isinstance(value, BaseModel):
        return {name: _fields(each) for name, each in value}
    return [_fields(each) for each in value] if isinstance(value, list) else value


def _body(place: int) -> bytes:
    value: dict[str, Any] = deepcopy(OFFER_EXAMPLES["credit_card"]["value"])
    debt, flow = value["debt"], value["cash_flow"]
    debt["principal_outstanding"] = f"{48_000 - 37 * place}.{place:02d}"
    flow |= {"debts": [debt], "opening_balance": f"{3_500 + 11 * place}.00"}
    return json.dumps(value).encode()
