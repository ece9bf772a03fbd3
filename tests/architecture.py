"""Rules of the house that import contracts cannot say, read off the syntax tree of a file.

A rule takes a path relative to the project and its parsed text and yields findings.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator

Rule = Callable[[str, ast.Module], Iterator[str]]

FIXED_NAMES = {"router", "schemas", "service", "repository", "models", "errors", "__init__"}
"""File names that do I/O or contract; every other name in a subject folder is pure."""
ROOMS_WITHOUT_SUBJECT = {"core", "data"}
IMPURE_STDLIB = {
    *{"os", "pathlib", "socket", "subprocess", "random", "secrets", "sqlite3", "tempfile"},
    *{"shutil", "glob", "asyncio", "threading", "multiprocessing", "logging", "urllib", "http"},
    *{"smtplib", "ssl", "signal", "time", "importlib", "tomllib"},
}
PURE_LIBRARIES = {
    *{"numpy", "pyxirr", "orjson", "charset_normalizer", "python_calamine", "holidays"},
    *{"cryptography", "typing_extensions", "icalendar", "docx", "pikepdf", "PIL", "pi_heif"},
}
"""Libraries that turn values into values."""
PURE_CORE = ("app.core.errors", "app.core.happenings", "app.core.rules", "app.core.tables")
CLOCKS = {
    *{"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"},
    *{"datetime.datetime.now", "datetime.date.today", "time.time_ns", "time.monotonic"},
}
CHANCE = {"random", "secrets", "uuid4", "urandom", "uuid7"}
CHANCE_ALLOWED = ("app/core/ids.py", "app/core/tokens.py", "app/core/crypto")
"""Ids, keys and tokens. Services may draw salts from `secrets`: no answer depends on them."""
FORBIDDEN_WORDS = re.compile(r"(Manager|Helper|Utils?|Data)$")
FORBIDDEN_VERBS = re.compile(r"^_?(process|handle|do)(_|$)")
FORBIDDEN_FILES = re.compile(r"(^|/)(utils?|helpers?|common|misc)(\.py$|/)")


def subject_of(path: str) -> str | None:
    """The subject folder a file is in: `app/<subject>/…`."""
    parts = path.split("/")
    return parts[1] if parts[0] == "app" and len(parts) > 2 else None


def stem_of(path: str) -> str:
    """The file's name without its suffix."""
    return path.rsplit("/", 1)[-1].removesuffix(".py")


