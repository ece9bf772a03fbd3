"""Judges mutations in one process: tests are collected once, each mutation gets a fork of it.

First a fork runs all tests and notes which lines each of them visits; then each mutation is put
into a fork of its own, where the tests that visit its lines run until one fails. A fork that takes
too long, or too much memory, has noticed too: the program would hang.
"""

import gc
import json
import os
import re
import resource
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from coverage import Coverage, CoverageData
from hypothesis import Phase

from gates.grafting import CannotGraft, Grafts
from gates.mutations import MutableSource, Mutation

NOTICED, UNNOTICED, NOT_GRAFTED = 1, 0, 3
SECONDS = 10
"""Of processor time above what the unchanged tests take."""
MEMORY = 2 << 30
AT_MOST_TOGETHER = 6
"""Seconds of the tests asked that need no database; those of the file itself always are."""
OVER_HTTP = {"settings", "demo", "server_uri", "empty_settings", "sqlite_settings"}
LOADED_BEFORE = "ignore::pytest.PytestAssertRewriteWarning"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mutation: noticed, hung, unnoticed, unvisited or not_tried."""

    path: str
    number: int
    line: int
    change: str
    outcome: str
    tests: int


@dataclass(frozen=True, slots=True)
class Job:
    """The chosen mutations of each file, and where verdicts go.

    Of the tests over HTTP that visit a mutation the quickest are asked, so many at most.
    """

    chosen: Mapping[str, Sequence[int]]
    tests: Sequence[str]
    over_http: int
    folder: Path

    @property
    def verdicts(self) -> Path:
        """One line of JSON for each mutation."""
        return self.folder / "verdicts.jsonl"


class Judge:
    """A pytest plugin that forks in place of running the tests."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._seconds: dict[str, float] = {}
        self._visits: dict[str, Mapping[int, Sequence[str]]] = {}
        self._items: dict[str, pytest.Item] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """The same examples for each mutation, and none made smaller: a failure is enough."""
        hypothesis.settings.register_profile(
            "mutants",
            parent=hypothesis.settings.get_profile("unhurried"),
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            report_multiple_bugs=False,
        )
        hypothesis.settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """One database shows it."""
        items[:] = [
            item
            for item in items
            if "postgresql" not in _parameters(item)
            and (self._job.over_http or not _is_over_http(item))
        ]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Visits, then verdicts."""
        self._items = {item.nodeid: item for item in session.items}
        grafts = {path: Grafts(_module(path)) for path in self._job.chosen}
        gc.collect()
        gc.freeze()
        self._note_visits(session)
        with self._job.verdicts.open("w", encoding="utf-8") as lines:
            for path, numbers in self._job.chosen.items():
                source = MutableSource(path, Path(path).read_text(encoding="utf-8"))
                started, outcomes = time.monotonic(), defaultdict[str, int](int)
                for number in numbers:
                    mutation = source.mutations[number]
                    verdict = self._judged(session, grafts[path], source, mutation)
                    lines.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")
                    lines.flush()
                    outcomes[verdict.outcome] += 1
                figures = ", ".join(f"{count} {name}" for name, count in outcomes.items())
                print(f"  {path}: {time.monotonic() - started:.0f} s: {figures}")
        return True

    def _note_visits(self, session: pytest.Session) -> None:
        """Runs every test in a fork and reads which lines it visited, and how long it took."""
        data, times = self._job.folder / "visits", self._job.folder / "seconds.json"
        files = [str(Path(path).resolve()) for path in self._job.chosen]

        def visit() -> int:
            counted = Coverage(str(data), include=files, branch=False, config_file=False)
            counted.start()
            seconds = {}
            for item, following in _in_turn(session.items):
                counted.switch_context(item.nodeid)
                started = time.monotonic()
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                seconds[item.nodeid] = time.monotonic() - started
            counted.stop()
            counted.save()
            times.write_text(json.dumps(seconds), encoding="utf-8")
            return NOTICED if session.testsfailed else UNNOTICED

        if _forked(visit, seconds=3600, log=self._job.folder / "visits.log") != UNNOTICED:
            raise pytest.UsageError(f"the unchanged tests fail: {self._job.folder}/visits.log")
        self._seconds = json.loads(times.read_text(encoding="utf-8"))
        read = CoverageData(str(data))
        read.read()
        for path, file in zip(self._job.chosen, files, strict=True):
            self._visits[path] = read.contexts_by_lineno(file)
        print(f"  {len(self._items)} tests visited in {sum(self._seconds.values()):.0f} s")

    def _judged(
        self, session: pytest.Session, grafts: Grafts, source: MutableSource, mutation: Mutation
    ) -> Verdict:
        tests = self._tests(mutation)
        items = [self._items[test] for test in tests]

        def judge() -> int:
            try:
                changed = grafts.put(source.compiled(mutation, f"{mutation.path}#changed"))
            except CannotGraft:
                return NOT_GRAFTED
            except Exception:  # noqa: BLE001 - a module that does not load is noticed by whoever runs it
                return NOTICED
            if not changed:
                return NOT_GRAFTED
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            for item, following in _in_turn(items):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    return NOTICED
            return UNNOTICED

        usual = sum(self._seconds[test] for test in tests)
        code = _forked(judge, seconds=SECONDS + 2 * int(usual)) if items else UNNOTICED
        outcome = {NOTICED: "noticed", UNNOTICED: "unnoticed", NOT_GRAFTED: "not_tried"}
        named = outcome.get(code, "hung") if items else "unvisited"
        return Verdict(
            mutation.path, mutation.number, mutation.line, mutation.change, named, len(tests)
        )

    def _tests(self, mutation: Mutation) -> list[str]:
        """Those that visit its lines: those of its own file first, those over HTTP last."""
        visits = self._visits[mutation.path]
        lines: Iterable[int] = visits
        if mutation.span is not None:
            lines = range(mutation.span[0], mutation.span[1] + 1)
        found = {test for line in lines for test in visits.get(line, ()) if test in self._items}
        if not visits:  # a file of records: whoever makes one does not visit its lines
            found = set(self._items)
        own = re.compile(rf"/test_{Path(mutation.path).stem}(_\w+)?\.py::")
        owned = {test for test in found if own.search(test)}
        ordered = sorted(found, key=lambda test: (test not in owned, self._seconds[test], test))
        slow = [test for test in ordered if _is_over_http(self._items[test])]
        quick = [test for test in ordered if test not in set(slow)]
        together = accumulate(self._seconds[test] for test in quick)
        in_time = sum(seconds <= AT_MOST_TOGETHER for seconds in together)
        return quick[: max(in_time, len(owned & set(quick)), 1)] + slow[: self._job.over_http]


def _in_turn(items: Sequence[pytest.Item]) -> Iterable[tuple[pytest.Item, pytest.Item | None]]:
    """Each test with the one after it, for which pytest keeps what both need."""
    return zip(items, [*items[1:], None], strict=True)


def _forked(work: Callable[[], int], *, seconds: int, log: Path | None = None) -> int:
    """What the work returns in a fork that may take so many seconds of processor time; else -1."""
    pid = os.fork()
    if not pid:
        target = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(target, 1)
        os.dup2(target, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        code = NOTICED
        try:
            code = work()
        finally:
            sys.stdout.flush()
            os._exit(code)
    ended = os.pidfd_open(pid)
    try:
        if not select.select([ended], [], [], 10 * seconds)[0]:
            os.kill(pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        os.close(ended)


def _is_over_http(item: pytest.Item) -> bool:
    return not OVER_HTTP.isdisjoint(getattr(item, "fixturenames", ()))


def _parameters(item: pytest.Item) -> list[object]:
    given = getattr(item, "callspec", None)
    return [] if given is None else list(given.params.values())


def _module(path: str) -> ModuleType:
    return import_module(path.removesuffix(".py").replace("/", "."))


def main(folder: Path) -> int:
    """Judges what `job.json` of the folder names; pytest's exit code."""
    told = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    job = Job(told["chosen"], told["tests"], told["over_http"], folder)
    plugins = ("randomly", "cacheprovider")
    options = [part for name in plugins for part in ("-p", f"no:{name}")]
    return int(
        pytest.main(
            [
                "-q",
                "-s",
                *options,
                "-W",
                LOADED_BEFORE,
                "-o",
                "timeout=0",
                f"--basetemp={folder / 'made'}",
                *job.tests,
            ],
            plugins=[Judge(job)],
        )
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
