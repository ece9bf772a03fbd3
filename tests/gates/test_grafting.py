"""A change reaches whoever holds what was changed, and nothing else."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from gates import grafting
from gates.grafting import CannotGraft, Grafts
from gates.mutations import MutableSource

TEXT = """
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType

RATE = 12
TABLE = {"a": 5}
FIXED = MappingProxyType({"a": 8})

class Kind(Enum):
    ONE = 1

@dataclass(frozen=True)
class Debt:
    amount: int
    months: int = 24

    @property
    def doubled(self):
        return self.amount * 2

@cache
def monthly(amount):
    return amount // RATE

def fee(amount, *, percent=3, kind=Kind.ONE):
    return amount + percent, kind

def closing(amount):
    def inner():
        return 7
    return inner

BY_NAME = {"plus": lambda x: x + 1, "minus": lambda x: x - 1}

@dataclass(frozen=True, slots=True)
class Plan:
    first: Debt = Debt(9)
    count: int = 36
    kind: Kind = Kind.ONE
"""


@pytest.fixture
def module(tmp_path: Path) -> Iterator[ModuleType]:
    file = tmp_path / "grafted.py"
    file.write_text(TEXT, encoding="utf-8")
    made = ModuleType("app.grafted")
    made.__file__ = str(file)
    made.__package__ = "app"
    sys.modules[made.__name__] = made
    exec(compile(TEXT, str(file), "exec"), made.__dict__)  # noqa: S102 - the text above
    yield made
    del sys.modules[made.__name__]


def _put(module: ModuleType, change: str, line: int = 0) -> int:
    grafts, source = Grafts(module), MutableSource(str(module.__file__), TEXT)
    [mutation] = [
        each for each in source.mutations if each.change == change and line in {0, each.line}
    ]
    return grafts.put(source.compiled(mutation, f"changed {uuid4()}"))


def test_a_cached_function_runs_the_change(module: ModuleType) -> None:
    held = module.monthly
    assert held(144) == 12
    assert _put(module, "amount // RATE → amount * RATE") == 1
    assert held(144) == 1728


def test_a_property_runs_the_change(module: ModuleType) -> None:
    debt = module.Debt(100)
    assert _put(module, "self.amount * 2 → self.amount // 2") == 1
    assert debt.doubled == 50


def test_a_figure_is_set_wherever_it_was_imported(module: ModuleType) -> None:
    other = ModuleType("app.importer")
    other.RATE = module.RATE  # type: ignore[attr-defined]  # as an import binds it
    sys.modules[other.__name__] = other
    try:
        assert _put(module, "12 → 13") == 2
        assert other.RATE == module.RATE == 13
    finally:
        del sys.modules[other.__name__]


def test_a_default_is_set(module: ModuleType) -> None:
    held = module.fee
    assert _put(module, "3 → 4") == 1
    assert held(1) == (5, module.Kind.ONE)


def test_a_default_of_a_record_is_set(module: ModuleType) -> None:
    assert _put(module, "24 → 25") == 2
    assert module.Debt(1).months == 25


def test_of_the_defaults_of_a_record_only_the_changed_figure_is_set(module: ModuleType) -> None:
    """Beside it stand a record and a member of an enum, which are those of the living module."""
    assert _put(module, "36 → 37") == 1
    made = module.Plan()
    assert (made.count, made.first, made.kind) == (37, module.Debt(9), module.Kind.ONE)
    assert module.Plan(count=4).count == 4


def test_a_row_of_a_table_is_set(module: ModuleType) -> None:
    held = module.TABLE
    assert _put(module, "5 → 6") == 1
    assert held == {"a": 6}


def test_a_table_that_nobody_can_change_is_set_anew(module: ModuleType) -> None:
    assert _put(module, "8 → 9") == 1
    assert dict(module.FIXED) == {"a": 9}


def test_lambdas_of_one_line_are_told_apart(module: ModuleType) -> None:
    assert _put(module, "x - 1 → x + 1") == 1
    assert (module.BY_NAME["plus"](5), module.BY_NAME["minus"](5)) == (6, 6)


def test_a_member_of_an_enum_stays_the_one_that_others_hold(module: ModuleType) -> None:
    held = module.Kind.ONE
    assert _put(module, "1 → 2", line=12) == 0
    assert module.Kind.ONE is held


def test_a_changed_closure_is_refused(module: ModuleType) -> None:
    grafts = Grafts(module)
    outside = compile(
        "def closing(amount):\n    def inner(): return amount\n    return inner", "x", "exec"
    )
    assert grafts.put(outside) == 0

    def made(free: int) -> object:
        def held() -> int:
            return free

        return held

    module.held = made(1)  # type: ignore[attr-defined]  # a function with a closure
    with pytest.raises(CannotGraft):
        _exchange(module.held)


def _exchange(function: object) -> None:
    def plain() -> int:
        return 0

    grafting._replaced(function, plain)  # type: ignore[arg-type]  # whatever is held
