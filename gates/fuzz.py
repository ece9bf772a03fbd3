"""Schemathesis against the running demo server: all checks, all phases, a fixed seed."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gates.demo_server import ROOT, Place
from gates.outcome import Failed

CASES = 2000
SECONDS = 180
SOAK_SECONDS = 900
SOAK_SEEDS = (20261124, 7, 4242)
NOT_WITH_THE_DEMO_KEY = {"POST /v1/api-keys", "POST /v1/api-keys/{key_id}/rotate"}
"""Refused to the published key on purpose; their successes are among the tests."""
Counts = dict[str, Counter[int]]


def run(place: Place, *, seed: int | None = None, seconds: int = SECONDS) -> str:
    """Runs once; tells the figures.

    Raises:
        Failed: on any finding, too few cases, or an operation that never answered with 2xx.
    """
    report = place.folder / "fuzz.ndjson"
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "st"), "--config-file", "gates/schemathesis.toml"),
            *("run", f"{place.address}/openapi.json", "--checks", "all", "--no-color"),
            *("--max-time", str(seconds), "--header", f"Authorization: Bearer {place.key}"),
            *("--report", "ndjson", "--report-ndjson-path", str(report)),
            *(() if seed is None else ("--seed", str(seed))),
        ],
        cwd=ROOT,
        env=dict(place.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Failed(done.stdout[-8000:] + done.stderr[-2000:])
    return _judged(read_statuses(report), _operations())


def _operations() -> set[str]:
    document = json.loads((ROOT / "openapi" / "openapi.json").read_text(encoding="utf-8"))
    return {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }


def _judged(statuses: Counts, operations: set[str]) -> str:
    total = sum(counts.total() for counts in statuses.values())
    reached = {name for name, counts in statuses.items() if min(counts) < 300}  # noqa: PLR2004 - the class of successes
    unreached = operations - reached - NOT_WITH_THE_DEMO_KEY
    if unreached:
        raise Failed(f"never answered with a success: {', '.join(sorted(unreached))}")
    if total < CASES:
        raise Failed(f"only {total} cases")
    return f"{total} cases, {len(operations)} operations, 0 failures"


def read_statuses(report: Path) -> Counts:
    """How often each operation answered with each status."""
    found: Counts = {}
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            for event in json.loads(line).values():
                _count(event, found)
    return found


def _count(event: Mapping[str, Any], found: Counts) -> None:
    recorder = event.get("recorder") or {}
    for case, interaction in recorder.get("interactions", {}).items():
        response = interaction.get("response")
        node = recorder["cases"].get(case)
        if response is not None and node is not None:
            value = node["value"]
            name = f"{value['method']} {value['path']}"
            found.setdefault(name, Counter())[int(response["status_code"])] += 1
