"""Puts a changed source file into the running process, without importing anything anew.

Functions keep their identity and get the changed code, so whoever holds one runs the change:
importers, decorators, caches. Figures of modules, classes and defaults are set where they stand.
"""

import gc
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import _lru_cache_wrapper
from types import CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Any, Final

Place = tuple[str, int, int]
_FIGURES: Final = {int, str, bool, float, Decimal, Fraction, date, timedelta, type(None)}
_OF_FIGURES: Final = {tuple, frozenset, list, set}


class CannotGraft(Exception):
    """Raised when a function's closure is another one after the change."""


class Grafts:
    """What of one module can be changed; made once, before the process is frozen."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        path = str(module.__file__)
        self._functions = _functions_of(path)
        self._caches = [
            each
            for each in gc.get_objects()
            if isinstance(each, _lru_cache_wrapper) and each.__module__ == module.__name__
        ]

    def put(self, code: CodeType) -> int:
        """Puts the code of the changed file in; how many places it changed.

        Raises what the changed file raises when it is run, and CannotGraft.
        """
        changed = ModuleType(self._module.__name__)
        changed.__file__ = self._module.__file__
        exec(code, changed.__dict__)  # noqa: S102 - the project's own file, with one change
        count = 0
        for place, functions in _functions_of(code.co_filename).items():
            for old in self._functions.get(place, ()):
                count += _replaced(old, functions[0])
        count += _set_figures(self._module, changed)
        for cache in self._caches:
            cache.cache_clear()
        return count


def _functions_of(path: str) -> Mapping[Place, list[FunctionType]]:
    found: dict[Place, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == path:
            found[_place(each.__code__)].append(each)
    return found


def _place(code: CodeType) -> Place:
    """Where it stands; the column tells lambdas of one line apart."""
    columns = [column for line, _, column, _ in code.co_positions() if line and column]
    return code.co_qualname, code.co_firstlineno, min(columns, default=0)


def _replaced(old: FunctionType, new: FunctionType) -> int:
    count = 0
    if old.__code__ != new.__code__:
        try:
            old.__code__ = new.__code__
        except ValueError as error:
            raise CannotGraft from error
        count += 1
    if _differs(old.__defaults__, new.__defaults__):
        old.__defaults__ = new.__defaults__
        count += 1
    if old.__kwdefaults__ and new.__kwdefaults__:
        for name, value in new.__kwdefaults__.items():
            if _differs(old.__kwdefaults__[name], value):
                old.__kwdefaults__[name] = value
                count += 1
    return count


def _set_figures(old: ModuleType, new: ModuleType) -> int:
    count = 0
    for name, value in vars(new).items():
        before = getattr(old, name, None)
        if name.startswith("__"):  # what importing sets
            continue
        if isinstance(value, type) and isinstance(before, type):
            count += _set_class(before, value) if value.__module__ == old.__name__ else 0
        elif _differs(before, value):
            for module in _holders(name, before):
                setattr(module, name, value)
                count += 1
        elif isinstance(value, dict) and isinstance(before, dict):
            count += _set_items(before, value)
    return count


def _set_class(old: type, new: type) -> int:
    """Figures of a class, and the defaults a dataclass wrote into its `__init__`."""
    count = 0
    for name, value in vars(new).items():
        before = vars(old).get(name)
        if not name.startswith("__") and _differs(before, value):
            setattr(old, name, value)
            count += 1
    made: Any = vars(new).get("__init__")
    kept: Any = vars(old).get("__init__")
    if isinstance(made, FunctionType) and isinstance(kept, FunctionType):
        count += _replaced_defaults(kept, made)
    return count


def _replaced_defaults(old: FunctionType, new: FunctionType) -> int:
    """Figures among the defaults, one by one: beside them may stand records and factories."""
    before, after = old.__defaults__ or (), new.__defaults__ or ()
    if not before or len(before) != len(after):
        return 0
    old.__defaults__ = tuple(
        value if _differs(kept, value) else kept for kept, value in zip(before, after, strict=True)
    )
    return sum(map(_differs, before, after))


def _set_items(old: dict[Any, Any], new: dict[Any, Any]) -> int:
    changed = {key: value for key, value in new.items() if _differs(old.get(key), value)}
    old.update(changed)
    return len(changed)


def _holders(name: str, value: object) -> Iterator[ModuleType]:
    """The modules that hold this very value under this name."""
    for module in list(sys.modules.values()):
        if module.__name__.startswith("app.") and vars(module).get(name) is value:
            yield module


def _differs(old: object, new: object) -> bool:
    return _is_figure(old) and _is_figure(new) and (type(old), old) != (type(new), new)


def _is_figure(value: object) -> bool:
    """Whether it means the same wherever it was made: no class, function or member of an enum."""
    if isinstance(value, MappingProxyType):
        return all(_is_figure(each) for item in value.items() for each in item)
    if type(value) in _OF_FIGURES:
        return all(_is_figure(each) for each in value)  # type: ignore[attr-defined]  # a container
    return type(value) in _FIGURES
