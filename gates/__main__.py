"""Runs the gates, two at a time; each prints its seconds, and any failure fails all."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gates import browser, fuzz, guards, kill, lint_openapi, mutants, power_loss, tamper
from gates.demo_server import demo_server
from gates.outcome import Failed, Skipped


def _fuzz() -> str:
    with demo_server() as place:
        return fuzz.run(place)


def _fuzz_long() -> str:
    figures = []
    for seed in fuzz.SOAK_SEEDS:
        with demo_server() as place:
            figures.append(fuzz.run(place, seed=seed, seconds=fuzz.SOAK_SECONDS))
    return "; ".join(figures)


def _browser(*, everything: bool = False) -> str:
    with demo_server() as place:
        return browser.run(place, everything=everything)


AT_ONCE = 2
"""As many as a machine of two cores carries; each has folders and ports of its own."""
GATES: dict[str, Callable[[], str]] = {
    "fuzz": _fuzz,  # the longest first: the others fit beside it
    "browser": _browser,
    "kill": kill.run,
    "power": power_loss.run,
    "lint": lint_openapi.run,
}
SOAK: dict[str, Callable[[], str]] = {
    "browser": lambda: _browser(everything=True),
    "kill": lambda: kill.run(kill.SOAK_ROUNDS),
    "power": lambda: power_loss.run(power_loss.SOAK_IMAGES),
    "tamper": tamper.run,
    "guards": guards.run,
    "mutants": mutants.run,
    "fuzz": _fuzz_long,
}


def _outcome(name: str, gate: Callable[[], str]) -> bool:
    """Runs one gate and says how it went; a skip on CI is a failure."""
    started = time.monotonic()
    try:
        held, figures = True, gate()
    except Skipped as skipped:
        held, figures = "CI" not in os.environ, f"SKIPPED: {skipped}"
    except Failed as failure:
        held, figures = False, f"FAILED\n{failure}"
    print(f"gate {name}: {time.monotonic() - started:.0f} s: {figures}", flush=True)
    return held


def main() -> int:
    """0 if every chosen gate holds."""
    parser = argparse.ArgumentParser(prog="python -m gates", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(GATES)} (default: all)")
    parser.add_argument("--soak", action="store_true", help="the long runs instead")
    chosen = parser.parse_args()
    gates = SOAK if chosen.soak else GATES
    unknown = set(chosen.names) - gates.keys()
    if unknown:
        parser.error(f"no such gate: {', '.join(sorted(unknown))}")
    wanted = {name: gate for name, gate in gates.items() if name in (chosen.names or gates)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(_outcome, wanted.keys(), wanted.values()))
    passed = sum(outcomes)
    print(f"{passed} passed, {len(outcomes) - passed} failed")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
