"""What every request costs before and after its own work: ours beside plain FastAPI routes.

`python -m benchmarks.request_costs`. Both run in this process over a SQLite file each, with
limits, logs and keys as they are by default; CPU time of all threads is taken in paired rounds.
"""

import json
import os
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

from fastapi import FastAPI

from app.debts.calculators.router import RATE_EXAMPLES
from app.debts.calculators.schemas import AnnualRateRequest, AnnualRateResult
from app.debts.calculators.service import compute_annual_rate
from benchmarks.appending import CALL
from benchmarks.calling import Endpoint
from benchmarks.plain_service import service
from benchmarks.prepared import service_over
from benchmarks.rounds import compare

BATCH = 50
"""Requests of one task."""
ROUNDS = 7
RECORD = json.dumps(CALL).encode()
RATE = json.dumps(RATE_EXAMPLES["level_payments"]["value"]).encode()


RATE_PATH = "/v1/calculators/annual-rate"


def our_endpoints(folder: Path) -> dict[str, Endpoint]:
    """The whole service over a fresh file, with one tenant, one key and one case."""
    # a quota that refuses none, and has about as many to remember as by default
    application, key = service_over(folder, rate_limit="100000/second")

    def endpoint(method: str, path: str, body: bytes = b"", *, is_keyed: bool = False) -> Endpoint:
        return Endpoint(
            application, method, path, bodies=[body], key=key, is_keyed=is_keyed, batch=BATCH
        )

    case = endpoint("POST", "/v1/cases", b'{"client_reference": "bench"}').answer()["id"]
    contacts = f"/v1/cases/{case}/contacts"
    append = endpoint("POST", contacts, RECORD, is_keyed=True)
    return {
        "livez": endpoint("GET", "/livez"),
        "read a row": endpoint("GET", "/v1/me"),
        "calculate a rate": endpoint("POST", RATE_PATH, RATE),
        "read a contact": endpoint("GET", f"{contacts}/{append.answer()['id']}"),
        "append a contact": append,
    }


def plain_endpoints(folder: Path) -> dict[str, Endpoint]:
    """The same operations without key, limits, log, idempotency, encryption or ledger."""
    application: FastAPI = service(str(folder / "plain.db"))

    @application.get("/livez")
    def get_liveness() -> dict[str, str]:
        return {"status": "ok"}

    @application.post(RATE_PATH)
    def annual_rate(request: AnnualRateRequest) -> AnnualRateResult:
        return compute_annual_rate(request)

    def endpoint(method: str, path: str, body: bytes = b"") -> Endpoint:
        return Endpoint(application, method, path, bodies=[body], batch=BATCH)

    append = endpoint("POST", "/cases/one/calls", RECORD)
    read = endpoint("GET", f"/cases/one/calls/{append.answer()['id']}")
    return {
        "livez": endpoint("GET", "/livez"),
        "read a row": read,
        "calculate a rate": endpoint("POST", RATE_PATH, RATE),
        "read a contact": read,
        "append a contact": append,
    }


def main() -> None:
    """Prints one line for each kind of request, in milliseconds of CPU for a batch."""
    print(f"load {os.getloadavg()[0]:.1f}, {BATCH} requests a batch, {ROUNDS} rounds")
    with (
        tempfile.TemporaryDirectory(prefix="shangan-bench-") as folder,
        Path(os.devnull).open("w") as nowhere,
        redirect_stderr(nowhere),  # each request writes its line of log
    ):
        bare, full = plain_endpoints(Path(folder)), our_endpoints(Path(folder))
        for name, endpoint in full.items():
            bare[name].call(), endpoint.call()  # warm-up
            print(compare(name, bare[name].call, endpoint.call, ROUNDS).line(), flush=True)


if __name__ == "__main__":
    main()