def is_pure(path: str) -> bool:
    """Whether the file's place and name promise that it does no I/O."""
    subject = subject_of(path)
    if subject is None or subject in ROOMS_WITHOUT_SUBJECT:
        return False
    return subject == "calc" or stem_of(path) not in FIXED_NAMES


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported, names included: `from a import b` gives a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def called(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything called; what precedes a computed value is cut off."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain; `.c` where it starts from a computed value."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def _pure_import(name: str) -> bool:
    top, *rest = name.split(".")
    if top in sys.stdlib_module_names:
        return top not in IMPURE_STDLIB
    if top != "app":
        return top in PURE_LIBRARIES
    if rest[0] == "core":
        return name.startswith(PURE_CORE)
    return rest[0] in {"calc", "data"} or (len(rest) > 1 and rest[1] not in FIXED_NAMES)


def pure_files_import_no_io(path: str, tree: ast.Module) -> Iterator[str]:
    """Any file but the six fixed names: values in, values out."""
    if is_pure(path):
        for line, name in imported(tree):
            if not _pure_import(name):
                yield f"{path}:{line}: a pure file imports {name}"
        for line, name in called(tree):
            if name in {"open", "print", "input"}:
                yield f"{path}:{line}: a pure file calls {name}"


def rows_are_private(path: str, tree: ast.Module) -> Iterator[str]:
    """Another subject calls the service; it never sees models or queries."""
    if path == "app/wiring.py":  # gathers the metadata of all tables
        return
    for line, name in imported(tree):
        parts = name.split(".")
        foreign = parts[0] == "app" and len(parts) > 2 and parts[1] not in {"core", "calc"}
        if foreign and parts[2] in {"models", "repository"} and parts[1] != subject_of(path):
            yield f"{path}:{line}: {name} is private to {parts[1]}"


def only_db_commits(path: str, tree: ast.Module) -> Iterator[str]:
    """One request, one transaction: `.commit(` stands in core/db.py alone."""
    if path != "app/core/db.py":
        for line, name in called(tree):
            if name.rsplit(".", 1)[-1] in {"commit", "begin_nested"} and "." in name:
                yield f"{path}:{line}: only app/core/db.py commits"


def only_clock_reads_time(path: str, tree: ast.Module) -> Iterator[str]:
    """Answers must be repeatable: the clock is read in one place, chance is handed in."""
    if not path.startswith("app/"):
        return
    for line, name in called(tree):
        if name in CLOCKS and path not in {"app/core/clock.py", "app/core/middleware.py"}:
            yield f"{path}:{line}: {name} instead of app.core.clock"
    if not path.startswith(CHANCE_ALLOWED):
        for line, name in imported(tree):
            drawn = CHANCE & set(name.split("."))
            if drawn and not (drawn == {"secrets"} and stem_of(path) == "service"):
                yield f"{path}:{line}: chance ({name}) outside of ids, tokens and keys"


def queries_start_scoped(path: str, tree: ast.Module) -> Iterator[str]:
    """SQL is in repositories, and there a statement starts from `scoped`, so no tenant leaks."""
    if subject_of(path) in {None, "core"}:
        return
    stem = stem_of(path)
    for line, name in called(tree):
        last = name.rsplit(".", 1)[-1]
        if stem != "repository" and last in {"execute", "scalars", "scalar", "query"}:
            yield f"{path}:{line}: {name} outside of a repository"
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from _unscoped_selects(path, function)


def _unscoped_selects(path: str, function: ast.FunctionDef) -> Iterator[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    if any(dotted(call.func) == "tenant_of" for call in calls):
        return  # a statement over single columns names the tenant itself
    for call in calls:
        if dotted(call.func) in {"select", "sa.select", "update", "delete"}:
            of = {dotted(argument).split(".")[0] for argument in call.args}
            if not of <= {"Tenant", "TokenIndex", "QueuedOperation"}:
                yield f"{path}:{call.lineno}: a tenant's rows without scoped() or tenant_of()"


def _endpoints(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
            isinstance(decorator, ast.Call) and dotted(decorator.func).startswith("router.")
            for decorator in node.decorator_list
        ):
            yield node


def endpoints_are_short(path: str, tree: ast.Module) -> Iterator[str]:
    """Parse, one service call, return: at most 15 lines, no SQL, no `async`."""
    if stem_of(path) != "router" or not path.startswith("app/"):
        return
    for line, name in imported(tree):
        if name.startswith("sqlalchemy"):
            yield f"{path}:{line}: SQL in a router"
    for node in _endpoints(tree):
        length = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        if length > 15:
            yield f"{path}:{node.lineno}: {node.name} has {length} lines"
        if isinstance(node, ast.AsyncFunctionDef):
            yield f"{path}:{node.lineno}: {node.name} blocks the event loop; sessions are sync"


def names_say_something(path: str, tree: ast.Module) -> Iterator[str]:
    """No Manager, Helper, Utils, Data, process, handle; no folder or file of leftovers."""
    if FORBIDDEN_FILES.search(path):
        yield f"{path}: a name that says nothing"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and FORBIDDEN_WORDS.search(node.name):
            yield f"{path}:{node.lineno}: class {node.name}"
        if (
            isinstance(node, ast.FunctionDef)
            and FORBIDDEN_VERBS.search(node.name)
            and "override" not in {dotted(decorator) for decorator in node.decorator_list}
        ):
            yield f"{path}:{node.lineno}: function {node.name}"


def wellbeing_is_the_owners(path: str, tree: ast.Module) -> Iterator[str]:
    """No score, plan, paper or agency can see how the person is: nothing of theirs imports it."""
    if path == "app/main.py" or subject_of(path) in {"wellbeing", "dossier", "demo"}:
        return
    for line, name in imported(tree):
        if path.startswith("app/") and name.startswith("app.wellbeing"):
            yield f"{path}:{line}: {name} is the owner's alone"


def environment_is_read_once(path: str, tree: ast.Module) -> Iterator[str]:
    """Settings are the only reader of the environment."""
    if path.startswith("app/") and path != "app/core/config.py":
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}:
                yield f"{path}:{node.lineno}: reads the environment"
