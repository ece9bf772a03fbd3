"""Appends under concurrent writers: the whole service beside a plain insert, both FULL durability.

Each contender is a server process of its own with a database file of its own. Rounds are paired and
their order alternates; throughput and latency are taken by the clients, CPU from the server.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from gates.demo_server import ROOT, free_port, prepare, start

WRITERS = 16
REQUESTS = 40
"""Requests of each writer and round."""
ROUNDS = 5
CALL: dict[str, Any] = {
    "occurred_at": "2026-11-20T15:30:00+08:00",
    "channel": "phone",
    "direction": "outbound",
    "counterpart": {"organisation": "某银行信用卡中心", "number": "95500"},
    "summary": "申请个性化分期，客服称暂无政策，建议先还最低还款额",
    "outcome": "refused",
    "promises": [{"by": "creditor", "what": "三个工作日内回电", "due_on": "2026-11-25"}],
}


@dataclass(frozen=True, slots=True)
class Contender:
    """A running server, and one path to post to for each writer."""

    port: int
    process_id: int
    paths: Sequence[str]
    key: str


@dataclass(frozen=True, slots=True)
class Figures:
    """One round: requests a second, latencies in milliseconds, server CPU a request, refusals."""

    rate: float
    median: float
    p99: float
    cpu: float
    refused: int


def _write(port: int, path: str, key: str) -> list[tuple[float, int]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = json.dumps(CALL).encode()
    measured = []
    for _ in range(REQUESTS):
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {key}",
            "Idempotency-Key": str(uuid4()),
        }
        started = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        measured.append((time.perf_counter() - started, answer.status))
    connection.close()
    return measured


def _load(port: int, paths: Sequence[str], key: str) -> tuple[float, list[tuple[float, int]]]:
    """All writers at once, in a process that is neither server's."""
    started = time.perf_counter()
    with ThreadPoolExecutor(len(paths)) as pool:
        parts = list(pool.map(lambda path: _write(port, path, key), paths))
    return time.perf_counter() - started, [each for part in parts for each in part]


def _cpu_seconds(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _round(contender: Contender, pool: ProcessPoolExecutor) -> Figures:
    before = _cpu_seconds(contender.process_id)
    load = pool.submit(_load, contender.port, contender.paths, contender.key)
    seconds, measured = load.result()
    spent = _cpu_seconds(contender.process_id) - before
    times = sorted(taken * 1000 for taken, _ in measured)
    return Figures(
        len(times) / seconds,
        statistics.median(times),
        times[int(len(times) * 0.99)],
        spent / len(times) * 1000,
        sum(status != http.client.CREATED for _, status in measured),
    )


@contextmanager
def _plain(folder: Path) -> Iterator[Contender]:
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.plain_service", str(port), str(folder / "plain.db")],
        cwd=ROOT,
    )
    try:
        while not _answers(port):
            time.sleep(0.1)
        paths = [f"/cases/{uuid4()}/calls" for _ in range(WRITERS)]
        yield Contender(port, process.pid, paths, "none")
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/openapi.json")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False


@contextmanager
def _ours(folder: Path) -> Iterator[Contender]:
    place = prepare(folder)
    process = start(place)
    try:
        cases = [_new_case(place.port, place.key) for _ in range(WRITERS)]
        paths = [f"{case}/contacts" for case in cases]
        yield Contender(place.port, process.pid, paths, place.key)
    finally:
        process.terminate()
        process.wait()


def _new_case(port: int, key: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    connection.request("POST", "/v1/cases", b'{"client_reference": "bench"}', headers)
    return str(connection.getresponse().headers["Location"])


def main() -> None:
    """Prints one line for each contender and the paired ratios."""
    with (
        tempfile.TemporaryDirectory(prefix="shangan-bench-") as folder,
        ProcessPoolExecutor(1) as pool,
        _plain(Path(folder)) as plain,
        _ours(Path(folder)) as ours,
    ):
        for contender in (plain, ours):
            _round(contender, pool)  # warm-up
        rounds = []
        for number in range(ROUNDS):
            order = [plain, ours] if number % 2 else [ours, plain]
            found = {id(contender): _round(contender, pool) for contender in order}
            rounds.append((found[id(plain)], found[id(ours)]))
    print(f"append, {WRITERS} writers, synchronous=FULL, {ROUNDS} rounds of {WRITERS * REQUESTS}")
    for name, figures in (("plain", [p for p, _ in rounds]), ("ours", [o for _, o in rounds])):
        print(_line(name, figures))
    for name, ratios in (
        ("throughput, ours / plain", [o.rate / p.rate for p, o in rounds]),
        ("p99, ours / plain", [o.p99 / p.p99 for p, o in rounds]),
    ):
        spread = f"[{min(ratios):.2f} … {max(ratios):.2f}]"
        print(f"  {name:<28} {statistics.median(ratios):6.2f}  {spread}", flush=True)


def _line(name: str, figures: Sequence[Figures]) -> str:
    rate, median, p99, cpu = (
        statistics.median(getattr(each, field) for each in figures)
        for field in ("rate", "median", "p99", "cpu")
    )
    refused = sum(each.refused for each in figures)
    return (
        f"  {name:<6} {rate:7.0f} requests/s   p50 {median:7.1f} ms   p99 {p99:7.1f} ms"
        f"   server CPU {cpu:6.2f} ms/request   not 201: {refused}"
    )


if __name__ == "__main__":
    main()
