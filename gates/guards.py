"""Breaks each guard of `tests/safety/rules.toml` in a copy of the project; its test must fail.

A test that passes without what it guards is a defect; so is one that fails with the guard in place.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from gates.copies import ROOT, copied_project
from gates.outcome import Failed

TESTS_FAILED = 1
"""pytest's exit code for tests that ran and failed; others mean that none was judged."""


def run() -> str:
    """How many guards were broken, each with its test failing.

    Raises:
        Failed: naming the promises whose test did not notice.
    """
    rows = tomllib.loads((ROOT / "tests/safety/rules.toml").read_text(encoding="utf-8"))["rules"]
    with copied_project("guards-") as copy:
        faults = [fault for row in rows for fault in _broken(copy, row)]
        tests = sorted({row["test"] for row in rows})
        if _test(copy, *tests):
            faults.append("with every guard in place a test of the table fails")
    if faults:
        raise Failed("\n".join(faults))
    return f"{len(rows)} guards broken, {len(rows)} tests failed"


def _broken(copy: Path, row: dict[str, str]) -> list[str]:
    """What is wrong with a row, tried with its guard broken; the copy is whole again after."""
    file = copy / row["file"]
    text = file.read_text(encoding="utf-8")
    if row["guard"] not in text:
        return [f"{row['says']} the guard is not in {row['file']}"]
    file.write_text(text.replace(row["guard"], row["broken"], 1), encoding="utf-8")
    try:
        outcome = _test(copy, row["test"])
    finally:
        file.write_text(text, encoding="utf-8")
    noticed = outcome == TESTS_FAILED
    print(f"  {'red' if noticed else f'NOT RED ({outcome})'}: {row['says']}", flush=True)
    return [] if noticed else [f"{row['says']} {row['test']} does not notice"]


def _test(copy: Path, *tests: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    narrow = ["-k", "not postgresql"]  # one database shows it
    done = subprocess.run([*command, *narrow, *tests], cwd=copy, capture_output=True, check=False)
    return done.returncode
