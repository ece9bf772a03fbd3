"""Every file obeys the rules of the house, and every rule catches its example."""

import ast
import re
import statistics
from functools import cache
from pathlib import Path

import pytest
from grimp import build_graph

from app.core.auth import SCOPES
from tests import architecture as rules
from tests.architecture import Rule
from tests.contract import document
from tests.documented import OPERATIONS, PUBLIC

ROOT = Path(__file__).parents[1]
EXAMPLES: dict[Rule, tuple[tuple[str, str], ...]] = {
    rules.pure_files_import_no_io: (
        ("app/debts/balances.py", "import os"),
        ("app/debts/balances.py", "from pathlib import Path"),
        ("app/debts/balances.py", "import random"),
        ("app/debts/balances.py", "from importlib.resources import files"),
        ("app/debts/balances.py", "import tomllib"),
        ("app/debts/balances.py", "from sqlalchemy import select"),
        ("app/debts/balances.py", "from pydantic import BaseModel"),
        ("app/debts/balances.py", "from fastapi import Request"),
        ("app/debts/balances.py", "from app.debts.models import Debt"),
        ("app/debts/balances.py", "from app.debts import schemas"),
        ("app/debts/balances.py", "from app.core.db import Session"),
        ("app/debts/balances.py", "from app.core import clock"),
        ("app/debts/balances.py", "text = open('/etc/hosts').read()"),
        ("app/calc/money.py", "from app.core import errors as clock\nimport sqlalchemy"),
        ("app/calc/service.py", "import sqlalchemy"),
    ),
    rules.rows_are_private: (
        ("app/debts/service.py", "from app.cases.repository import get_case"),
        ("app/debts/service.py", "from app.cases import models"),
        ("app/cli.py", "import app.cases.models"),
    ),
    rules.only_db_commits: (
        ("app/debts/service.py", "session.commit()"),
        ("app/core/routing.py", "request.state.write_session.commit()"),
        ("app/core/outbox.py", "session.begin_nested()"),
    ),
    rules.only_clock_reads_time: (
        ("app/debts/service.py", "today = date.today()"),
        ("app/core/outbox.py", "datetime.now(UTC)"),
        ("app/debts/service.py", "from uuid import uuid4"),
        ("app/core/pagination.py", "import secrets"),
    ),
    rules.queries_start_scoped: (
        ("app/debts/service.py", "rows = session.scalars(statement)"),
        ("app/debts/repository.py", "def find():\n    return select(Debt)"),
        ("app/debts/repository.py", "def find():\n    return select(Debt.id).where(Debt.id == x)"),
        ("app/debts/repository.py", "def drop():\n    return delete(Debt)"),
    ),
    rules.endpoints_are_short: (
        ("app/debts/router.py", "@router.get('/x')\ndef get_x():\n" + "    x = 1\n" * 16),
        ("app/debts/router.py", "from sqlalchemy import select"),
        ("app/debts/router.py", "@router.get('/x')\nasync def get_x():\n    return 1"),
    ),
    rules.names_say_something: (
        ("app/utils/money.py", ""),
        ("app/debts/helpers.py", ""),
        ("app/debts/service.py", "class DebtManager: ..."),
        ("app/debts/service.py", "def process_debt(): ..."),
        ("app/debts/service.py", "def handle(): ..."),
    ),
    rules.wellbeing_is_the_owners: (
        ("app/proposals/scores/service.py", "from app.wellbeing import service"),
        ("app/plan/service.py", "import app.wellbeing.service"),
        ("app/wiring.py", "from app.wellbeing import service"),
    ),
    rules.environment_is_read_once: (("app/core/db.py", "import os\nurl = os.environ['URL']"),),
}
ALLOWED = (
    ("app/dossier/export/service.py", "from app.wellbeing import service"),
    ("app/debts/balances.py", "from app.calc.money import format_fen"),
    ("app/debts/balances.py", "from app.core.errors import invalid\nfrom decimal import Decimal"),
    ("app/debts/balances.py", "from app.law.ceilings import Ceiling\nimport numpy as np"),
    (
        "app/debts/service.py",
        "from app.debts import models\nfrom app.cases import service",
    ),
    ("app/debts/repository.py", "statement = scoped(session, Debt)\nsession.scalars(statement)"),
    ("app/debts/router.py", "@router.get('/x')\ndef get_x():\n" + "    x = 1\n" * 15),
)


@cache
def _files(folder: str) -> list[tuple[str, ast.Module]]:
    return [
        (str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8")))
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "versions" not in file.parts
    ]


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.__name__)
def test_every_file_obeys(rule: Rule) -> None:
    findings = [finding for path, tree in _files("app") for finding in rule(path, tree)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [(rule, *example) for rule, examples in EXAMPLES.items() for example in examples],
)
def test_every_rule_catches_its_examples(rule: Rule, path: str, source: str) -> None:
    assert list(rule(path, ast.parse(source)))


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_no_rule_refuses_what_is_right(path: str, source: str) -> None:
    assert not [finding for rule in EXAMPLES for finding in rule(path, ast.parse(source))]


def test_files_and_functions_stay_small() -> None:
    sources = list((ROOT / "app").rglob("*.py"))
    files = sorted(len(file.read_text(encoding="utf-8").splitlines()) for file in sources)
    functions = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for _, tree in _files("app")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert statistics.median(files) <= 110
    assert files[int(len(files) * 0.95)] <= 300
    assert files[-1] <= 400
    assert functions[int(len(functions) * 0.95)] <= 40


def test_the_ladder_has_no_cycle_of_subjects() -> None:
    graph = build_graph("app", cache_dir=None)
    graph.squash_module("app.core")
    for subject in graph.find_children("app") - {"app.core"}:
        graph.squash_module(subject)
    pairs = {
        (upper, lower)
        for upper in graph.find_children("app")
        for lower in graph.find_modules_directly_imported_by(upper)
    }
    assert not {pair for pair in pairs if pair[::-1] in pairs}


def test_every_operation_is_secured_unless_public() -> None:
    assert len(OPERATIONS) > 10
    for path, method, operation in OPERATIONS:
        name = operation["operationId"]
        if name in PUBLIC:
            assert operation["security"] == [{}], f"{name} is public but asks for a key"
        else:
            assert operation["security"] == [{"ApiKey": []}]
            assert operation["x-scope"] in SCOPES, f"{method} {path} must name one scope"


def test_the_public_list_names_existing_operations() -> None:
    known = {operation["operationId"] for _, _, operation in OPERATIONS}
    assert known >= PUBLIC
    assert document()["paths"]


BARE = re.compile(r"# noqa(?!: [A-Z0-9, ]+ - \S)|# type: ignore(?!\[[a-z, -]+\]  # \S)")
"""An exemption from a check that does not say which check, or not why."""


def test_every_exemption_says_why() -> None:
    bare = [
        f"{file.relative_to(ROOT)}:{number}"
        for folder in ("app", "tests", "gates", "benchmarks", "migrations")
        for file in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if file != Path(__file__) and BARE.search(line)
    ]
    assert not bare


@pytest.mark.parametrize(
    ("line", "is_bare"),
    [
        ("x = 2  # noqa", True),
        ("x = 2  # noqa: PLR2004", True),
        ("x = 2  # noqa: PLR2004 - both ends", False),
        ("x = y  # type: ignore", True),
        ("x = y  # type: ignore[arg-type]", True),
        ("x = y  # type: ignore[arg-type]  # three states", False),
    ],
)
def test_a_bare_exemption_is_found(line: str, *, is_bare: bool) -> None:
    assert bool(BARE.search(line)) is is_bare
