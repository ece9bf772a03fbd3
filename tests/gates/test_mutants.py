"""The table of the mutation gate is true, and the gate judges rightly."""

from pathlib import Path

import pytest

from gates.copies import ROOT
from gates.mutants import Excuse, _excused, _sample, read_table
from gates.mutations import MutableSource
from tests.architecture import is_pure

SUBJECTS, EXCUSES = read_table(ROOT)
FILES = [file for each in SUBJECTS for file in each.files]


def test_every_file_is_pure_and_stands_once() -> None:
    assert len(set(FILES)) == len(FILES)
    assert [file for file in FILES if not is_pure(file)] == []


def test_files_and_tests_are_there() -> None:
    named = [*FILES, *(test for each in SUBJECTS for test in each.tests)]
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("excuse", EXCUSES, ids=lambda each: f"{each.file}: {each.change}")
def test_an_excused_change_exists_and_says_why(excuse: Excuse) -> None:
    source = MutableSource(excuse.file, (ROOT / excuse.file).read_text(encoding="utf-8"))
    found, stale = _excused(ROOT, {excuse.file: source}, [excuse])
    assert found
    assert not stale
    assert len(excuse.why) > 10


def test_an_excuse_without_its_change_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("X = 1\n", encoding="utf-8")
    source = MutableSource("a.py", "X = 1\n")
    kept = Excuse("a.py", "X = 1", "1 → 2", "nobody asks")
    gone = Excuse("a.py", "X = 2", "2 → 3", "nobody asks")
    elsewhere = Excuse("b.py", "X = 2", "2 → 3", "nobody asks")
    found, stale = _excused(tmp_path, {"a.py": source}, [kept, gone, elsewhere])
    assert found == {("a.py", 0)}
    assert stale == ["a.py: no such change any more: 2 → 3"]


def test_of_lines_alike_the_one_before_says_which_is_excused(tmp_path: Path) -> None:
    text = "if A:\n    X = 1\nif B:\n    X = 1\n"
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    source = MutableSource("a.py", text)
    places = [each.number for each in source.mutations if each.change == "1 → 2"]
    for after, found in (("if B:", places[1:]), ("if A:", places[:1]), (None, places)):
        excuse = Excuse("a.py", "X = 1", "1 → 2", "nobody asks", after)
        assert _excused(tmp_path, {"a.py": source}, [excuse])[0] == {("a.py", n) for n in found}


def test_of_changes_alike_in_a_line_one_can_be_excused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("X = (1, 1)\n", encoding="utf-8")
    source = MutableSource("a.py", "X = (1, 1)\n")
    first, second = [each.number for each in source.mutations if each.change == "1 → 2"]
    for nth, found in ((1, {first}), (2, {second}), (None, {first, second}), (3, set())):
        excuse = Excuse("a.py", "X = (1, 1)", "1 → 2", "nobody asks", nth=nth)
        wanted = {("a.py", number) for number in found}
        assert _excused(tmp_path, {"a.py": source}, [excuse]) == (
            wanted,
            [] if found else ["a.py: no such change any more: 1 → 2"],
        )


def test_the_sample_is_the_same_every_time() -> None:
    assert _sample("a.py", 100, 30) == _sample("a.py", 100, 30)
    assert len(_sample("a.py", 100, 30)) == 30
    assert _sample("a.py", 20, 30) == list(range(20))
    assert _sample("a.py", 100, 30) != _sample("b.py", 100, 30)
