"""A copy of the project that a gate may break; the working tree stays as it is."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
COPIED = ("app", "tests", "gates", "migrations", "openapi", "docs", "pyproject.toml", "README.md")
_LEFT = shutil.ignore_patterns("__pycache__", "node_modules")


@contextmanager
def copied_project(prefix: str) -> Iterator[Path]:
    """The folder of the copy, which is removed afterwards."""
    with TemporaryDirectory(prefix=prefix) as folder:
        copy = Path(folder)
        for name in COPIED:
            source, target = ROOT / name, copy / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=_LEFT)
            else:
                shutil.copy2(source, target)
        yield copy
