"""Changes the code a little, thousands of times, and asks whether a test notices.

`mutants.toml` names the subjects, where a wrong figure hurts people most, with their tests, and
the changes that make no difference, each with the reason. Any other change that no test notices
fails the gate. The soak run tries a fixed sample of each file; `python -m gates.mutants FILE …`
tries every change of the files named.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gates.copies import ROOT, copied_project
from gates.mutations import MutableSource
from gates.outcome import Failed

TABLE = "gates/mutants.toml"
SEED = 1
OF_EACH_FILE = 16
OVER_HTTP = 12
"""Tests over HTTP take long; of those that visit a change the quickest are asked."""
UNNOTICED = ("unnoticed", "unvisited")


@dataclass(frozen=True, slots=True)
class Subject:
    """Files that belong together, and the tests that must notice."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excuse:
    """A change that makes no difference: in which line of which file, and why not.

    `after` is the line before it, where the line alone stands more than once; `nth` which of
    several changes alike in the line, counted from 1.
    """

    file: str
    line: str
    change: str
    why: str
    after: str | None = None
    nth: int | None = None


def read_table(root: Path) -> tuple[list[Subject], list[Excuse]]:
    """The subjects and the excused changes of a project's table."""
    told = tomllib.loads((root / TABLE).read_text(encoding="utf-8"))
    subjects = [
        Subject(each["name"], tuple(each["files"]), tuple(each["tests"]))
        for each in told["subjects"]
    ]
    return subjects, [Excuse(**each) for each in told.get("equivalent", [])]


def run(files: Sequence[str] = (), of_each: int = OF_EACH_FILE, over_http: int = OVER_HTTP) -> str:
    """How many changes of each subject were tried and noticed, of all files or those named.

    Raises:
        Failed: naming each change that no test noticed, or an excuse without its change; or files
            that the table does not name, so that nobody knows their tests.
    """
    subjects, excuses = read_table(ROOT)
    unknown = set(files) - {file for each in subjects for file in each.files}
    if unknown:
        raise Failed(f"not in {TABLE}: {', '.join(sorted(unknown))}")
    with copied_project("mutants-") as copy:
        wanted = [file for each in subjects for file in each.files if not files or file in files]
        sources = {file: _source(copy, file) for file in wanted}
        excused, stale = _excused(copy, sources, excuses)
        chosen = {
            file: [
                number
                for number in _sample(file, len(source.mutations), of_each)
                if (file, number) not in excused
            ]
            for file, source in sources.items()
        }
        tests = sorted(
            {test for each in subjects if chosen.keys() & set(each.files) for test in each.tests}
        )
        verdicts = _judged(copy, chosen, tests, over_http)
    lost = [each for each in verdicts if each["outcome"] in UNNOTICED]
    print(*_figures(subjects, verdicts, excused), sep="\n", flush=True)
    if lost or stale:
        named = [
            f"{each['path']}:{each['line']}: {each['change']} ({each['outcome']})" for each in lost
        ]
        raise Failed("\n".join([*named, *stale]))
    return f"{len(verdicts)} changes, every one noticed; {len(excused)} make no difference"


def _source(copy: Path, file: str) -> MutableSource:
    return MutableSource(file, (copy / file).read_text(encoding="utf-8"))


def _excused(
    copy: Path, sources: Mapping[str, MutableSource], excuses: Sequence[Excuse]
) -> tuple[set[tuple[str, int]], list[str]]:
    """The changes that make no difference, and the excuses for which there is none any more."""
    found, stale = set(), []
    for excuse in excuses:
        if excuse.file not in sources:
            continue
        text = (copy / excuse.file).read_text(encoding="utf-8")
        lines = ["", *(line.strip() for line in text.splitlines())]
        alike = [
            (excuse.file, each.number)
            for each in sources[excuse.file].mutations
            if each.change == excuse.change
            and lines[each.line] == excuse.line
            and excuse.after in {None, lines[each.line - 1]}
        ]
        numbers = alike if excuse.nth is None else alike[excuse.nth - 1 : excuse.nth]
        found |= set(numbers)
        if not numbers:
            stale.append(f"{excuse.file}: no such change any more: {excuse.change}")
    return found, stale


def _sample(file: str, count: int, wanted: int) -> list[int]:
    """A fixed sample, in the order of the text."""

    def drawn(number: int) -> str:
        return hashlib.sha256(f"{SEED} {file} {number}".encode()).hexdigest()

    return sorted(sorted(range(count), key=drawn)[:wanted])


def _judged(
    copy: Path, chosen: Mapping[str, Sequence[int]], tests: Sequence[str], over_http: int
) -> list[dict[str, Any]]:
    folder = copy / "judged"
    folder.mkdir()
    job = json.dumps({"chosen": chosen, "tests": tests, "over_http": over_http})
    (folder / "job.json").write_text(job, encoding="utf-8")
    command = [sys.executable, "-m", "gates.mutant_session", str(folder)]
    done = subprocess.run(command, cwd=copy, check=False)
    verdicts = folder / "verdicts.jsonl"
    if done.returncode or not verdicts.exists():
        raise Failed(f"the tests could not be run: {done.returncode}")
    return [json.loads(line) for line in verdicts.read_text(encoding="utf-8").splitlines()]


def _figures(
    subjects: Sequence[Subject],
    verdicts: Sequence[Mapping[str, Any]],
    excused: set[tuple[str, int]],
) -> Iterator[str]:
    for subject in subjects:
        outcomes = Counter(each["outcome"] for each in verdicts if each["path"] in subject.files)
        equal = sum(file in subject.files for file, _ in excused)
        if outcomes:
            told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
            yield f"  {subject.name}: {outcomes.total()} tried: {told}; {equal} equivalent"


def main() -> int:
    """0 if every change of the files named is noticed."""
    parser = argparse.ArgumentParser(prog="python -m gates.mutants", description=__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--of-each", type=int, default=sys.maxsize, help="a sample (default: all)")
    parser.add_argument("--over-http", type=int, default=OVER_HTTP, help="tests asked at most")
    chosen = parser.parse_args()
    try:
        print(run(chosen.files, chosen.of_each, chosen.over_http))
    except Failed as failure:
        print(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
